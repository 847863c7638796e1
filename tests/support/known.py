"""What the bot knows without a database, as it is served: loaded once per process."""

from functools import cache
from pathlib import Path

from bot.knowledge import Knowledge
from bot.programmes import OURS, Programmes
from bot.understanding import TrainingData, Understanding
from tests.support.programmes import INVENTED

_SHARE = 3


@cache
def knowledge_with_invented() -> tuple[Knowledge, Understanding]:
    """Likewise, with the invented programmes of the tests beside ours. The models are trained now, on a third
    of our data and without the sentence encoder: what the invented ones need is all there."""
    known = Knowledge.load(OURS, INVENTED)
    data = TrainingData.ours(known.programmes)
    invented = tuple(f"{programme.id}/" for programme in Programmes.load(INVENTED))
    questions = [
        question
        for place, question in enumerate(data.questions())
        if place % _SHARE == 0 or (question.clause or "").startswith(invented)
    ]
    examples = list(data.examples())[::_SHARE]
    return known, Understanding.train_on(examples, questions, data, encode=False)


@cache
def knowledge() -> tuple[Knowledge, Understanding]:
    """The rule books and the words; and the models that `memberbot train` kept, else trained now."""
    known = Knowledge.load()
    return known, known.understanding(Path("unused"))
