"""A programme's folder is checked when it is loaded, the home programme for what the running parts need."""

import shutil
from pathlib import Path

import pytest

from bot.app import running_parts
from bot.programmes import OURS, Programmes, check, home_of
from bot.rules import PackError
from bot.work.timers import TIMERS
from tests.support.programmes import INVENTED


@pytest.fixture
def lane(tmp_path: Path) -> Path:
    """A copy of an invented programme, to be damaged."""
    shutil.copytree(INVENTED / "harbour-lane", tmp_path / "harbour-lane")
    return tmp_path / "harbour-lane"


def change(path: Path, written: str, instead: str) -> None:
    text = path.read_text("utf-8")
    assert written in text
    path.write_text(text.replace(written, instead), "utf-8")


@pytest.mark.parametrize(
    ("written", "instead", "field", "problem"),
    [
        ('starters: ["1", "3"]', 'starters: ["1", "99"]', "starters", "edition 2026 has no clause 99"),
        ("receipt.payment", "receipt.paiment", "asks.earn.receipt.paiment", "earn has no such fact"),
        ("  earn:", "  claim:", "asks.claim", "no edition decides claim"),
        ("zh-Hans: 海港里会员卡, ", "", "membership.zh-Hans", "required"),
        ("names:", "called_names:", "names", "required"),
    ],
)
def test_what_the_chat_is_told_must_fit_the_book(
    lane: Path, written: str, instead: str, field: str, problem: str
) -> None:
    change(lane / "chat.yaml", written, instead)
    with pytest.raises(PackError) as caught:
        Programmes.load(lane.parent)
    assert (caught.value.file, caught.value.field) == ("harbour-lane/chat.yaml", field)
    assert problem in caught.value.problem


def test_a_folder_without_its_chat_says_how_to_begin_one(lane: Path) -> None:
    (lane / "chat.yaml").unlink()
    with pytest.raises(PackError, match="memberbot new programme"):
        Programmes.load(lane.parent)


def test_an_edition_lies_in_the_folder_of_its_programme(lane: Path) -> None:
    change(lane / "editions" / "2026.yaml", "programme: harbour-lane", "programme: quay-market")
    with pytest.raises(PackError, match=r"harbour-lane/editions/2026.yaml: programme"):
        Programmes.load(lane.parent)


@pytest.mark.parametrize(
    ("written", "instead", "field"),
    [
        ('  misuse: "13"\n', '  abuse: "13"\n', "roles.abuse"),
        ('  misuse: "13"\n', '  misuse: "99"\n', "roles.misuse"),
        ('  misuse: "13"\n', '  misuse: "14"\n', "clauses.14.findings.breaks"),
        ('  lapse_reminder: "12"\n', '  lapse_reminder: "14"\n', "clauses.14.figures.months"),
    ],
)
def test_a_role_is_played_by_a_clause_that_can(lane: Path, written: str, instead: str, field: str) -> None:
    change(lane / "editions" / "2026.yaml", written, instead)
    with pytest.raises(PackError) as caught:
        Programmes.load(lane.parent)
    assert caught.value.field == field


def test_every_programme_can_be_the_home() -> None:
    for programme in Programmes.load(OURS, INVENTED):
        check(programme, running_parts())


@pytest.mark.parametrize("role", ["misuse", "lapse_reminder", "keeping_receipts", "end_of_evoucher"])
def test_a_missing_role_says_what_to_add_to_which_file(lane: Path, role: str) -> None:
    path = lane / "editions" / "2026.yaml"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(f"  {role}:")]
    path.write_text("\n".join(lines), "utf-8")
    programme = Programmes.load(lane.parent)["harbour-lane"]
    with pytest.raises(PackError) as caught:
        check(programme, running_parts())
    assert caught.value.file == "harbour-lane/editions/2026.yaml"
    assert caught.value.field == f"roles.{role}"
    assert caught.value.problem.startswith("missing: name the clause that says ")


def test_an_unknown_home_names_those_there_are() -> None:
    with pytest.raises(PackError, match=r"MEMBERBOT_PROGRAMME: nowhere: .*cityplaza, festival-walk"):
        home_of(Programmes.load(), "nowhere")


def test_timers_run_where_the_programme_has_what_they_are_about() -> None:
    programmes = Programmes.load(OURS, INVENTED)

    def running(id: str) -> set[str]:
        return {timer.name for timer in TIMERS if timer.needs.apply_to(programmes[id])}

    assert running("festival-walk") == {timer.name for timer in TIMERS}
    assert running("cityplaza") == running("quay-market") == {"unfinished_sets", "loose_photos"}
    assert {"points_lapse", "points_reminder"} <= running("harbour-lane")
    assert not {"tier", "birthday", "closing", "review_due"} & running("harbour-lane")
