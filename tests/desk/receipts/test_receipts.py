"""Receipts under review over HTTP: who may see what, live decisions, and forms that are wrong."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.dialogue.flows.receipt_set import as_json, facts_of, set_of, stored_photos
from bot.ledger import receipts
from bot.ledger.models import Audit, Correction, Member, Receipt, ReceiptPhoto
from bot.ledger.receipts import Submission
from bot.ledger.store import Act
from bot.reading.store.photos import FolderStore
from tests.support.desk_site import DeskBrowser, DeskSite
from tests.support.drawn_papers import paper

Make = Callable[..., int]


@pytest.fixture
def in_review(desk: DeskSite) -> Make:
    """A set that waits for a person; its id."""
    photo_store = FolderStore(desk.folder / "photos")
    with desk.database.transaction() as session:
        member = Member(
            programme="festival-walk",
            number="FW-1",
            name="CHAN Tai Man",
            language="zh-Hant",
            joined=date(2024, 1, 2),
        )
        session.add(member)

    def make(receipt: Any = None, slip: Any = None, **changes: Any) -> int:
        papers = [
            receipt or paper("receipt", total="647.00", read="847.00", unsure="total"),
            slip or paper("slip"),
        ]
        photos = [
            {
                "key": photo_store.save(data),
                "name": "1.jpg",
                "size": len(data),
                "crops": {},
                "reading": as_json(reading),
            }
            for data, reading in papers
        ]
        with desk.database.transaction() as session:
            made = receipts.submit(
                session,
                session.get_one(Member, member.id),
                None,
                Submission(
                    facts_of(set_of(photos)) | changes,
                    {"photos": photos, "corrections": {}},
                    stored_photos(photos),
                ),
                desk.now,
            )
            receipts.move(
                Act(session, "bot", desk.now), made, "awaiting_review", reason="unsure:total, mismatch:amount"
            )
            return made.id

    return make


def fields(desk: DeskSite, receipt: int, **changes: str) -> dict[str, Any]:
    """The page's form as the browser sends it."""
    with desk.database.reading() as session:
        kept = session.get_one(Receipt, receipt)
        step = receipts.steps_of(session, kept)[-1].id
    return {
        "step": str(step),
        "merchant": "UNIQLO",
        "number": "R-7764",
        "day": "2026-11-20",
        "time": "16:05",
        "total": "847.00",
        "payment": "credit_card",
        "payment_proof": "slip",
        "form": "original",
        "category": "retail",
        "channel": "in_store",
        "settlement": "full",
        "settlement_part": "1",
        "payer": "member",
        **changes,
    }


def send(browser: DeskBrowser, path: str, form: dict[str, Any]) -> str:
    """A form as HTMX sends it; the answer's text."""
    answer = browser.post(f"/desk/receipts/{path}", {"HX-Request": "true"}, **form)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_only_reviewers_and_supervisors_see_sets_and_photos(desk: DeskSite, in_review: Make) -> None:
    receipt = in_review()
    with desk.database.reading() as session:
        photo = session.scalars(select(ReceiptPhoto.id)).first()
    pages = ("/desk/receipts", f"/desk/receipts/{receipt}", f"/desk/receipts/{receipt}/photos/{photo}")
    for login, status in (("agent", 403), ("operator", 403), ("nobody", 403), ("supervisor", 200)):
        browser = desk.browser(login)
        assert [browser.get(page).status_code for page in pages] == [status] * 3, login
    assert desk.browser().get(pages[2]).status_code == 303  # to the sign-in page
    answer = desk.browser("reviewer").get(pages[2])
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"\xff\xd8")
    assert desk.browser("reviewer").get(f"/desk/receipts/{receipt + 1}/photos/{photo}").status_code == 404
    with desk.database.reading() as session:
        seen = session.scalars(select(Audit.actor).where(Audit.action == "receipt.viewed")).all()
    assert seen == ["staff:supervisor"]


def test_photos_that_are_gone_say_so(desk: DeskSite, in_review: Make) -> None:
    receipt, browser = in_review(), desk.browser("reviewer")
    with desk.database.transaction() as session:
        first, second = session.scalars(select(ReceiptPhoto).order_by(ReceiptPhoto.id))
        first.deleted_at = desk.now
        FolderStore(desk.folder / "photos").delete(second.key)
    assert browser.get(f"/desk/receipts/{receipt}/photos/{first.id}").status_code == 410
    assert browser.get(f"/desk/receipts/{receipt}/photos/{second.id}").status_code == 404
    assert browser.get(f"/desk/receipts/{receipt}").status_code == 200


