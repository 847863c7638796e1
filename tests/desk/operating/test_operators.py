"""Operators' pages: the catalogue, its stock, shops and hours; two people at once, and markup in names."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from bot.ledger import staff
from bot.ledger.models import Audit, Reward, Shop
from tests.support.desk_site import DeskBrowser, DeskSite
from tests.support.plain_services import knowledge

MARKUP = '<img src=x onerror=alert(1)> & "tote"'
UMBRELLA = {
    "id": "umbrella",
    "kind": "gift",
    "names.en": "Umbrella",
    "names.zh-Hant": "雨傘",
    "names.zh-Hans": "雨伞",
    "points": "20",
    "collect_days": "30",
    "position": "1",
    "active": "on",
    "stock": "5",
}


@pytest.fixture
def operator(desk: DeskSite) -> Iterator[DeskBrowser]:
    yield desk.browser("operator")


def add(operator: DeskBrowser, **changed: Any) -> Any:
    form = {name: value for name, value in (UMBRELLA | changed).items() if value is not None}
    return operator.post("/desk/rewards/new", **form)


def reward(site: DeskSite, identity: str = "umbrella") -> Reward:
    with site.database.reading() as session:
        return session.get_one(Reward, identity)


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


@pytest.mark.parametrize("path", ["/desk/rewards", "/desk/shops", "/desk/hours", "/desk/packs"])
def test_operators_alone_see_them(desk: DeskSite, path: str) -> None:
    assert desk.browser("operator").get(path).status_code == 200
    for login in ("agent", "reviewer", "supervisor", "nobody"):
        assert desk.browser(login).get(path).status_code == 403


# -- rewards ---------------------------------------------------------------------------------------------


def test_a_reward_is_added_and_changed(desk: DeskSite, operator: DeskBrowser) -> None:
    assert add(operator).headers["location"] == "/desk/rewards/umbrella?saved=added"
    added = reward(desk)
    assert (added.names["zh-Hant"], added.points, added.stock, added.collect_days) == ("雨傘", 20, 5, 30)
    page = operator.get("/desk/rewards/umbrella").text
    changed = UMBRELLA | {"points": "25", "names.en": "Big umbrella", "seen": hidden(page, "seen")}
    assert operator.post("/desk/rewards/umbrella", **changed).status_code == 303
    assert (reward(desk).points, reward(desk).names["en"], reward(desk).stock) == (25, "Big umbrella", 5)
    with desk.database.reading() as session:
        note = session.scalars(select(Audit).where(Audit.action == "reward.changed")).one()
    assert note.actor == "staff:operator"
    assert note.detail["changes"]["points"] == {"from": 20, "to": 25}
    history = operator.get("/desk/rewards/umbrella").text
    assert "<del>20</del> → <ins>25</ins>" in history
    assert "Big umbrella" in operator.get("/desk/rewards").text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"id": "Umbrella 1"}, "small letters, digits and hyphens"),
        ({"id": "new"}, "small letters, digits and hyphens"),
        ({"names.zh-Hans": "  "}, "Please fill this in."),
        ({"names.en": "x" * 81}, "at most 80 characters"),
        ({"descriptions.en": "only here"}, "in all three languages, or in none"),
        ({"points": "0"}, "a whole number from 1"),
        ({"points": "1e3"}, "a whole number from 1"),
        ({"points": "٢٠x"}, "a whole number from 1"),
        ({"collect_days": ""}, "Please fill this in."),
        ({"stock": "-1"}, "a whole number from 0"),
        ({"kind": "evoucher", "value": "0.001"}, "an amount above 0"),
        ({"kind": "evoucher", "value": "NaN"}, "an amount above 0"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    operator: DeskBrowser, changed: dict[str, str], told: str
) -> None:
    answer = add(operator, **changed)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert told in page
    for value in ({"names.zh-Hant": "雨傘"} | changed).values():
        assert value.strip() in page
    assert operator.get("/desk/rewards/umbrella").status_code == 404


def test_an_id_is_taken_once(operator: DeskBrowser) -> None:
    add(operator)
    again = add(operator, **{"names.en": "Another"})
    assert again.status_code == 409
    assert "This id is taken" in again.text
    assert 'value="Another"' in again.text


def test_a_stale_page_is_told_what_changed_and_keeps_what_was_typed(
    desk: DeskSite, operator: DeskBrowser
) -> None:
    add(operator)
    desk.person("olga", "operator")
    other = desk.browser("olga")
    seen = hidden(operator.get("/desk/rewards/umbrella").text, "seen")
    mine = UMBRELLA | {"seen": seen, "names.en": "Golf umbrella"}
    other.post("/desk/rewards/umbrella", **(UMBRELLA | {"seen": seen, "points": "30"}))
    answer = operator.post("/desk/rewards/umbrella", **mine)
    assert answer.status_code == 409
    assert "<del>20</del> → <ins>30</ins>" in answer.text
    assert "olga" in answer.text
    assert 'value="Golf umbrella"' in answer.text
    assert 'value="30"' in answer.text  # which was left alone, so it follows
    assert reward(desk).names["en"] == "Umbrella"
    mine |= {"points": "30", "seen": hidden(answer.text, "seen")}
    assert operator.post("/desk/rewards/umbrella", **mine).status_code == 303
    assert (reward(desk).names["en"], reward(desk).points) == ("Golf umbrella", 30)


def test_markup_in_names_is_text_everywhere(operator: DeskBrowser) -> None:
    add(
        operator,
        **{
            "names.en": MARKUP,
            "descriptions.en": MARKUP,
            "descriptions.zh-Hant": "甲",
            "descriptions.zh-Hans": "甲",
        },
    )
    for path in ("/desk/rewards", "/desk/rewards/umbrella"):
        page = operator.get(path).text
        assert "<img" not in page.replace('<img src="/desk/static', "")
        assert MARKUP in unescape(page)


def test_the_rules_speak_before_a_reward_is_saved(desk: DeskSite, operator: DeskBrowser) -> None:
    a_day = int(knowledge().engine.pack("festival-walk").figure("parking.5", "hours"))
    typed = {"kind": "parking", "points": "30", "hours": str(a_day + 1)}
    assert "nobody could redeem this" in operator.post("/desk/rewards/check", **typed).text
    assert "nobody" not in operator.post("/desk/rewards/check", **(typed | {"hours": str(a_day)})).text
    assert "nobody" not in operator.post("/desk/rewards/check", **(typed | {"hours": "many"})).text
    add(operator, id="long-parking", kind="parking", hours=str(a_day + 1))
    assert "Nobody can redeem it" in operator.get("/desk/rewards").text


def test_stock_is_booked_and_counted(desk: DeskSite, operator: DeskBrowser) -> None:
    add(operator)
    htmx = {"HX-Request": "true"}

    def send(what: str, **form: str) -> str:
        answer = operator.post(f"/desk/rewards/umbrella/stock/{what}", headers=htmx, **form)
        assert answer.status_code == 200
        return str(answer.text)

    send("move", by="+20")
    assert reward(desk).stock == 25
    send("move", by="-3")
    assert reward(desk).stock == 22
    assert "Only 22 are left." in send("move", by="-23")
    assert "Please enter how many came" in send("move", by="many")
    stale = send("set", to="50", seen="25")
    assert "Nothing was set" in stale
    assert 'value="50"' in stale
    assert reward(desk).stock == 22
    send("set", to="50", seen=hidden(stale, "seen"))
    assert reward(desk).stock == 50
    send("set", seen="50", unlimited="1")
    assert reward(desk).stock is None
    assert operator.post("/desk/rewards/umbrella/stock/set", to="7", seen="").status_code == 303
    assert reward(desk).stock == 7
    with desk.database.reading() as session:
        notes = session.scalars(select(Audit).where(Audit.action == "reward.restocked").order_by(Audit.id))
        assert [(note.detail["from"], note.detail["to"]) for note in notes] == [
            (5, 25),
            (25, 22),
            (22, 50),
            (50, None),
            (None, 7),
        ]


# -- shops -----------------------------------------------------------------------------------------------


def test_shops_are_named(desk: DeskSite, operator: DeskBrowser) -> None:
    add(operator, shops="cinema")
    assert "cinema" in operator.get("/desk/shops").text  # which nobody has named
    names = {"names.en": "Cinema", "names.zh-Hant": "戲院", "names.zh-Hans": "影院", "active": "on"}
    assert operator.post("/desk/shops/new", id="Cinema!", **names).status_code == 422
    assert operator.post("/desk/shops/new", id="cinema", **names).status_code == 303
    assert operator.post("/desk/shops/new", id="cinema", **names).status_code == 409
    assert "Cinema" in operator.get("/desk/rewards").text
    page = operator.get("/desk/shops/cinema").text
    closed = {name: value for name, value in names.items() if name != "active"}
    operator.post("/desk/shops/cinema", seen=hidden(page, "seen"), **closed)
    with desk.database.reading() as session:
        assert not session.get_one(Shop, "cinema").active
    stale = operator.post("/desk/shops/cinema", seen=hidden(page, "seen"), **(names | {"names.en": "Palace"}))
    assert stale.status_code == 409
    assert "<del>yes</del> → <ins>no</ins>" in stale.text
    assert 'value="Palace"' in stale.text


# -- hours -----------------------------------------------------------------------------------------------


MONDAY = {"0.0.opens": "10:00", "0.0.closes": "13:00", "0.1.opens": "14:00", "0.1.closes": "20:00"}


def weekly(site: DeskSite) -> dict[int, list[str]]:
    with site.database.reading() as session:
        hours = staff.hours_of(session, "festival-walk")
    return {
        day: [f"{span.opens:%H:%M}-{span.closes:%H:%M}" for span in spans]
        for day, spans in hours.weekly.items()
    }


def test_weekly_hours(desk: DeskSite, operator: DeskBrowser) -> None:
    assert "the bot promises none" in operator.get("/desk/hours").text
    assert operator.post("/desk/hours/week", seen="", **MONDAY).status_code == 303
    assert weekly(desk) == {0: ["10:00-13:00", "14:00-20:00"]}
    stale = operator.post("/desk/hours/week", seen="", **{"0.0.opens": "09:00", "0.0.closes": "18:00"})
    assert stale.status_code == 409
    assert "10:00–13:00, 14:00–20:00" in stale.text
    assert 'value="09:00"' in stale.text
    assert weekly(desk) == {0: ["10:00-13:00", "14:00-20:00"]}
    seen = hidden(stale.text, "seen")
    operator.post("/desk/hours/week", seen=seen, **{"0.0.opens": "09:00", "0.0.closes": "18:00"})
    assert weekly(desk) == {0: ["09:00-18:00"]}


@pytest.mark.parametrize(
    ("times", "told"),
    [
        ({"2.0.opens": "18:00", "2.0.closes": "09:00"}, "ends before it begins"),
        ({"2.0.opens": "09:00"}, "enter both times"),
        ({"2.0.opens": "9 o'clock", "2.0.closes": "18:00"}, "enter both times"),
        (
            {"2.0.opens": "09:00", "2.0.closes": "12:00", "2.1.opens": "11:00", "2.1.closes": "18:00"},
            "overlap",
        ),
    ],
)
def test_hours_that_cannot_be_are_said(operator: DeskBrowser, times: dict[str, str], told: str) -> None:
    answer = operator.post("/desk/hours/week", seen="", **times)
    assert answer.status_code == 422
    assert told in answer.text


def test_days_that_differ(desk: DeskSite, operator: DeskBrowser) -> None:
    everyday = {
        f"{day}.0.{end}": at for day in range(7) for end, at in (("opens", "10:00"), ("closes", "20:00"))
    }
    operator.post("/desk/hours/week", seen="", **everyday)
    page = operator.get("/desk/hours").text
    assert "Friday, 25 December 2026 is a public holiday" in page
    assert operator.post("/desk/hours/day", day="2026-12-25").status_code == 303
    assert "25 December 2026 is a public holiday" not in operator.get("/desk/hours").text
    taken = operator.post(
        "/desk/hours/day", day="2026-12-25", **{"day.0.opens": "12:00", "day.0.closes": "16:00"}
    )
    assert taken.status_code == 409
    assert "closed" in taken.text
    assert operator.post("/desk/hours/day", day="2026-11-01").status_code == 422
    assert operator.post("/desk/hours/day/remove", day="2026-12-25").status_code == 303
    with desk.database.reading() as session:
        assert not staff.hours_of(session, "festival-walk").days
