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


def expired(today: date) -> list[str]:
    """Return the ids of exceptions that hold no longer."""
    return [one["id"] for one in exceptions() if one["until"] < today]


def words(today: date) -> list[str]:
    """Return what is asked of pip-audit; an exception that has expired is not made.

    Without --strict a package that the service tells nothing of counts as one without faults.
    """
    asked = ["--strict", "--require-hashes", "--disable-pip", "-r", str(LOCK)]
    ignored = [one["id"] for one in exceptions() if one["id"] not in expired(today)]
    return [*asked, *(f"--ignore-vuln={id}" for id in ignored)]


def main(today: date) -> int:
    """Ask pip-audit about the lock; an exception that has expired is a failure of its own."""
    for id in expired(today):
        print(f"The exception for {id} has expired: look at it anew.", file=sys.stderr)
    code = subprocess.call([sys.executable, "-m", "pip_audit", *words(today)])
    if code:
        print(
            "Not clean: a fault is known, or nothing could be learned of a package because pypi.org"
            " did not tell. The lines above say which; nothing may be called audited.",
            file=sys.stderr,
        )
    return code or bool(expired(today))


if __name__ == "__main__":
    sys.exit(main(datetime.now(UTC).date()))
