"""What the bot knows without a database, as it is served: loaded once per process."""

from functools import cache
from pathlib import Path

from bot.knowledge import Knowledge
from bot.programmes import OURS
from bot.understanding import Understanding
from tests.support.programmes import INVENTED


@cache
def knowledge_with_invented() -> tuple[Knowledge, Understanding]:
    """Likewise, with the invented programmes of the tests beside ours."""
    known = Knowledge.load(OURS, INVENTED)
    return known, known.understanding(Path("unused"))


@cache
def knowledge() -> tuple[Knowledge, Understanding]:
    """The rule books and the words; and the models that `memberbot train` kept, else trained now."""
    known = Knowledge.load()
    return known, known.understanding(Path("unused"))
