"""`memberbot work` that says when it begins to read a photo, and when it has read one.

The settings come from the environment, as for the command.
"""

import threading

from bot.app import build
from bot.reading import Reader, Reading
from bot.settings import load_settings


class Telling(Reader):
    """The real reader; whoever waits outside learns what it is at."""

    def read(self, data: bytes, name: str = "") -> Reading:
        print(f"reading {name}", flush=True)
        found = super().read(data, name)
        print(f"read {name}", flush=True)
        return found


if __name__ == "__main__":
    app = build(load_settings(), demo=True, reader=Telling())
    app.start_work()
    print("ready", flush=True)
    threading.Event().wait()
