"""The figures page: its periods, tables and files, for those who may see it."""

import csv
import io
from datetime import date, timedelta

import pytest

from bot.desk.reports.charts import BOTTOM, ranges, stacked
from bot.desk.reports.csv_export import to_csv
from bot.desk.reports.statistics import chosen
from bot.ledger import talks
from bot.ledger.models import Audit, Case, Satisfaction
from bot.ledger.talks import IncomingMessage, OutgoingMessage
from tests.support.desk_cases import add_member
from tests.support.desk_site import DeskBrowser, DeskSite
from tests.support.plain_services import plain_services

TODAY = date(2026, 11, 20)  # a Friday
TABLES = (
    "conversations",
    "waiting",
    "questions",
    "rejections",
    "corrections",
    "satisfaction",
    "receipts",
    "redemptions",
)


def rows(browser: DeskBrowser, table: str, query: str = "period=week") -> list[list[str]]:
    answer = browser.get(f"/desk/reports/{table}.csv?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'filename="{table}-' in answer.headers["content-disposition"]
    assert answer.content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def asked(desk: DeskSite) -> DeskSite:
    """A member asked twice what has no answer, was helped, and said so."""
    member = add_member(desk.database, plain_services(desk.folder), desk.now)
    with desk.database.transaction() as session:
        talk = talks.conversation_for(session, "web", "somebody", "en", desk.now)
        talk.member_id = member
        for text in ("=HYPERLINK(1) I am WONG Siu Mei, call 9123 4567", "<b>溜冰場</b>幾點開"):
            incoming = talks.record_incoming(session, talk, IncomingMessage(text, [], None, None), desk.now)
            talks.record_outgoing(
                session,
                talk,
                OutgoingMessage("?", custom={"unanswered": True}, in_reply_to=incoming),
                now=desk.now,
            )
        case = Case(
            conversation_id=talk.id,
            reason="asked",
            priority=5,
            status="resolved",
            opened_at=desk.now,
            first_answered_at=desk.now + timedelta(minutes=3),
            resolved_at=desk.now + timedelta(minutes=13),
        )
        session.add(case)
        session.flush()
        moment = desk.now + timedelta(minutes=14)
        session.add(
            Satisfaction(
                case_id=case.id, asked_at=moment, score=5, words="<i>good</i> 9876 5432", answered_at=moment
            )
        )
    return desk


@pytest.mark.parametrize("login", ["supervisor", "operator"])
def test_the_page_shows_the_period(asked: DeskSite, login: str) -> None:
    page = asked.browser(login).get("/desk/reports?period=week").text
    assert "16 Nov 2026 – 20 Nov 2026" in page
    assert "3 minutes" in page
    assert "9123 4567" not in page and "9876 5432" not in page and "WONG" not in page
    assert "&lt;b&gt;溜冰場&lt;/b&gt;" in page and "<b>溜" not in page and "<i>good" not in page
    assert "<style" not in page and " style=" not in page  # the policy refuses both


def test_it_stands_empty(desk: DeskSite) -> None:
    browser = desk.browser("supervisor")
    page = browser.get("/desk/reports?period=last-month").text
    assert page.count("Nothing in this period.") == 7
    for table in TABLES:
        assert rows(browser, table, "period=last-month")[0]


@pytest.mark.parametrize("login", ["agent", "reviewer", "nobody"])
def test_others_do_not_see_it(desk: DeskSite, login: str) -> None:
    browser = desk.browser(login)
    assert browser.get("/desk/reports").status_code == 403
    assert browser.get("/desk/reports/questions.csv").status_code == 403


def test_files_hold_the_figures_and_no_formula(asked: DeskSite) -> None:
    browser = asked.browser("supervisor")
    days = rows(browser, "conversations")
    assert days[0][:3] == ["Day", "Conversations", "Solved by the bot alone"]
    assert ["2026-11-20", "1", "0", "1", "0"] in days
    questions = [line[0] for line in rows(browser, "questions")]
    assert "'=HYPERLINK(1) I am ☺•••, call ☎•••" in questions
    assert "<b>溜冰場</b>幾點開" in questions
    waiting = rows(browser, "waiting")
    assert waiting[0][2] == "Median wait (minutes)"
    assert waiting[1] == ["2026-11-20", "1", "3.0", "3.0"]
    assert ["5", "1"] in rows(browser, "satisfaction")
    with asked.database.reading() as session:
        exported = session.query(Audit).filter(Audit.action == "reports.exported").all()
    assert {note.subject for note in exported} == {
        f"reports:{name}" for name in ("conversations", "questions", "waiting", "satisfaction")
    }
    assert browser.get("/desk/reports/passwords.csv").status_code == 404


def test_only_a_programme(asked: DeskSite) -> None:
    browser = asked.browser("operator")
    ours = rows(browser, "conversations", "period=week&programme=festival-walk")
    theirs = rows(browser, "conversations", "period=week&programme=cityplaza")
    assert ours[-1][1] == "1" and theirs[-1][1] == "0"


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("week", date(2026, 11, 16), TODAY),
        ("last-week", date(2026, 11, 9), date(2026, 11, 15)),
        ("month", date(2026, 11, 1), TODAY),
        ("last-month", date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_named_periods(name: str, first: date, last: date) -> None:
    period = chosen(name, "", "", None, TODAY).period
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-10-05", "2026-10-05", None),
        ("2026-10-05", "2026-10-04", "before the first"),
        ("2025-01-01", "2026-10-04", "At most"),
        ("yesterday", "", "Please choose"),
        ("0001-01-01", "0001-01-02", "Please choose"),
    ],
)
def test_a_period_of_ones_own(desk: DeskSite, first: str, last: str, told: str | None) -> None:
    choice = chosen("custom", first, last, None, TODAY)
    assert (choice.error is None) == (told is None)
    page = desk.browser("operator").get(f"/desk/reports?period=custom&first={first}&last={last}")
    assert page.status_code == 200
    assert told is None or told in page.text


