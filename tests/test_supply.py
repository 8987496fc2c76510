"""What csm is made of: a hashed lock, dated exceptions, and licences that are listed."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tests import audit
from tests.audit import LOCK, exceptions

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NAME = re.compile(r"[A-Za-z0-9._-]+")


def key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def shipped() -> dict[str, Distribution]:
    """Return what users get beside csm, with all that it needs, as far as it is installed here."""
    found: dict[str, Distribution] = {}
    wanted = list(PYPROJECT["project"]["dependencies"])
    while wanted:
        requirement, _, marker = wanted.pop().partition(";")
        named = NAME.match(requirement)
        if named is None or "extra" in marker or key(named[0]) in found:
            continue
        try:
            one = distribution(named[0])
        except PackageNotFoundError:  # for another system, or another Python
            continue
        found[key(named[0])] = one
        wanted += one.requires or []
    return found


def licence(one: Distribution) -> str:
    """Return the licence a package names, in the shortest form in which it does so."""
    if "License-Expression" in one.metadata:
        return str(one.metadata["License-Expression"])
    named = [line for line in one.metadata.get_all("Classifier") or [] if "License ::" in line]
    if named:
        return " or ".join(line.rsplit(" :: ", 1)[-1] for line in named)
    return str(one.metadata["License"]).split("\n")[0]


def listed() -> dict[str, str]:
    """Return the table of CONTRIBUTING: package, licence."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    part = text.partition("## What it stands on")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in part.split("\n") if line.startswith("| ")]
    return {row[0]: row[1].strip(" |") for row in rows[2:]}


def test_every_package_that_users_get_is_listed_with_its_licence() -> None:
    found = {name: licence(one) for name, one in shipped().items()}
    table = listed()
    assert {name: table.get(name) for name in found} == found


def test_no_licence_binds_who_uses_csm() -> None:
    free = re.compile(r"MIT|BSD|Apache|PSF|Public Domain|ISC|Python Software")
    assert [name for name, one in listed().items() if not free.search(one)] == []


def test_the_lock_is_hashed_and_its_exceptions_are_dated() -> None:
    """T128: `make audit` asks about what stands there."""
    packages = re.split(r"\n(?=\S)", LOCK.read_text(encoding="utf-8"))
    pinned = [package for package in packages if "==" in package]
    assert len(pinned) > 40
    assert [package for package in pinned if "--hash=sha256:" not in package] == []
    for one in exceptions():
        assert set(one) == {"id", "package", "why", "until"}
        assert isinstance(one["until"], date)


def test_an_exception_holds_until_its_day_and_silence_is_no_clean_bill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T128: an expired exception is asked about again; what nothing is told of fails."""
    file = tmp_path / "audit.toml"
    entry = '[[exception]]\nid = "{}"\npackage = "x"\nwhy = "unused"\nuntil = {}\n'
    file.write_text(entry.format("PYSEC-1", "2026-02-01") + entry.format("PYSEC-2", "2026-02-02"))
    monkeypatch.setattr(audit, "EXCEPTIONS", file)
    day = date(2026, 2, 2)
    assert audit.expired(day) == ["PYSEC-1"]
    assert "--strict" in audit.words(day)
    assert [word for word in audit.words(day) if "ignore" in word] == ["--ignore-vuln=PYSEC-2"]
