"""`memberbot serve` with a reader that knows its photos by their names. Argument: the port.

The settings come from the environment, as for the command.
"""

import sys
import time
from datetime import date, timedelta
from datetime import time as clock_time
from decimal import Decimal

from bot.reading import Reading
from bot.serve import serve
from bot.settings import load_settings

_FIELDS = ("merchant", "number", "issued_on", "issued_time", "total", "payment", "transaction")


class KnowingReader:
    """Reads `receipt-7.png` and `slip-7.png` as the two papers of one purchase for HK$700 on a day."""

    def __init__(self, day: date) -> None:
        self._day = day

    def warm_up(self) -> None:
        """There is nothing to load."""

    def keepable(self, data: bytes) -> tuple[bytes, tuple[str, ...]]:
        return data, ()

    def read(self, data: bytes, name: str = "") -> Reading:
        time.sleep(0.3)
        paper, number = name.removesuffix(".png").split("-")
        return Reading(
            document="shop_receipt" if paper == "receipt" else "payment_slip",
            merchant="UNIQLO",
            number=f"{paper}-{number}",
            issued_on=self._day,
            issued_time=clock_time(16, int(number) % 60),
            total=Decimal(number) * 100,
            currency="HKD",
            payment="credit_card",
            transaction="sale",
            confidence=dict.fromkeys(_FIELDS, 1.0),
        )


if __name__ == "__main__":
    settings = load_settings()
    yesterday = settings.clock()().date() - timedelta(days=1)
    serve(settings, "127.0.0.1", int(sys.argv[1]), reader=KnowingReader(yesterday))  # type: ignore[arg-type]
