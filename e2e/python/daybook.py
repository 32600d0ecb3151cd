"""A Daybook of its own: the real binary on a fresh SQLite database in a temporary directory."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

CHECKOUT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("DAYBOOK_BIN", str(CHECKOUT / "target/debug/daybook"))
PASSWORD = "a long pass phrase"
# Tests send more than any plan lets one caller send.
QUOTAS = ",".join(
    f"{plan}.{policy}=1000000000/60"
    for plan in ("free", "team", "enterprise")
    for policy in ("read", "append", "export")
)
STOP_SECONDS = 15


class Daybook:
    """Runs commands on the database; serves while it is entered."""

    address: str

    def __init__(self) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="daybook-e2e-")
        self._server: subprocess.Popen[str] | None = None
        self._environment = {
            **os.environ,
            "DAYBOOK_DATABASE_URL": f"sqlite://{self._directory.name}/daybook.db",
            "DAYBOOK_LOG": "error",
            "DAYBOOK_QUOTAS": QUOTAS,
        }

    def run(self, *arguments: str) -> str:
        """The last line that a command prints: the id, or the key, of what it made."""
        ended = subprocess.run(
            [BINARY, *arguments], env=self._environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return ended.stdout.strip().splitlines()[-1]

    def add_workspace(self, name: str) -> str:
        """A workspace whose plan lets programs read."""
        return self.run("workspace", "create", "--name", name, "--plan", "enterprise")

    def add_person(self, workspace: str, role: str) -> str:
        """The address that a new person signs in with."""
        email = f"{role}@{workspace.lower()}.example"
        self.run(
            "user", "create", "--email", email, "--name", role.title(), "--password", PASSWORD,
            "--workspace", workspace, "--role", role,
        )  # fmt: skip
        return email

    def add_key(self, workspace: str, scope: str) -> str:
        """A new key of a scope."""
        return self.run("key", "create", "--workspace", workspace, "--name", scope, "--scope", scope)

    def __enter__(self) -> Self:
        server = subprocess.Popen(
            [BINARY, "serve", "--listen", "127.0.0.1:0"], env=self._environment, stdout=subprocess.PIPE, text=True
        )
        self._server = server
        for line in server.stdout or ():
            if found := re.match(r"Daybook serves (\S+)", line):
                self.address = found[1]
                return self
        raise RuntimeError(f"the server ended with {server.wait()} before it listened")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        server = self._server
        if server is not None:
            server.terminate()
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        self._directory.cleanup()