def test_every_text_of_the_page_has_its_languages(asked: DeskSite) -> None:
    browser = asked.browser("operator")
    browser.post("/desk/language", language="zh-Hant", next="/desk/reports")
    page = browser.get("/desk/reports").text
    assert "機械人獨力解決" in page
    assert rows(browser, "conversations")[0][:2] == ["日期", "對話"]


# -- files and charts by themselves ------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "＝1", " =1", "\r=1"])
def test_what_a_spreadsheet_would_compute_stays_text(text: str) -> None:
    (line,) = csv.reader(io.StringIO(to_csv([[text]]).decode("utf-8-sig"), newline=""))
    assert line == [f"'{text}"]


def test_numbers_stay_numbers() -> None:
    assert to_csv([[-3, 0.25, date(2026, 1, 2), timedelta(minutes=90), None, "積分, 「甲」"]]).decode() == (
        '\ufeff-3,0.25,2026-01-02,90.0,,"積分, 「甲」"\r\n'
    )


def test_columns_stand_on_each_other_and_reach_their_value() -> None:
    plot = stacked([[3, 0, 1], [1, 0, 0]], width=400, height=200)
    assert [tick.value for tick in plot.ticks] == [0, 1, 2, 3, 4]
    assert [len(slot.marks) for slot in plot.slots] == [2, 0, 1]
    assert plot.ticks[0].y == plot.floor == 200 - BOTTOM
    assert f" {plot.ticks[-1].y:.2f}" in plot.slots[0].marks[1].path  # the sum of both parts


@pytest.mark.parametrize("most", [0, 1, 4, 5, 39, 1000, 123456])
def test_an_axis_has_few_round_steps(most: int) -> None:
    ticks = stacked([[most]], width=400, height=200).ticks
    assert ticks[-1].value >= most
    assert 2 <= len(ticks) <= 6


def test_a_line_breaks_where_nothing_was() -> None:
    minute = timedelta(minutes=1)
    plot = ranges(
        [minute, None, 2 * minute, minute], [3 * minute, None, 4 * minute, minute], width=400, height=200
    )
    assert plot.line.count("M") == 2
    assert plot.dots[1] is None
    assert plot.ticks[-1].value == 240
