"""The words of the chat page itself. It carries them in all languages: a switch needs no reload."""

from collections.abc import Sequence

from bot.channels.ports import DemoMember, Limits
from bot.languages import LANGUAGES, Language
from bot.wording import Message, Wording, _

_LABELS: dict[str, Message] = {
    "title": _("Member assistant"),
    "tagline": _("Points, receipts and rewards"),
    "language": _("Language"),
    "conversation": _("Conversation"),
    "assistant": _("Assistant"),
    "you": _("You"),
    "customer_service": _("Customer service"),
    "write": _("Write a message"),
    "send": _("Send"),
    "add_photos": _("Add photos"),
    "take_photo": _("Take a photo"),
    "drop_photos": _("Drop your photos here"),
    "hint": _("Tip: send the receipt and its payment slip together."),
    "photos_chosen": _("Photos to send"),
    "remove_photo": _("Remove this photo"),
    "photo": _("Photo"),
    "typing": _("Writing…"),
    "reading": _("Reading your photos…"),
    "waiting": _("Not sent yet. Trying again…"),
    "offline": _("You are offline. Your messages are kept and sent when the connection is back."),
    "not_sent": _("This could not be sent. Please try again."),
    "try_again": _("Try again"),
    "discard": _("Discard"),
    "too_large": _("That is too much for one message. Please send fewer or smaller photos."),
    "too_many_photos": _("Please send at most {count} photos at a time."),
    "enlarge": _("Show larger"),
    "close": _("Close"),
    "rules": _("Rules"),
    "newest": _("Newest messages"),
    "new_conversation": _("New conversation"),
    "new_conversation_sure": _("Start again? This conversation is closed and removed from this device."),
    "cancel": _("Cancel"),
    "start_again": _("Start again"),
    "demo": _("Demonstration"),
    "demo_about": _("Nothing here is real. Link one of these members, then read the one-time code."),
    "demo_members": _("Members to try"),
    "demo_codes": _("Read the one-time codes"),
    "needs_script": _("The chat needs JavaScript. Please switch it on, or write to us on Telegram."),
    "codes_title": _("One-time codes"),
    "codes_banner": _("Developer page of the demonstration. A real bot sends these codes by SMS."),
    "codes_none": _("No code has been sent yet. Link a member in the chat first."),
    "codes_back": _("Back to the chat"),
    "codes_phone": _("Phone"),
    "codes_code": _("Code"),
    "codes_sent": _("Sent at"),
    "codes_until": _("Valid until"),
}


def labels(words: Wording, limits: Limits, members: Sequence[DemoMember]) -> dict[Language, dict[str, str]]:
    """Every label in every language; what is special about a demo member goes by the member's number."""
    messages = _LABELS | {member.number: member.note for member in members}
    return {
        language: {
            key: words.say(language, message, count=limits.photos) for key, message in messages.items()
        }
        for language in LANGUAGES
    }
