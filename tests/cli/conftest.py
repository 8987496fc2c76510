"""A command line to call in a test: its own book, one day, no terminal."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from csm_tui.cli.main import run

TODAY = "2026-02-02"


class Ran(NamedTuple):
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return stdout read as JSON."""
        return json.loads(self.out)


Csm = Callable[..., Ran]


def _no_screens(*_: object, **__: object) -> int:
    raise AssertionError("the screens were opened without a terminal")


@pytest.fixture
def csm(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Csm:
    """Return a function that runs `csm` with arguments on this test's book, as of 2 Feb 2026."""
    monkeypatch.setenv("CSM_DB", str(tmp_path / "book.db"))
    monkeypatch.setenv("CSM_AS_OF", TODAY)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsys.readouterr()
        code = run(arguments, screens=_no_screens, screens_possible=lambda: False)
        return Ran(code, *capsys.readouterr())

    return call


@pytest.fixture
def book(csm: Csm) -> Csm:
    """Return the same with a book of three accounts: Acme (red), Aurora (new), Zulu (no ARR)."""
    for values in (
        (
            "name=Acme, Inc.",
            "external_id=A-1",
            "domain=acme.example",
            "arr=120000.50",
            "owner=José",
            "renewal_date=2026-03-01",
            "start_date=2024-03-01",
            "pulse=1",
            "tags=emea;pilot",
        ),
        ("name=Aurora Health", "external_id=A-2", "arr=45k", "start_date=2026-01-10", "health=82"),
        ("name=Zulu", "owner=Ana"),
    ):
        assert csm("add", "account", *values).code == 0
    return csm
