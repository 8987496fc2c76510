"""Long files are read piece by piece, and mean what they mean in one."""

from __future__ import annotations

import pytest

from csm_tui.errors import FileProblem
from csm_tui.exchange.content import PIECE, Content
from csm_tui.exchange.encoding import decode
from csm_tui.exchange.problems import BadSheet
from csm_tui.exchange.reader import MAX_LINE, read_sheet
from csm_tui.exchange.spill import Spill

ROWS = "".join(f"{at},Peña {at}\r\n" for at in range(120_000))


def long(text: str, encoding: str = "utf-8") -> Content:
    """Return a text as it is read from a file, in uneven pieces."""
    data = text.encode(encoding)
    return Content.of(data[at : at + 700_001] for at in range(0, len(data), 700_001))


def test_a_long_file_reads_as_it_is() -> None:
    data = ROWS.encode()
    found = long(ROWS)
    assert len(found) == len(data) > PIECE
    assert found.whole() == data
    assert b"".join(found.pieces()) == data
    assert found.head(5) == data[:5]
    with found.opened() as one, found.opened() as other:
        assert one.readline() == other.readline() == b"0,Pe\xc3\xb1a 0\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_the_encoding_of_a_long_file_is_proven_by_all_of_it(encoding: str) -> None:
    text = "external_id,name\r\n" + ROWS
    found = decode(long(text, encoding))
    assert found.encoding.startswith("utf-8" if encoding == "utf-8" else encoding[:6])
    sheet = read_sheet(long(text, encoding), name="long.csv")
    assert len(sheet.rows) == 120_000
    assert sheet.rows[119_999] == ["119999", "Peña 119999"]
    assert sheet.lines[-1] == 120_001
    assert sheet.evidence["encoding"] == found.proof


def test_the_first_wrong_byte_is_found_far_behind() -> None:
    plain = "".join(f"{at},Acme\r\n" for at in range(200_000)).encode()
    found = decode(Content.of([plain + "200000,Peña Søn\r\n".encode("cp1252")]))
    assert found.proof == (
        "Windows-1252 (assumed: byte 0xF1 in line 200001 is not UTF-8; it reads Peña, Søn; "
        "--encoding names another)"
    )


def test_a_cut_character_at_the_end_is_told_with_its_place() -> None:
    data = ROWS.encode() + b"x,\xc3"
    with pytest.raises(BadSheet, match=f"byte {len(data)} of the file") as caught:
        decode(Content.of([data]))
    assert caught.value.problem.line == 120_001


@pytest.mark.parametrize(("length", "refused"), [(MAX_LINE - 1, False), (MAX_LINE, True)])
def test_an_endless_line_is_told_with_its_number(length: int, refused: bool) -> None:
    data = b"a,b\n1,2\n" + b"x" * length + b"\n1,2\n"
    with pytest.raises(BadSheet) as caught:
        read_sheet(Content.of([data]), name="long.csv")
    assert ("line 3 is longer than 16 MB" in str(caught.value)) is refused


def test_without_room_the_file_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_spill: Spill, _data: bytes) -> None:
        raise OSError(28, "No space left on device", "/tmp")

    monkeypatch.setattr(Spill, "add", full)
    with pytest.raises(FileProblem, match=r"no room for the file in /tmp \(no space left"):
        long(ROWS)
    assert Content.of([b"short"]).whole() == b"short"
