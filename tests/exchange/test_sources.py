"""Files named by the user (TORTURE T091)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from csm_tui.errors import FileProblem
from csm_tui.exchange.sources import read_source

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices as on POSIX")


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name\r\nAcme\x00\n")
    assert read_source(path) == b"name\r\nAcme\x00\n"


def test_t091_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="is a folder"):
        read_source(tmp_path)


def test_t091_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="there is no such file"):
        read_source(tmp_path / "none.csv")


def test_t091_a_path_through_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    with pytest.raises(FileProblem, match="cannot be read"):
        read_source(tmp_path / "a.csv" / "b.csv")


def test_t091_a_name_with_a_nul_cannot_be_read() -> None:
    with pytest.raises(FileProblem, match="cannot be read"):
        read_source(Path("a\0b.csv"))


@posix
def test_t091_a_pipe_nobody_writes_to_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileProblem, match="a pipe or a device"):
        read_source(tmp_path / "pipe")


@posix
def test_t091_a_device_is_no_file() -> None:
    with pytest.raises(FileProblem, match="a pipe or a device"):
        read_source(Path("/dev/zero"))


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_t091_an_unreadable_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(FileProblem, match="permission was denied"):
        read_source(path)


@posix
def test_a_file_beyond_any_sheet_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate((1 << 30) + 1)
    with pytest.raises(FileProblem, match="larger than 1 GB"):
        read_source(path)
