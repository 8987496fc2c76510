"""`make audit`: known faults of what the lock names, but for exceptions that still hold."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements-dev.txt"
EXCEPTIONS = Path(__file__).with_name("audit.toml")


def exceptions() -> list[dict[str, Any]]:
    """Return the exceptions: id of the advisory, package, why, and the day until it holds."""
    found: list[dict[str, Any]] = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))["exception"]
    return found


def main(today: date) -> int:
    """Ask pip-audit about the lock; an exception that has expired is a failure of its own."""
    expired = [one["id"] for one in exceptions() if one["until"] < today]
    for id in expired:
        print(f"The exception for {id} has expired: look at it anew.", file=sys.stderr)
    ignored = [f"--ignore-vuln={one['id']}" for one in exceptions() if one["id"] not in expired]
    words = [
        sys.executable,
        "-m",
        "pip_audit",
        "--require-hashes",
        "--disable-pip",
        "-r",
        str(LOCK),
    ]
    return subprocess.call([*words, *ignored]) or bool(expired)


if __name__ == "__main__":
    sys.exit(main(datetime.now(UTC).date()))
