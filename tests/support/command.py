"""The `memberbot` command as its callers run it: in this process, or where that matters in its own."""

import io
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from bot.cli import main

Done = subprocess.CompletedProcess[str]


def memberbot(*arguments: str | Path, stdin: str | bytes = b"", **environment: str) -> Done:
    """Run it to its end in this process; output is decoded."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(_bytes(stdin)), "utf-8")
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, _surroundings(environment)))
        stack.enter_context(patch.object(sys, "stdin", given))
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        stack.enter_context(_log_put_back())
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as ended:  # arguments that argparse refuses
            status = ended.code if isinstance(ended.code, int) else 1
    return Done(arguments, status, _text(out), _text(err))


def memberbot_process(*arguments: str | Path, stdin: str | bytes = b"", **environment: str) -> Done:
    """Run it to its end in a process of its own; output is decoded."""
    process = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=_bytes(stdin),
        capture_output=True,
        env={**os.environ, **_surroundings(environment)},
        timeout=120,
    )
    return Done(process.args, process.returncode, process.stdout.decode(), process.stderr.decode())


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _text(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def _surroundings(environment: dict[str, str]) -> dict[str, str]:
    return {"DATABASE_URL": "", **environment}


@contextmanager
def _log_put_back() -> Iterator[None]:
    """A command says where the log goes; afterwards it goes again where the tests look for it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
