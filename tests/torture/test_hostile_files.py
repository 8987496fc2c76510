"""Files that are no honest sheets, given to the real command (TORTURE H).

tests/exchange has each of them at its reader; here the whole program is measured beside it.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.conftest import OFFLINE
from tests.torture.program import FAILED, Ran, clean, rows, variables

MOST_MB, MOST_SECONDS = 300, 2.0
# Each command with the seconds of processor time that it takes, and the largest process in KB.
MEASURED = """
import json, resource, sys
from pathlib import Path
from tests.torture.batch import one

def used():
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)

told = []
for words in json.load(sys.stdin):
    before = used()
    told.append([*one(words), used() - before])
lines = Path("/proc/self/status").read_text().splitlines()
peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
json.dump([told, max(peak, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)], sys.stdout)
"""
ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
)


def workbook(*, sheet: bytes = b"", doctype: bytes = b"", far: bool = False) -> bytes:
    """Return a workbook with rows put behind its own, before it a document type, or a far cell."""
    data, hostile = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        written = book.add_worksheet()
        written.write_column("A1", ["name", "Acme"])
        if far:
            written.write("XFD1048576", "far")
    with (
        zipfile.ZipFile(data) as old,
        zipfile.ZipFile(hostile, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"<worksheet", doctype + b"<worksheet", 1)
                part = part.replace(b"</sheetData>", sheet + b"</sheetData>")
            new.writestr(name, part)
    return hostile.getvalue()


def cell(text: bytes) -> bytes:
    return b'<row r="3"><c r="A3" t="inlineStr"><is><t>%s</t></is></c></row>' % text


def files() -> dict[str, tuple[bytes, str]]:
    """Return hostile files by name, and what is said of each."""
    return {
        "bomb.xlsx": (workbook(sheet=cell(b"a" * 1_000) * 200_000), "not a safe workbook"),
        "far.xlsx": (workbook(far=True), "not a safe workbook"),
        "outside.xlsx": (workbook(doctype=ENTITIES[0], sheet=cell(b"&a;")), "not a safe workbook"),
        "inside.xlsx": (workbook(doctype=ENTITIES[1], sheet=cell(b"&b;")), "not a safe workbook"),
        "cell.csv": (b"name,notes\nA," + b"x" * 140_000 + b"\n", "longer than 131,072 characters"),
        "columns.csv": (b",".join(b"c%d" % n for n in range(10_000)) + b"\n1\n", "10,000 columns"),
        "line.csv": (b"name,notes\nA," + b"x" * 100_000_000, "longer than 16 MB"),
        "nul.csv": (b"name,arr\nA,1\nB\x00,2\n", "nul.csv:3"),
        "quote.csv": (b'name,notes\nA,1\nB,"open\nC,3\n', "quote.csv:3: a quote opened here"),
        "bytes.csv": ("name,notes\nPeña,1\n".encode() + b"B\xff,3\n", "bytes.csv:3: byte"),
        "empty.csv": (b"", "the file is empty"),
        "headers.csv": (b"name,arr\n", "a header but no rows"),
        "unknown.csv": (b"foo,bar\nA,1\n", "cannot be told from its header"),
    }


@pytest.mark.skipif(sys.platform != "linux", reason="kilobytes are Linux's")
def test_hostile_files_are_refused_in_little_memory_and_time(book: Path, tmp_path: Path) -> None:
    """T080, T081, T083, T085, T091, T092, T093, T094: a sentence, and nothing in the book."""
    folder = tmp_path / "files"
    folder.mkdir()
    said = {"pipe.csv": "is a pipe", "folder.csv": "is a folder", "missing.csv": "no such file"}
    for name, (data, sentence) in files().items():
        (folder / name).write_bytes(data)
        said[name] = sentence
    assert (folder / "bomb.xlsx").stat().st_size < 1 << 20
    os.mkfifo(folder / "pipe.csv")
    (folder / "folder.csv").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED],
        input=json.dumps([["import", str(folder / name)] for name in said]).encode(),
        env={**variables(book), "PYTHONPATH": f"{Path(__file__).parents[2]}:{OFFLINE}"},
        capture_output=True,
        timeout=110,
        check=True,
    )
    told, peak = json.loads(done.stdout)
    for (name, sentence), (*ended, seconds) in zip(said.items(), told, strict=True):
        ran = Ran(*ended)
        assert (ran.code, clean(ran)) == (FAILED, True), (name, ran)
        assert sentence in ran.err, (name, ran.err)
        assert "root:" not in ran.err
        assert seconds < MOST_SECONDS, name
    assert not any(rows(book)[table] for table in ("account", "contact", "touchpoint"))
    assert peak < MOST_MB * 1024
