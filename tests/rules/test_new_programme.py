"""A fourth programme in two editions: packs alone, no code."""

from pathlib import Path
from typing import Any

import pytest

from bot.rules import Engine, RequestError
from tests.support.programmes import INVENTED

EDITIONS = INVENTED / "harbour-lane" / "editions"


@pytest.fixture(scope="module")
def harbour_lane() -> Engine:
    return Engine.load(EDITIONS)


def earn(day: str, total: object, **facts: Any) -> dict[str, Any]:
    receipt = {"merchant": "Tea House", "number": "1", "issued_at": day, "total": total, "payment": "octopus"}
    return {
        "programme": "harbour-lane",
        "kind": "earn",
        "now": day,
        "facts": {"member": {"joined": "2020-01-01"}, "receipt": receipt | facts.pop("receipt", {}), **facts},
    }


def test_figures_come_from_the_pack(harbour_lane: Engine) -> None:
    decision = harbour_lane.decide(earn("2025-05-05", "249.99"))
    assert decision.outcome == "approved"
    assert decision.figures.named() == {"points": 8, "credit_by": None, "expires_on": None}
    assert decision.clauses == ("harbour-lane/1",)


def test_the_cap_of_a_set_is_not_that_of_the_day(harbour_lane: Engine) -> None:
    assert harbour_lane.decide(earn("2025-05-05", 5000)).figures.points == 20
    before = [{"merchant": "Books", "number": "9", "issued_at": "2025-05-05", "points": 15}]
    assert harbour_lane.decide(earn("2025-05-05", 5000, history=before)).figures.points == 15


@pytest.mark.parametrize(
    ("day", "edition", "points"),
    [("2019-06-01", "2024", 4), ("2025-12-31T23:59:59+08:00", "2024", 4), ("2026-01-01", "2026", 2)],
)
def test_the_edition_in_force_at_the_purchase_decides(
    harbour_lane: Engine, day: str, edition: str, points: int
) -> None:
    request = earn(day, 100)
    request["facts"]["member"]["joined"] = "2019-01-01"
    decision = harbour_lane.decide(request)
    assert (decision.edition, decision.figures.points) == (edition, points)


def test_the_uploading_window_without_a_second_way(harbour_lane: Engine) -> None:
    late = earn("2025-05-05", 100, submitted_at="2025-05-08")
    finding = harbour_lane.decide(late).findings[0]
    assert (finding.clause, finding.says) == ("harbour-lane/3", "breaks")
    assert harbour_lane.decide(earn("2025-05-05", 100, submitted_at="2025-05-07")).outcome == "approved"


def test_its_shops_are_known_in_every_script(harbour_lane: Engine) -> None:
    for printed in ("街角面包", "街角麵包 Corner Bakery", "CORNER BAKERY LTD"):
        assert harbour_lane.decide(earn("2025-05-05", 100, receipt={"merchant": printed})).clauses == (
            "harbour-lane/6",
        )


def test_kinds_it_does_not_decide_are_refused(harbour_lane: Engine) -> None:
    with pytest.raises(RequestError, match="kind: expected one of balance, earn, redeem"):
        harbour_lane.decide({"programme": "harbour-lane", "kind": "claim", "facts": {}})


def test_a_kind_that_only_one_edition_decides(harbour_lane: Engine) -> None:
    """A newer edition may answer more: about its own days, and no others."""
    facts = {"balance": 5, "reward": {"kind": "evoucher", "points": 5}}
    request = {"programme": "harbour-lane", "kind": "redeem", "facts": facts}
    assert harbour_lane.decide({**request, "now": "2026-05-05"}).outcome == "approved"
    with pytest.raises(RequestError, match="kind: expected one of earn in edition 2024"):
        harbour_lane.decide({**request, "now": "2025-05-05"})


def test_an_operator_can_count_from_the_day_after(tmp_path: Path) -> None:
    written = (EDITIONS / "2024.yaml").read_text("utf-8")
    (tmp_path / "changed.yaml").write_text(written.replace("first_day: 1 days", "first_day: 0 days"), "utf-8")
    request = earn("2025-05-05", 100, submitted_at="2025-05-08")
    assert Engine.load(tmp_path).decide(request).outcome == "approved"
