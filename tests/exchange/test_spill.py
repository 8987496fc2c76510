"""What is put away lies in a file that nobody else sees and that goes by itself."""

from __future__ import annotations

import ctypes
import signal
import sys
import tempfile
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from csm_tui.exchange import spill
from csm_tui.exchange.packed import Packed
from csm_tui.exchange.spill import Spill, begin_anew, put_away


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    begin_anew()
    return tmp_path


def test_what_is_put_away_can_be_read_and_no_file_is_seen(folder: Path) -> None:
    pieces = [put_away(text.encode()) for text in ("one", "", "three")]
    assert [piece.read() for piece in pieces] == [b"one", b"", b"three"]
    assert [*folder.iterdir()] == []


def test_a_short_column_needs_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spill, "Spill", None)
    begin_anew()
    assert len(Packed(["x"] * 1_999)) == 1_999


@pytest.mark.usefixtures("folder")
def test_the_file_goes_with_the_last_column_in_it() -> None:
    column = Packed(["x"] * 4_000)
    file = put_away(b"y").spill._file
    assert not file.closed
    del column
    assert file.closed


@pytest.mark.usefixtures("folder")
def test_what_begins_anew_has_a_file_of_its_own() -> None:
    first = put_away(b"one")
    begin_anew()
    assert put_away(b"two").spill is not first.spill
    assert first.read() == b"one"


def test_a_full_disk_names_the_folder(folder: Path) -> None:
    class Full:
        def seek(self, _at: int) -> None: ...

        def write(self, _data: bytes) -> int:
            raise OSError(28, "No space left on device")

    away = Spill()
    away._file.close()
    object.__setattr__(away, "_file", Full())
    with pytest.raises(OSError, match="No space left") as caught:
        away.add(b"x")
    assert caught.value.filename == str(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another thing there")
def test_ctrl_c_while_a_spill_goes_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    # Python's own functions look for signals before they return; closing a file does not.
    interrupt = partial(ctypes.CDLL(None)["raise"], int(signal.SIGINT))
    closing = SimpleNamespace(close=interrupt)
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: closing)
    found = [Spill()]
    with pytest.raises(KeyboardInterrupt):
        found.clear()


def test_a_spill_closes_its_file_when_it_goes() -> None:
    piece = Spill().add(b"abc")
    file = piece.spill._file
    assert (piece.read(), file.closed) == (b"abc", False)
    del piece
    assert file.closed
