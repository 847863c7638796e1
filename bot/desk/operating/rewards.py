"""The rewards catalogue: what is offered, at which price, how many, and where it is taken."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame.edit_words import history, shops_in, told
from bot.desk.frame.errors import not_found
from bot.desk.frame.forms import SentForm, as_typed
from bot.desk.frame.navigation import Entry
from bot.desk.frame.pages import SEE_OTHER, Desk
from bot.desk.operating.reward_form import FIELD_NAMES, KINDS, TAKEN, RewardForm, kind_of, read_reward
from bot.languages import Language
from bot.ledger import store
from bot.ledger.models import Reward, Shop
from bot.ledger.rewards import (
    FREE,
    MEASURED_BY,
    REWARD_FIELDS,
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
from bot.ledger.store import Act, value_of
from bot.rules import Decision
from bot.wording import Message, _
from bot.wording.values import Money


def reward_routes(desk: Desk) -> APIRouter:
    """The catalogue, a reward's own page, and adding one."""
    desk.navigation.add(Entry("rewards", _("Rewards"), "/desk/rewards", icon="gift", roles=("operator",)))
    routes = desk.router("operator")
    ports = desk.ports
    engine, words = ports.services.engine, ports.words
    programme = ports.services.home_programme

    def refused(kind: Any, values: Any, language: Language) -> list[str]:
        """Why nobody could redeem it, in the words that a member reads; nothing where somebody can."""
        decision: Decision | None = refusal(engine, programme, kind, values, ports.clock())
        if decision is None:
            return []
        return [words.finding(finding, language, decision.edition) for finding in decision.findings]

    def warnings(request: Request, kind: Any, form: RewardForm) -> list[str]:
        """What the rules say to what is typed; nothing while it cannot be read."""
        readable = form.values and not {"points", "hours"} & form.errors.keys()
        return refused(kind, form.values, desk.pages.language(request)) if readable else []

    def refused_as_it_is(reward: Reward, language: Language) -> list[str]:
        return refused(reward.kind, {"points": reward.points, "hours": reward.hours}, language)

    @routes.get("/desk/rewards")
    def all_rewards(request: Request) -> Response:
        language = desk.pages.language(request)
        with ports.database.reading() as session:
            rewards = catalogue_of(session, programme)
            called = shop_names(session, {shop for reward in rewards for shop in reward.shops})
            issued = vouchers_outstanding(session, [reward.id for reward in rewards])
        return desk.render(
            request,
            "rewards.html",
            rewards=rewards,
            kinds=KINDS,
            shop_names=called,
            issued=issued,
            refused={reward.id for reward in rewards if refused_as_it_is(reward, language)},
            programme_name=words.programme(programme, language),
            currency=engine.pack(programme).currency,
            money=Money,
        )

    @routes.get("/desk/rewards/new")
    def new(request: Request, kind: str = "parking") -> Response:
        with ports.database.reading() as session:
            last = max((reward.position for reward in catalogue_of(session, programme)), default=0)
        typed = {"kind": kind, "position": str(last + 1), "active": "on", "unlimited": "on", "shops": []}
        return show_new(request, RewardForm(typed, {}))

    def show_new(request: Request, form: RewardForm, status: int = 200) -> Response:
        with ports.database.reading() as session:
            known = shops_of(session, programme)
        return desk.render(
            request,
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
            warnings=warnings(request, form.typed.get("kind"), form),
        )

    @routes.post("/desk/rewards/new")
    def add(request: Request, sent: SentForm) -> Response:
        kind = kind_of(sent)
        form = read_reward(sent, kind, new=True)
        if form.errors:
            return show_new(request, form, 422)
        with ports.database.transaction() as session:
            added = add_reward(
                Act(session, desk.staff(request).actor, ports.clock()),
                programme,
                form.identity,
                kind,
                form.values,
                form.stock,
            )
        if added is None:
            form.errors["id"] = TAKEN
            return show_new(request, form, 409)
        return RedirectResponse(f"/desk/rewards/{form.identity}?saved=added", SEE_OTHER)

    @routes.post("/desk/rewards/check")
    def check(request: Request, sent: SentForm) -> Response:
        """What the rules say to a reward that is being typed."""
        form = read_reward(sent, kind_of(sent))
        return desk.render(request, "reward_rules.html", warnings=warnings(request, kind_of(sent), form))

    @routes.get("/desk/rewards/{identity}")
    def one(request: Request, identity: str, saved: str = "") -> Response:
        with ports.database.reading() as session:
            reward = find(session, identity)
        values = {field: value_of(reward, field) for field in REWARD_FIELDS}
        return show_one(request, identity, RewardForm(as_typed(values), values), reward.version, saved=saved)

    def show_one(
        request: Request,
        identity: str,
        form: RewardForm,
        seen: int,
        status: int = 200,
        *,
        stale: Sequence[store.Edit] = (),
        saved: str = "",
    ) -> Response:
        with ports.database.reading() as session:
            reward = find(session, identity)
            known = shops_of(session, programme)
            issued = vouchers_outstanding(session, [identity]).get(identity, 0)
            changes = history(session, f"reward:{identity}")
            called = shop_names(session, shops_in([*changes, *stale]))
        return desk.render(
            request,
            "reward.html",
            status,
            reward=reward,
            seen=seen,
            typed=form.typed,
            errors=form.errors,
            stale=told(stale, FIELD_NAMES, called),
            saved=saved,
            measured_by=MEASURED_BY,
            free=FREE,
            shops=_chosen_first(known, reward.shops, form.typed.get("shops", [])),
            kinds=KINDS,
            names=FIELD_NAMES,
            warnings=warnings(request, reward.kind, form),
            issued=issued,
            history=told(changes, FIELD_NAMES, called),
            stock_error=None,
            stock_typed="",
        )

    @routes.post("/desk/rewards/{identity}")
    def save(request: Request, identity: str, sent: SentForm, seen: Annotated[int, Form()]) -> Response:
        with ports.database.reading() as session:
            form = read_reward(sent, find(session, identity).kind)
        if form.errors:
            return show_one(request, identity, form, seen, 422)
        try:
            with ports.database.transaction() as session:
                actor = desk.staff(request).actor
                change_reward(Act(session, actor, ports.clock()), identity, form.values, seen)
        except store.StaleError as stale:
            merged = RewardForm(as_typed(stale.merged), dict(stale.merged))
            return show_one(request, identity, merged, stale.version, 409, stale=stale.edits)
        return RedirectResponse(f"/desk/rewards/{identity}?saved=changed", SEE_OTHER)

    @routes.post("/desk/rewards/{identity}/stock/move")
    def move(request: Request, identity: str, by: Annotated[str, Form()] = "") -> Response:
        text = by.strip().replace("−", "-").removeprefix("+")
        if not text.removeprefix("-").isdecimal() or len(text) > 8 or int(text) == 0:
            return show_stock(request, identity, _("Please enter how many came (20) or went (-3)."), by)
        try:
            with ports.database.transaction() as session:
                find(session, identity)
                actor = desk.staff(request).actor
                move_stock(Act(session, actor, ports.clock()), identity, int(text))
        except StockError as error:
            return show_stock(
                request, identity, _("Only {count} are left.").using(count=error.stock or 0), by
            )
        return show_stock(request, identity)

    @routes.post("/desk/rewards/{identity}/stock/set")
    def count(
        request: Request,
        identity: str,
        to: Annotated[str, Form()] = "",
        seen: Annotated[str, Form()] = "",
        unlimited: Annotated[str, Form()] = "",
    ) -> Response:
        if not unlimited and not (to.strip().isdecimal() and len(to.strip()) < 9):
            return show_stock(request, identity, _("Please enter how many there are."), to)
        try:
            with ports.database.transaction() as session:
                find(session, identity)
                set_stock(
                    Act(session, desk.staff(request).actor, ports.clock()),
                    identity,
                    None if unlimited else int(to),
                    int(seen) if seen.isdecimal() else None,
                )
        except StockError:
            meanwhile = _("The stock has changed meanwhile. Nothing was set: please check and set it again.")
            return show_stock(request, identity, meanwhile, to)
        return show_stock(request, identity)

    def show_stock(
        request: Request, identity: str, error: Message | None = None, typed: str = ""
    ) -> Response:
        """The part of the page about the stock, or the whole page where nobody swaps parts."""
        with ports.database.reading() as session:
            reward = find(session, identity)
        if request.headers.get("hx-request") != "true":
            return RedirectResponse(f"/desk/rewards/{identity}#stock", SEE_OTHER)
        answer = desk.render(
            request, "reward_stock.html", reward=reward, stock_error=error, stock_typed=typed
        )
        if error is None:
            return desk.toast(answer, request, _("Saved."))
        return answer

    def find(session: Session, identity: str) -> Reward:
        reward = session.get(Reward, identity)
        if reward is None or reward.programme != programme:
            raise not_found()
        return reward

    return routes


def _chosen_first(known: Sequence[Shop], of_reward: Sequence[str], chosen: Sequence[str]) -> list[Shop]:
    """The shops to choose from: the reward's own in their order, then the others that take part."""
    by_id = {shop.id: shop for shop in known}
    wanted = dict.fromkeys([*of_reward, *chosen, *(shop.id for shop in known if shop.active)])
    return [by_id.get(identity) or Shop(id=identity, names={}, active=True) for identity in wanted]
