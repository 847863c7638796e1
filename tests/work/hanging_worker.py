"""A worker that takes a job and never finishes it, for the tests to kill. Argument: a database's address."""

import sys
import time

from bot.ledger.store import Database
from bot.work.worker import Worker


def hang(photo_job: int) -> None:
    print(f"took {photo_job}", flush=True)
    time.sleep(600)


if __name__ == "__main__":
    Worker(Database.open(sys.argv[1]).engine, hang).start()
    time.sleep(600)
