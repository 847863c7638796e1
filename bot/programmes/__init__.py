"""The programmes at hand: each is one folder, which says everything about itself.

programmes = Programmes.load()                  # ours; or of other folders of programmes
programmes.engine.decide({...})                 # decides with the editions of all of them
programmes["festival-walk"].chat.starters       # what the chat knows of one
"""

from bot.programmes.chat import Asked, Chat
from bot.programmes.needs import Needs, check, home_of
from bot.programmes.programme import (
    HOME,
    OURS,
    Programme,
    Programmes,
    Question,
    folders,
    printed_malls,
    tier_names,
)

__all__ = [
    "HOME",
    "OURS",
    "Asked",
    "Chat",
    "Needs",
    "Programme",
    "Programmes",
    "Question",
    "check",
    "folders",
    "home_of",
    "printed_malls",
    "tier_names",
]
