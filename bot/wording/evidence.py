"""Why the reader took what it took, in sentences for the staff."""

from collections.abc import Iterator, Mapping

from bot.languages import Language
from bot.wording.message import Message, _
from bot.wording.wording import Wording

# The reasons as the evidence of a reading states them.
REASONS: Mapping[str, Message] = {
    "the name at the head of the paper": _("the name at the head of the paper"),
    "below its label": _("below its label"),
    "beside its label": _("beside its label"),
    "its label": _("its label"),
    "beside the amount": _("beside the amount"),
    "the stamp": _("the stamp"),
    "the sender of the receipt": _("the sender of the receipt"),
    "the lines below the name": _("the lines below the name"),
    "receipt number": _("labelled as the receipt's number"),
    "receipt": _("labelled as the receipt's"),
    "transaction number": _("labelled as the transaction's number"),
    "number": _("labelled as a number"),
    "reference": _("labelled as a reference"),
    "voucher number": _("labelled as the voucher's number"),
    "order number": _("labelled as the order's number"),
    "a code without a label": _("a code without a label"),
    "it says so": _("it says so"),
    "a part was paid before": _("a part was paid before"),
    "money came in": _("money came in"),
    "the total is below nothing": _("the total is below zero"),
    "goods were exchanged": _("goods were exchanged"),
    "words that may say otherwise": _("words that may say otherwise"),
    "the sum paid stands on it": _("the sum paid stands on it"),
    "nothing speaks against it": _("nothing speaks against it"),
    "what was bought": _("what was bought"),
    "charges after an earlier total lead to it": _("charges after an earlier total lead to it"),
    "the day of the purchase": _("the day of the purchase"),
    "the row that names the payment": _("the line that names the payment"),
    "total less deductions is what was paid": _("total less deductions is what was paid"),
    "the sum paid repeats the total": _("the sum paid repeats the total"),
    "cash less change is the total": _("cash less change is the total"),
    "the items add up to the total": _("the items add up to the total"),
    "the total is printed twice": _("the total is printed twice"),
    "flat colours and a telephone's status bar": _("flat colours and a telephone's status bar"),
    "flat colours: no camera took this": _("flat colours: no camera took this"),
    "coloured ink on a form, and no time of day": _("coloured ink on a form, and no time of day"),
    "a picture without any colour": _("a picture without any colour"),
    "a fold runs across the paper": _("a fold runs across the paper"),
    "the outline of another paper and specks of toner on the sheet": _(
        "the outline of another paper and specks of toner on the sheet"
    ),
}
_ALMOST, _DIRECTORY = "reads almost like ", " of the directory"


def reasons_of(words: Wording, language: Language, stated: str) -> list[str]:
    """The reasons of a piece of evidence in a language; one that has no words is left out."""
    return list(_said(words, language, stated))


def _said(words: Wording, language: Language, stated: str) -> Iterator[str]:
    for reason in stated.split("; "):
        if reason in REASONS:
            yield words.say(language, REASONS[reason])
        elif reason.startswith(_ALMOST) and reason.endswith(_DIRECTORY):
            name = reason.removeprefix(_ALMOST).removesuffix(_DIRECTORY)
            yield words.say(language, _("reads almost like {name} in the directory"), name=name)
