"""A pack that does not hold together is refused on loading, by file, clause and field."""

from pathlib import Path

import pytest

from bot.rules import Engine, PackError, load_pack
from bot.rules.registry import RULES
from tests.support.programmes import INVENTED, edition

SOUND = edition("harbour-lane", "2024", INVENTED).read_text("utf-8")


@pytest.mark.parametrize(
    ("written", "instead", "field", "problem"),
    [
        ("days: 3 days", "days: 3 weeks", "clauses.3.figures.days", "a unit of"),
        ("days: 3 days", "days: 3 working days", "clauses.3.figures.days", "in days"),
        ("{days: 3 days}", "{}", "clauses.3.figures.days", "upload_window needs it"),
        ("earn: upload_window", "earn: uplaod_window", "clauses.3.decides.earn", "no rule 'uplaod_window'"),
        ("{earn: upload_window}", "{earm: upload_window}", "clauses.3.decides.earm", "no such kind"),
        ("payments: [octopus]", "payments: [octopuss]", "clauses.5.lists.payments", "no code 'octopuss'"),
        ("Upload within {days}.", "Upload within 3 days.", "clauses.3.says", "a figure stands typed"),
        ("Upload within {days}.", "Upload within {weeks}.", "clauses.3.says", "{weeks} has no value"),
        ("    states: true\n", "", "clauses.7", "either `decides`"),
        ("      full: The", "      fully: The", "clauses.4.findings", ""),
        ("currency: HKD", "currency: USD", "currency", "'HKD'"),
        ("zh-Hans: 海港里, ", "", "terms.mall", ""),
        ("heading: Points", "headline: Points", "clauses.1.heading", "required"),
        ("programme: harbour-lane", "programme: [", "yaml", ""),
    ],
)
def test_a_broken_pack_names_the_place(
    tmp_path: Path, written: str, instead: str, field: str, problem: str
) -> None:
    assert written in SOUND
    path = tmp_path / "broken.yaml"
    path.write_text(SOUND.replace(written, instead, 1), "utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(path)
    assert caught.value.file == "broken.yaml"
    assert caught.value.field.startswith(field)
    assert problem in caught.value.problem


def test_two_packs_of_one_edition_are_refused(tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(SOUND, "utf-8")
    with pytest.raises(PackError, match="has another edition"):
        Engine.load(tmp_path)


def test_every_rule_is_named_by_a_clause(engine: Engine) -> None:
    named = {rule for clause in engine.clauses() for rule in clause.rules}
    assert set(RULES) == named


def test_every_clause_of_the_three_books_is_there(engine: Engine) -> None:
    counts = {programme: len(pack.clauses) for programme, pack in engine.packs.items()}
    assert counts == {"festival-walk": 98, "cityplaza": 34, "alipay-k11": 34}
