"""Files written whole or not at all (TORTURE T004, T099, T116; P3)."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from csm_tui.errors import FileProblem
from csm_tui.exchange.atomic import stream, whole_file

posix = pytest.mark.skipif(sys.platform == "win32", reason="as on POSIX")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    with whole_file(path, overwrite=overwrite) as file:
        file.write(content)


def test_the_file_appears_when_the_block_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with whole_file(path) as file:
        file.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.csv"]


def test_t099_an_existing_file_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(path, b"old")
    with pytest.raises(FileProblem, match="exists already"):
        write(path, b"new")
    assert path.read_bytes() == b"old"
    write(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"


def test_an_earlier_file_survives_a_failure_in_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(path, b"old")
    with pytest.raises(KeyboardInterrupt), whole_file(path, overwrite=True) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.csv"]


@posix
def test_t116_the_file_is_the_user_s_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write(tmp_path / "a.csv", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o600


@posix
def test_t004_what_a_killed_run_left_is_recognisable_and_removed_by_the_next(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    write(path, b"old")
    script = f"""
import os, signal
from pathlib import Path
from csm_tui.exchange.atomic import whole_file
with whole_file(Path({str(path)!r}), overwrite=True) as file:
    file.write(b"half")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    (left,) = (name for name in names(tmp_path) if name != "a.csv")
    assert left.startswith(".a.csv.csm-")
    assert left.endswith(".tmp")
    assert path.read_bytes() == b"old"
    write(path, b"new", overwrite=True)
    assert names(tmp_path) == ["a.csv"]


@posix
def test_the_temporary_file_of_a_run_at_work_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with whole_file(path, overwrite=True) as file:
        file.write(b"first")
        write(path, b"second", overwrite=True)
    assert path.read_bytes() == b"first"


def test_a_missing_folder_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="there is no such folder"):
        write(tmp_path / "none" / "a.csv", b"x")


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="is a folder"):
        write(tmp_path, b"x", overwrite=True)


def test_a_name_with_a_nul_is_refused() -> None:
    with pytest.raises(FileProblem, match="NUL"):
        write(Path("a\0b"), b"x")


@posix
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write(tmp_path / "link.csv", b"new", overwrite=True)
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"


@posix
def test_a_device_is_written_to_as_it_is() -> None:
    write(Path("/dev/null"), b"x")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_a_sentence() -> None:
    with pytest.raises(FileProblem, match="/dev/full cannot be written: the disk is full"):
        write(Path("/dev/full"), b"x")
    with (
        pytest.raises(FileProblem, match="Standard output cannot be written: the disk is full"),
        open("/dev/full", "wb", buffering=0) as full,  # noqa: PTH123
        stream(full) as file,
    ):
        file.write(b"x")


@posix
def test_a_full_disk_in_the_middle_keeps_the_earlier_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(path, b"old")
    script = f"""
import resource, signal, sys
from pathlib import Path
from csm_tui.errors import FileProblem
from csm_tui.exchange.atomic import whole_file
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    with whole_file(Path({str(path)!r}), overwrite=True) as file:
        file.write(b"x" * 100_000)
except FileProblem as error:
    sys.exit(str(error))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    assert "cannot be written: file too large" in done.stderr
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.csv"]


@posix
def test_a_pipe_that_nobody_reads_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileProblem, match="cannot be written"):
        write(tmp_path / "pipe", b"x")


@posix
def test_a_closed_pipe_stays_a_closed_pipe() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with pytest.raises(BrokenPipeError), os.fdopen(writing, "wb", 0) as pipe, stream(pipe) as file:
        file.write(b"x")


def test_long_names_leave_room_for_the_temporary_one(tmp_path: Path) -> None:
    path = tmp_path / ("ñ" * 120 + ".csv")
    write(path, b"x")
    assert path.read_bytes() == b"x"
