"""What every page of the desk is built with: guarded routes, templates, the navigation, live changes."""

from bot.desk.frame.access import PASSWORD_PAGE, SECOND_FACTOR_PAGE, device_of
from bot.desk.frame.desk import Desk, desk_of
from bot.desk.frame.errors import DeskError, SignedOutError, not_found
from bot.desk.frame.forms import Fields, SentForm, Text, as_typed
from bot.desk.frame.navigation import NavigationEntry
from bot.desk.frame.people import STAFF_ERRORS, SignedIn, staff_names, with_included
from bot.desk.frame.ports import SECOND_FACTOR, DeskPorts, OpenId
from bot.desk.frame.receipt_states import RECEIPT_STATES
from bot.desk.frame.routing import SEE_OTHER, SIGN_IN, guarded, open_to_all, our_form, with_next
from bot.desk.frame.templates import DeskFiles
from bot.desk.frame.visit import TheVisit, Visit

__all__ = [
    "PASSWORD_PAGE",
    "RECEIPT_STATES",
    "SECOND_FACTOR",
    "SECOND_FACTOR_PAGE",
    "SEE_OTHER",
    "SIGN_IN",
    "STAFF_ERRORS",
    "Desk",
    "DeskError",
    "DeskFiles",
    "DeskPorts",
    "Fields",
    "NavigationEntry",
    "OpenId",
    "SentForm",
    "SignedIn",
    "SignedOutError",
    "Text",
    "TheVisit",
    "Visit",
    "as_typed",
    "desk_of",
    "device_of",
    "guarded",
    "not_found",
    "open_to_all",
    "our_form",
    "staff_names",
    "with_included",
    "with_next",
]
