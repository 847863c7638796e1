"""From a message to a `Telling`: candidates and circumstances are laid on a table and given their roles."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache

from bot.rules.checks.campaign import tiers
from bot.rules.engine import Engine
from bot.rules.pack import Pack
from bot.text import fold_typed
from bot.understanding.candidates import find_candidates
from bot.understanding.circumstances import Lexicon
from bot.understanding.entities import EntityFinder
from bot.understanding.scope import Scopes
from bot.understanding.telling import accounts, campaigns, claims, receipts
from bot.understanding.telling.acts import with_acts
from bot.understanding.telling.board import Board
from bot.understanding.telling.kinds import kind_of, programme_of
from bot.understanding.telling.questions import questions_in
from bot.understanding.telling.residue import leave_residue
from bot.understanding.telling.told import Offer, Programme, Programmes, Talk, Telling

_OF_CURRENCY: Mapping[str, Callable[[Board, str | None, str, datetime], None]] = {
    "earn": receipts.read_earn,
    "claim": claims.read_claim,
    "tier": accounts.read_tier,
    "balance": accounts.read_balance,
    "redeem": accounts.read_redeem,
    "join": accounts.read_join,
    "birthday": accounts.read_birthday,
}
_OF_OFFERS: Mapping[str, Callable[[Board, tuple[Offer, ...], datetime], None]] = {
    "enrol": campaigns.read_enrol,
    "award": campaigns.read_award,
    "spend": campaigns.read_spend,
}


class Teller:
    """Reads cases from messages."""

    def __init__(self, entities: EntityFinder, lexicon: Lexicon) -> None:
        self._entities = entities
        self._lexicon = lexicon
        self.tell = lru_cache(maxsize=256)(self._tell)

    def warm_up(self) -> None:
        """Make ready what the first messages would wait for."""
        self._lexicon.warm_up()

    def _tell(self, text: str, now: datetime, talk: Talk, programmes: Programmes) -> Telling:
        """The case that a message tells, in the light of what was talked about. `now` counts its days."""
        board = self._board(text, now, talk)
        known = programmes.by_name
        programme = programme_of(board, known)
        if programme is None or programme not in known:
            kind, sure = kind_of(board, tuple(dict.fromkeys(k for p in known.values() for k in p.kinds)))
            programme = next((name for name, p in known.items() if kind in p.kinds), None)
            if kind in _ANYWHERE and not talk.programme:
                programme = None  # a purchase may be of any of them
            if kind in _OF_OFFERS and not board.has(_CAMPAIGN):
                return Telling(None, None, 0.0, questions=questions_in(board.text))
        else:
            kind, sure = kind_of(board, known[programme].kinds)
        if kind is None:
            return Telling(programme, None, 0.0, questions=questions_in(board.text))
        self._read(board, kind, programme, known.get(programme or "", _ANY), now)
        leave_residue(board, kind, self._lexicon)
        facts = with_acts(board, kind)
        return Telling(programme, kind, sure, facts, tuple(board.residue), questions_in(board.text))

    def _board(self, text: str, now: datetime, talk: Talk) -> Board:
        folded = fold_typed(text)
        scopes = Scopes(folded)
        found = find_candidates(folded, now)
        circumstances = self._lexicon.find(folded, scopes)
        return Board.lay(text, folded, found, circumstances, self._entities.find(folded, now), scopes, talk)

    def _read(self, board: Board, kind: str, name: str | None, programme: Programme, now: datetime) -> None:
        if kind in _OF_OFFERS:
            _OF_OFFERS[kind](board, programme.offers, now)
        else:
            _OF_CURRENCY[kind](board, name, programme.currency, now)


# Without one of these nobody speaks of a coupon campaign whose programme is not named.
_CAMPAIGN = re.compile(
    r"(?<![a-z])(?:rmb|cny|yuan|coupons?|entry|enrol\w*|alipay|mainland)(?![a-z])|"
    r"代金券|报名|人民币|支付宝|内地|大陆|券|[¥￥]|\d\s?元"
)
_ANY = Programme((), "HKD")
_ANYWHERE = ("earn", "claim", None)


@lru_cache(maxsize=8)
def programmes_of(engine: Engine) -> Programmes:
    """What words are measured against, from the rule books."""
    return Programmes(
        {
            name: Programme(tuple(pack.kinds), pack.currency, _offers(pack))
            for name, pack in engine.packs.items()
        }
    )


def _offers(pack: Pack) -> tuple[Offer, ...]:
    return tuple(
        Offer(int(face), int(clause.money("spend"))) for face, clause in tiers(pack, "tier_chosen").items()
    )
