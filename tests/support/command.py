"""The `memberbot` command in a process of its own, as its callers run it."""

import os
import subprocess
import sys
from pathlib import Path


def memberbot(
    *arguments: str | Path, stdin: str | bytes = b"", **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run it to its end; output is decoded."""
    process = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        env={**os.environ, "DATABASE_URL": "", **environment},
        timeout=120,
    )
    return subprocess.CompletedProcess(
        process.args, process.returncode, process.stdout.decode(), process.stderr.decode()
    )
