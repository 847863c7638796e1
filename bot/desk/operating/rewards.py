"""The rewards catalogue: what is offered, at which price, how many, and where it is taken."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Form
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame import SEE_OTHER, NavigationEntry, SentForm, TheVisit, Visit, as_typed, guarded, not_found
from bot.desk.operating.edits import history, shops_in, told
from bot.desk.operating.reward_form import FIELD_NAMES, KINDS, TAKEN, RewardForm, kind_of, read_reward
from bot.ledger import store
from bot.ledger.models import Reward, RewardKind, Shop
from bot.ledger.rewards import (
    FREE,
    MEASURED_BY,
    REWARD_FIELDS,
    NewReward,
    StockError,
    add_reward,
    catalogue_of,
    change_reward,
    move_stock,
    refusal,
    set_stock,
    shop_names,
    shops_of,
    vouchers_outstanding,
)
from bot.ledger.store import value_of
from bot.wording import Message, Money, _

ENTRY = NavigationEntry("rewards", _("Rewards"), "/desk/rewards", icon="gift", roles=("operator",))

router = guarded("operator")


@router.get("/desk/rewards")
def all_rewards(visit: TheVisit) -> Response:
    """The catalogue."""
    programme = visit.programme
    with visit.reading() as session:
        rewards = catalogue_of(session, programme)
        called = shop_names(session, {shop for reward in rewards for shop in reward.shops})
        issued = vouchers_outstanding(session, [reward.id for reward in rewards])
    return visit.render(
        "rewards.html",
        rewards=rewards,
        kinds=KINDS,
        shop_names=called,
        issued=issued,
        refused={
            reward.id
            for reward in rewards
            if _refused(visit, reward.kind, {"points": reward.points, "hours": reward.hours})
        },
        programme_name=visit.words.programme(programme, visit.language),
        currency=visit.engine.pack(programme).currency,
        money=Money,
    )


@router.get("/desk/rewards/new")
def new(visit: TheVisit, kind: str = "parking") -> Response:
    """The form for a new reward."""
    with visit.reading() as session:
        last = max((reward.position for reward in catalogue_of(session, visit.programme)), default=0)
    typed = {"kind": kind, "position": str(last + 1), "active": "on", "unlimited": "on", "shops": []}
    return _show_new(visit, RewardForm(typed, {}))


@router.post("/desk/rewards/new")
def add(visit: TheVisit, sent: SentForm) -> Response:
    """Add a reward to the catalogue."""
    kind = kind_of(sent)
    form = read_reward(sent, kind, new=True)
    if form.errors:
        return _show_new(visit, form, 422)
    with visit.acting() as act:
        added = add_reward(act, NewReward(visit.programme, form.identity, kind, form.stock), form.values)
    if added is None:
        form.errors["id"] = TAKEN
        return _show_new(visit, form, 409)
    return RedirectResponse(f"/desk/rewards/{form.identity}?saved=added", SEE_OTHER)


@router.post("/desk/rewards/check")
def check(visit: TheVisit, sent: SentForm) -> Response:
    """What the rules say to a reward that is being typed."""
    form = read_reward(sent, kind_of(sent))
    return visit.render("reward_rules.html", warnings=_warnings(visit, kind_of(sent), form))


@router.get("/desk/rewards/{identity}")
def one(visit: TheVisit, identity: str, saved: str = "") -> Response:
    """A reward, to be changed."""
    with visit.reading() as session:
        reward = _find(visit, session, identity)
    values = {field: value_of(reward, field) for field in REWARD_FIELDS}
    return _show_one(visit, identity, RewardForm(as_typed(values), values, seen=reward.version), saved=saved)


@router.post("/desk/rewards/{identity}")
def save(visit: TheVisit, identity: str, sent: SentForm, seen: Annotated[int, Form()]) -> Response:
    """Change a reward, unless somebody else changed it meanwhile."""
    with visit.reading() as session:
        form = read_reward(sent, _find(visit, session, identity).kind, seen=seen)
    if form.errors:
        return _show_one(visit, identity, form, 422)
    try:
        with visit.acting() as act:
            change_reward(act, identity, form.values, seen)
    except store.StaleError as stale:
        merged = RewardForm(as_typed(stale.merged), dict(stale.merged), seen=stale.version, stale=stale.edits)
        return _show_one(visit, identity, merged, 409)
    return RedirectResponse(f"/desk/rewards/{identity}?saved=changed", SEE_OTHER)


@router.post("/desk/rewards/{identity}/stock/move")
def move(visit: TheVisit, identity: str, by: Annotated[str, Form()] = "") -> Response:
    """Count pieces that came or went."""
    text = by.strip().replace("−", "-").removeprefix("+")
    if not text.removeprefix("-").isdecimal() or len(text) > 8 or int(text) == 0:
        return _show_stock(visit, identity, _("Please enter how many came (20) or went (-3)."), by)
    try:
        with visit.acting() as act:
            _find(visit, act.session, identity)
            move_stock(act, identity, int(text))
    except StockError as error:
        return _show_stock(visit, identity, _("Only {count} are left.").using(count=error.stock or 0), by)
    return _show_stock(visit, identity)


@router.post("/desk/rewards/{identity}/stock/set")
def count(
    visit: TheVisit,
    identity: str,
    to: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
    unlimited: Annotated[str, Form()] = "",
) -> Response:
    """Set how many pieces there are."""
    if not unlimited and not (to.strip().isdecimal() and len(to.strip()) < 9):
        return _show_stock(visit, identity, _("Please enter how many there are."), to)
    try:
        with visit.acting() as act:
            _find(visit, act.session, identity)
            stock = None if unlimited else int(to)
            set_stock(act, identity, stock, int(seen) if seen.isdecimal() else None)
    except StockError:
        meanwhile = _("The stock has changed meanwhile. Nothing was set: please check and set it again.")
        return _show_stock(visit, identity, meanwhile, to)
    return _show_stock(visit, identity)


def _refused(visit: Visit, kind: RewardKind, values: Mapping[str, object]) -> list[str]:
    """Why nobody could redeem it, in the words that a member reads; nothing where somebody can."""
    decision = refusal(visit.engine, visit.programme, kind, values, visit.now())
    if decision is None:
        return []
    return [visit.words.finding(finding, visit.language, decision.edition) for finding in decision.findings]


def _warnings(visit: Visit, kind: RewardKind, form: RewardForm) -> list[str]:
    """What the rules say to what is typed; nothing while it cannot be read."""
    readable = form.values and not {"points", "hours"} & form.errors.keys()
    return _refused(visit, kind, form.values) if readable else []


def _show_new(visit: Visit, form: RewardForm, status: int = 200) -> Response:
    with visit.reading() as session:
        known = shops_of(session, visit.programme)
    return visit.render(
        "reward_new.html",
        status,
        form=form,
        typed=form.typed,
        errors=form.errors,
        measured_by=MEASURED_BY,
        free=FREE,
        shops=known,
        kinds=KINDS,
        names=FIELD_NAMES,
        warnings=_warnings(visit, kind_of(form.typed), form),
    )


def _show_one(
    visit: Visit,
    identity: str,
    form: RewardForm,
    status: int = 200,
    *,
    saved: str = "",
) -> Response:
    with visit.reading() as session:
        reward = _find(visit, session, identity)
        known = shops_of(session, visit.programme)
        issued = vouchers_outstanding(session, [identity]).get(identity, 0)
        changes = history(session, f"reward:{identity}")
        called = shop_names(session, shops_in([*changes, *form.stale]))
    return visit.render(
        "reward.html",
        status,
        reward=reward,
        seen=form.seen,
        typed=form.typed,
        errors=form.errors,
        stale=told(form.stale, FIELD_NAMES, called),
        saved=saved,
        measured_by=MEASURED_BY,
        free=FREE,
        shops=_chosen_first(known, reward.shops, form.shops),
        kinds=KINDS,
        names=FIELD_NAMES,
        warnings=_warnings(visit, reward.kind, form),
        issued=issued,
        history=told(changes, FIELD_NAMES, called),
        stock_error=None,
        stock_typed="",
    )


def _show_stock(visit: Visit, identity: str, error: Message | None = None, typed: str = "") -> Response:
    """The part of the page about the stock, or the whole page where nobody swaps parts."""
    with visit.reading() as session:
        reward = _find(visit, session, identity)
    if visit.request.headers.get("hx-request") != "true":
        return RedirectResponse(f"/desk/rewards/{identity}#stock", SEE_OTHER)
    answer = visit.render("reward_stock.html", reward=reward, stock_error=error, stock_typed=typed)
    if error is None:
        return visit.toast(answer, _("Saved."))
    return answer


def _find(visit: Visit, session: Session, identity: str) -> Reward:
    reward = session.get(Reward, identity)
    if reward is None or reward.programme != visit.programme:
        raise not_found()
    return reward


def _chosen_first(known: Sequence[Shop], of_reward: Sequence[str], chosen: Sequence[str]) -> list[Shop]:
    """The shops to choose from: the reward's own in their order, then the others that take part."""
    by_id = {shop.id: shop for shop in known}
    wanted = dict.fromkeys([*of_reward, *chosen, *(shop.id for shop in known if shop.active)])
    return [by_id.get(identity) or Shop(id=identity, names={}, active=True) for identity in wanted]
