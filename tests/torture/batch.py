"""Several commands of `csm` in one process: each as if alone, told as JSON.

Run as a script: it reads a list of command lines from stdin and writes [[code, out, err], …].
"""

from __future__ import annotations

import io
import json
import sys
from typing import NoReturn

from csm_tui.cli.main import run


def no_screens(*_: object, **__: object) -> NoReturn:
    """Stand in for the screens, which nobody here can look at."""
    raise AssertionError("the screens were opened without a terminal")


def one(words: list[str]) -> tuple[int, str, str]:
    """Run one command; return its exit code and what it wrote."""
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    sys.stdout = io.TextIOWrapper(out, "utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(err, "utf-8", write_through=True)
    try:
        code = run(words, screens=no_screens, screens_possible=lambda: False)
    finally:
        written = out.getvalue().decode(), err.getvalue().decode()
        sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
    return code, *written


if __name__ == "__main__":
    print(json.dumps([one(words) for words in json.load(sys.stdin)]))
