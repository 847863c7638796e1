"""Questions in nearly the same words are one question, asked often."""

from bot.understanding import TrainingData
from bot.understanding.features import Concepts
from bot.understanding.grouping import groups


def test_what_is_asked_alike_comes_together() -> None:
    said = [
        "do you have wifi",
        "where is the toilet",
        "Where's the toilet?",
        "溜冰場幾點開",
        "WHERE IS THE TOILET",
        "can I bring my dog",
        "溜冰场几点开门",
        "有冇 wifi",
    ]
    concepts = Concepts(TrainingData.ours().concepts())
    found = [[said[place] for place in group] for group in groups(said, concepts)]
    assert sorted(found[0]) == ["WHERE IS THE TOILET", "Where's the toilet?", "where is the toilet"]
    assert {"溜冰場幾點開", "溜冰场几点开门"} in [set(group) for group in found]
    assert {"do you have wifi", "有冇 wifi"} in [set(group) for group in found]
    assert sorted(text for group in found for text in group) == sorted(said)


def test_nothing_asked_is_no_group() -> None:
    assert groups([], Concepts({"field": {}})) == []