def test_the_decision_follows_the_fields(desk: DeskSite, in_review: Make) -> None:
    receipt, browser = in_review(), desk.browser("reviewer")
    path = f"{receipt}/preview"
    assert "8 points" in send(browser, path, fields(desk, receipt))
    corrected = send(browser, path, fields(desk, receipt, total="HK$647"))
    assert "6 points" in corrected
    assert "6積分" in corrected  # what the member will read
    assert "They belong together" not in corrected
    cash = send(browser, path, fields(desk, receipt, total="647", payment="cash", slip_matches="on"))
    assert "Only a supervisor" in cash
    assert "Approve all the same" in send(
        desk.browser("supervisor"),
        path,
        fields(desk, receipt, total="647", payment="cash", slip_matches="on"),
    )
    assert "Still needed" in send(browser, path, fields(desk, receipt, merchant=""))
    for name, value in (
        ("total", "x"),
        ("day", "20/11"),
        ("time", "25:00"),
        ("payment", "gold"),
        ("tips", "-1"),
    ):
        assert "Correct the marked fields first." in send(
            browser, path, fields(desk, receipt, **{name: value})
        )
    with desk.database.reading() as session:
        assert session.get_one(Receipt, receipt).facts["total"] == "847.00"


def test_a_decision_answers_with_the_next_set(desk: DeskSite, in_review: Make) -> None:
    first, second = in_review(), in_review(paper("receipt", number="R-2", unsure="total"))
    browser = desk.browser("reviewer")
    form = fields(desk, first, total="647", points="6")
    answer = browser.post(f"/desk/receipts/{first}/approve", {"HX-Request": "true"}, **form)
    assert answer.headers["hx-push-url"] == f"/desk/receipts/{second}"
    assert "Approved: 6 points." in answer.headers["hx-trigger"]
    with desk.database.reading() as session:
        assert session.get_one(Receipt, first).state == "credited"
        assert receipts.reviewer_of(session, second, desk.now) == "reviewer"
        corrected = session.scalars(select(Correction.field).order_by(Correction.id)).all()
        assert set(corrected) == {"total", "slip_matches"}


def test_what_cannot_be_decided_is_said_and_nothing_lost(desk: DeskSite, in_review: Make) -> None:
    receipt, browser = in_review(), desk.browser("reviewer")

    def refused(act: str, **changes: Any) -> str:
        form = fields(desk, receipt, **{"total": "647", "points": "6", **changes})
        answer = browser.post(f"/desk/receipts/{receipt}/{act}", {"HX-Request": "true"}, **form)
        assert answer.headers["hx-retarget"] == "#receipt-notice"
        return answer.text

    assert "counts otherwise" in refused("approve", points="7")
    assert "Something came in" in refused("approve", step="1")
    assert "Only a supervisor" in refused("approve", payment="cash")
    assert "those that are marked" in refused("approve", total="x")
    assert "at least one clause" in refused("reject")
    assert "at least one clause" in refused("reject", clause="cityplaza/1")
    assert "what the photo should show" in refused("another-photo", paper="passport")
    assert "too long" in refused("reject", clause="festival-walk/points.17", note="x" * 501)
    with desk.database.transaction() as session:
        receipts.claim_review(session, receipt, "supervisor", desk.now)
    assert "Supervisor is working on this set" in refused("approve")
    with desk.database.reading() as session:
        assert session.get_one(Receipt, receipt).facts["total"] == "847.00"


def test_a_claim_is_held_let_go_and_lost(desk: DeskSite, in_review: Make) -> None:
    receipt = in_review()
    one, other = desk.browser("reviewer"), desk.browser("supervisor")
    path = f"/desk/receipts/{receipt}"
    assert one.get(path).status_code == 200
    assert one.post(f"{path}/claim").json() == {"mine": True, "holder": "Reviewer"}
    assert other.post(f"{path}/claim").json() == {"mine": False, "holder": "Reviewer"}
    assert "You can look, but not decide." in other.get(path).text  # there is no other set
    one.post(f"{path}/release")
    assert other.post(f"{path}/claim").json()["mine"]
    desk.later(minutes=4)
    assert one.post(f"{path}/claim").json()["mine"]


def test_words_of_strangers_are_no_markup(desk: DeskSite, in_review: Make) -> None:
    evil = '"><script>alert(1)</script>'
    receipt = in_review(paper("receipt", shop=evil, unsure="merchant"), merchant=evil)
    browser = desk.browser("reviewer")
    form = fields(desk, receipt, merchant=evil, clause="festival-walk/points.17", note=evil)
    for text in (
        browser.get("/desk/receipts").text,
        browser.get(f"/desk/receipts/{receipt}").text,
        send(browser, f"{receipt}/preview", form),
        send(browser, f"{receipt}/rejection", form),
    ):
        assert "<script>alert" not in text
        assert "alert(1)" in text


def test_forms_of_other_pages_are_refused(desk: DeskSite, in_review: Make) -> None:
    receipt, browser = in_review(), desk.browser("reviewer")
    for act in ("approve", "reject", "another-photo", "claim", "preview", "take-back"):
        answer = browser.client.post(f"/desk/receipts/{receipt}/{act}", data=fields(desk, receipt))
        assert answer.status_code == 403, act


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_the_page_speaks_the_languages(desk: DeskSite, in_review: Make, language: str) -> None:
    receipt, browser = in_review(), desk.browser("reviewer")
    browser.post("/desk/language", language=language, next="/desk")
    text = browser.get(f"/desk/receipts/{receipt}").text
    assert {"zh-Hans": "为何要由人工核对", "zh-Hant": "為何要由職員核對"}[language] in text
    assert "Approve" not in text
