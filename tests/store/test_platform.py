"""Private files and durable renames, where systems differ."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from csm_tui.store import platform

pytestmark = pytest.mark.skipif(platform.WINDOWS, reason="modes are those of POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_folders_that_are_made_become_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    old = os.umask(0)
    try:
        platform.make_private_folder(tmp_path / "a" / "b")
    finally:
        os.umask(old)
    assert [mode(tmp_path / part) for part in ("a", "a/b")] == [0o700, 0o700]
    assert mode(tmp_path) == 0o755


def test_a_file_in_the_way_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine")
    with pytest.raises(OSError, match="a"):
        platform.make_private_folder(tmp_path / "a" / "b")


def test_publishing_never_replaces(tmp_path: Path) -> None:
    new, there = tmp_path / "new", tmp_path / "there"
    new.write_text("new")
    there.write_text("mine")
    with pytest.raises(FileExistsError):
        platform.publish(new, there)
    assert there.read_text() == "mine"
    platform.publish(new, tmp_path / "free")
    assert (tmp_path / "free").read_text() == "new"
    assert not new.exists()


def test_replacing_replaces(tmp_path: Path) -> None:
    new, there = tmp_path / "new", tmp_path / "there"
    new.write_text("new")
    there.write_text("old")
    platform.replace(new, there)
    assert there.read_text() == "new"


def test_a_temporary_is_private_and_gone_unless_renamed(tmp_path: Path) -> None:
    with platform.private_temporary(tmp_path / "book.db") as temporary:
        assert temporary.parent == tmp_path
        assert mode(temporary) == 0o600
    assert list(tmp_path.iterdir()) == []


def test_the_temporary_of_a_running_process_is_left_alone(tmp_path: Path) -> None:
    running = tmp_path / f".book.db.{os.getppid()}.new"
    running.write_text("half")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f".book.db.{ended.pid}.new"
    left.write_text("half")
    with platform.private_temporary(tmp_path / "other.db"):
        assert running.exists()
        assert not left.exists()


def test_rights_of_others_are_seen_and_taken_away(tmp_path: Path) -> None:
    file = tmp_path / "book.db"
    file.write_text("x")
    file.chmod(0o640)
    assert platform.open_to_others(file)
    platform.make_private(file)
    assert not platform.open_to_others(file)
    assert mode(file) == 0o600


def test_what_may_not_be_written_is_known(tmp_path: Path) -> None:
    assert not platform.may_write(tmp_path / "none.db")
    assert platform.free_bytes(tmp_path) > 0
