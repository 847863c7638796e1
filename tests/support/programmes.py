"""Where the programmes of the product and the invented ones of the tests lie."""

from pathlib import Path

from bot.programmes import OURS

# Programmes that no mall has, as whole folders.
INVENTED = Path(__file__).parents[1] / "invented"


def edition(programme: str, name: str, root: Path = OURS) -> Path:
    """The file of an edition of one of the product's programmes."""
    return root / programme / "editions" / f"{name}.yaml"
