"""The rule books at the desk: to read in three languages, and compared by edition."""

from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from bot.desk.operating.packs import editions_of
from bot.programmes import OURS, Programmes
from bot.rules import Engine
from bot.wording import Wording
from tests.support.desk_site import DeskBrowser, DeskSite
from tests.support.plain_services import plain_services
from tests.support.programmes import INVENTED


@pytest.fixture(scope="module")
def programmes() -> Programmes:
    return Programmes.load(OURS, INVENTED)


@pytest.fixture(scope="module")
def engine(programmes: Programmes) -> Engine:
    return programmes.engine


@pytest.fixture
def operator(desk: DeskSite, programmes: Programmes) -> DeskBrowser:
    words = Wording.load(programmes, strict=True)
    desk.ports["services"] = replace(plain_services(desk.folder), programmes=programmes, words=words)
    return desk.browser("operator")


def test_editions_in_force_to_come_and_over(engine: Engine) -> None:
    packs = engine.shelf.editions["harbour-lane"]

    def states(today: date) -> list[tuple[str, str, date | None]]:
        return [(one.pack.edition, one.state, one.last_day) for one in editions_of(packs, today)]

    assert states(date(2025, 5, 1)) == [("2026", "to_come", None), ("2024", "in_force", date(2025, 12, 31))]
    assert states(date(2026, 1, 1)) == [("2026", "in_force", None), ("2024", "past", date(2025, 12, 31))]
    (campaign,) = editions_of(engine.shelf.editions["cityplaza"], date(2026, 1, 1))
    assert (campaign.state, campaign.last_day) == ("past", campaign.pack.valid_until)


def test_every_book_is_listed(operator: DeskBrowser, engine: Engine) -> None:
    page = operator.get("/desk/packs").text
    for programme, packs in engine.shelf.editions.items():
        for pack in packs:
            assert f"/desk/packs/{programme}/{pack.edition}" in page


def test_a_book_has_its_clauses_figures_and_readings_in_three_languages(
    operator: DeskBrowser, engine: Engine
) -> None:
    for programme, packs in engine.shelf.editions.items():
        for pack in packs:
            page = unescape(operator.get(f"/desk/packs/{programme}/{pack.edition}").text)
            assert page.count('<article class="card clause"') == len(pack.clauses) + len(pack.interpretations)
    words = Wording.load()
    page = unescape(operator.get("/desk/packs/festival-walk/2025-06").text)
    for language in ("en", "zh-Hant", "zh-Hans"):
        assert words.clause("festival-walk/parking.5", language) in page  # type: ignore[arg-type]
        assert words.interpretation("festival-walk", "13", language) in page  # type: ignore[arg-type]


def test_what_changes_between_editions(operator: DeskBrowser) -> None:
    page = unescape(operator.get("/desk/packs/harbour-lane/diff?old=2024&new=2026").text)
    assert "<del>2 points</del> → <ins>1 point</ins>" in page
    assert "from edition 2024 to edition 2026" in page
    same = operator.get("/desk/packs/harbour-lane/diff?old=2024&new=2024").text
    assert "Nothing changes." in same


@pytest.mark.parametrize("path", ["harbour-lane/1999", "nowhere/2024", "harbour-lane/diff?old=2024&new=x"])
def test_what_is_not_there_is_said_so(operator: DeskBrowser, path: str) -> None:
    answer = operator.get(f"/desk/packs/{path}")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
