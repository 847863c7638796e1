"""Why a file is no photo that can be read, and what helps: the codes of the reader in sentences."""

from collections.abc import Mapping

from bot.wording.message import Message, _

# `{megabytes}` is the size that a file may have.
PICTURE_PROBLEMS: Mapping[str, Message] = {
    "empty": _("That file is empty. Please send the photo again."),
    "too_large": _("That file is too large. Please send a photo of at most {megabytes} MB."),
    "too_many_pixels": _("That picture is too large to open safely. Please send an ordinary photo."),
    "too_small": _(
        "That picture is too small to read. Please take a new photo, close enough to fill the frame."
    ),
    "too_narrow": _("That picture is too narrow to read. Please photograph the receipt in two parts."),
    "not_a_picture": _("That file is not a photo I can open. Please send a JPEG, PNG, WebP or HEIC photo."),
    "broken": _("That photo arrived damaged. Please send it again."),
    "pdf": _("That is a PDF. The programme needs a photo of the printed receipt."),
    "animated": _("That is an animation. Please send a plain photo of the receipt."),
    "no_text": _(
        "I can't find any print in that photo. Please lay the receipt flat in good light and try again."
    ),
    "timed_out": _(
        "That photo took too long to read. Please take a new one, straight from above, or let a person look "
        "at it."
    ),
}
