"""Full disks, small limits, rights that are missing (TORTURE B).

The store's own tests have `max_page_count` and the limits of one write; here the whole program runs
on a disk that is full, and every writing command under every limit.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.torture.program import (
    CSM,
    DONE,
    FAILED,
    Ran,
    accounts_file,
    ask,
    batch,
    clean,
    csm,
    intact,
    rows,
    snapshot,
    variables,
    whole,
)

SCHEMAS = Path(__file__).parents[2] / "fixtures" / "schemas"
PR_CAPBSET_DROP = 24
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
only_root = pytest.mark.skipif(not ROOT, reason="only root can mount a disk ")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return the folder of a disk of 12 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m,mode=700", "tmpfs", folder],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(disk: Path, *, leave: int) -> Path:
    """Write a file that leaves `leave` bytes free; return it."""
    ballast = disk / "ballast"
    free = os.statvfs(disk)
    ballast.write_bytes(b"x" * (free.f_bavail * free.f_frsize - leave))
    return ballast


@only_root
def test_t013_a_disk_that_fills_in_the_middle_of_an_import(
    small_disk: Path, demo: Path, tmp_path: Path
) -> None:
    """T013: nothing imported, the disk named, and a second try works once there is space."""
    book = Path(shutil.copy(demo, small_disk / "book.db"))
    assert csm(book, "pulse", "meridian foods", "3").code == DONE
    before, sheet = snapshot(book), accounts_file(tmp_path / "a.csv", 1_500)
    # No room for the backup before it; room for that, and less than the import needs.
    copy = book.stat().st_size
    for leave, words in ((0, "no room"), (copy + 40_000, "is full"), (copy + 400_000, "is full")):
        ballast = fill(small_disk, leave=leave)
        ran = csm(book, "import", sheet)
        assert ran.code == FAILED
        assert clean(ran)
        assert words in ran.err
        assert str(small_disk) in ran.err
        assert "Imported as" not in ran.err
        assert "othing was changed" in ran.err
        assert snapshot(book) == before
        assert intact(book)
        ballast.unlink()
    assert not list(small_disk.glob("**/*.new"))
    assert not list(small_disk.glob("**/*-journal"))
    assert csm(book, "import", sheet).code == DONE
    assert rows(book)["account"] == len(before["account"]) + 1_500
    assert whole(book)


@only_root
def test_t015_an_export_to_a_full_disk_keeps_the_file_that_was_there(
    small_disk: Path, demo: Path
) -> None:
    """T015: no 0-byte file, none half."""
    old = small_disk / "touchpoints.csv"
    old.write_text("mine")
    fill(small_disk, leave=8_192)
    for words in (("touchpoints", "-o", old, "--force"), ("all", "-o", small_disk, "--force")):
        ran = csm(demo, "export", *words)
        assert ran.code == FAILED
        assert clean(ran)
        assert "full" in ran.err
        assert old.read_text() == "mine"
        assert sorted(path.name for path in small_disk.iterdir()) == ["ballast", "touchpoints.csv"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_t015_an_export_to_a_full_device_is_a_sentence(demo: Path) -> None:
    """T015: both as a file and behind stdout."""
    ran = csm(demo, "export", "touchpoints", "-o", "/dev/full", "--force")
    assert ran.code == FAILED
    assert clean(ran)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*CSM, "export", "touchpoints"],
            env=variables(demo),
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == FAILED
    assert b"No space left" in done.stderr or b"is full" in done.stderr
    assert b"Traceback" not in done.stderr


def limited(book: Path, limit: int, *words: str | Path) -> Ran:
    """Run `csm` where no file may grow beyond `limit` bytes."""

    def confine() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return batch(book, [words], preexec=confine)[0]


def sweep(demo: Path, sheet: Path, limits: list[int]) -> None:
    assert csm(demo, "pulse", "meridian foods", "3").code == DONE
    start, outcomes = snapshot(demo), set()
    commands: list[tuple[str | Path, ...]] = [
        ("import", sheet),
        ("add", "account", "name=Acme"),
        ("log", "--account", "meridian foods", "--channel", "video"),
        ("undo", "--plain"),
        ("edit", "meridian foods", "arr=1k", "next_step=Call"),
        ("task", "add", "meridian foods", "Send it", "--due", "2026-03-01"),
        ("plan",),
        ("model", "use", "three-tier"),
        ("override", "meridian foods", "tier", "low", "--reason", "x", "--until", "+30d"),
        ("archive", "meridian foods"),
        ("forget", "theo.marsh@meridianfoods.example", "--yes"),
    ]
    for number, limit in enumerate(limits):
        copy = Path(shutil.copy(demo, demo.with_name("limited.db")))
        ran = limited(copy, limit, *commands[number % len(commands)])
        outcomes.add(ran.code)
        if ran.code == DONE:
            assert snapshot(copy) != start
        else:
            assert ran.code == FAILED
            assert clean(ran)
            # Also where it is the commit that fails: SQLite has taken it back by then.
            assert "is saved" not in ran.err
            assert snapshot(copy) == start
        assert intact(copy)
        copy.unlink()
    assert outcomes == {DONE, FAILED}


def test_t014_a_limit_on_the_size_of_files_is_a_sentence(demo: Path, tmp_path: Path) -> None:
    """T014: 8 limits over the writing commands."""
    size = demo.stat().st_size
    limits = [4_096, 65_536, size // 2, size - 1, size + 4_096, size + 65_536, 2 * size, 20 * size]
    sweep(demo, accounts_file(tmp_path / "a.csv", 500), limits)


@pytest.mark.long
def test_t014_at_two_hundred_limits(demo: Path, tmp_path: Path) -> None:
    """T014, the long form."""
    size = demo.stat().st_size
    step = size // 100
    sweep(demo, accounts_file(tmp_path / "a.csv", 500), [4_096 + n * step for n in range(200)])


def confined(book: Path, commands: Sequence[Sequence[str | Path]], **more: str) -> list[Ran]:
    """Run commands of `csm` bound by the rights of files, which root otherwise is not."""

    def confine() -> None:
        for capability in (1, 2, 3):  # DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)

    return batch(book, commands, preexec=confine if ROOT else None, **more)


READS: tuple[tuple[str, ...], ...] = (
    (),
    ("accounts",),
    ("today",),
    ("why", "meridian foods", "rank"),
)
CHANGES: tuple[tuple[str, ...], ...] = (
    ("add", "account", "name=Acme"),
    ("pulse", "meridian foods", "4"),
    ("log", "--account", "meridian foods", "--channel", "video"),
    ("model", "use", "three-tier"),
    ("undo", "1"),
    ("doctor", "--fix"),
)


@pytest.fixture(params=["read-only folder", "read-only file", "another's file"])
def guarded(request: pytest.FixtureRequest, demo: Path) -> Iterator[Path]:
    """Return a book that may be read and not written, in three ways."""
    if sys.platform != "linux" and ROOT:
        pytest.skip("root is bound by no rights here")
    if request.param == "read-only folder":
        demo.parent.chmod(0o555)
    elif request.param == "read-only file":
        demo.chmod(0o400)
    elif ROOT:
        demo.chmod(0o644)
        demo.parent.chmod(0o755)
        os.chown(demo, 65534, 65534)
        os.chown(demo.parent, 65534, 65534)
    else:
        pytest.skip("only root can give a file away")
    yield demo
    demo.parent.chmod(0o700)


def test_t018_t019_a_book_that_may_only_be_read_is_read_and_not_written(guarded: Path) -> None:
    """T018, T019: read with a sign, each change is refused with the path; nothing is written."""
    before = guarded.read_bytes()
    for ran in confined(guarded, READS):
        assert (ran.code, "Meridian" in ran.out) == (DONE, True)
        assert ran.err.startswith(f"Read-only: the book {guarded} cannot be written here.")
    for ran in confined(guarded, CHANGES):
        assert ran.code == FAILED
        assert clean(ran)
        assert str(guarded) in ran.err
    assert guarded.read_bytes() == before
    assert list(guarded.parent.iterdir()) == [guarded]


def test_t018_an_export_into_a_read_only_folder_is_a_sentence(demo: Path) -> None:
    """T018, T015: and one beside it works."""
    demo.parent.chmod(0o555)
    try:
        folder, file = demo.parent / "out", demo.parent / "tasks.csv"
        shown, *refused = confined(
            demo,
            [
                ("export", "accounts"),
                ("export", "all", "-o", folder),
                ("export", "tasks", "-o", file),
            ],
        )
        assert shown.out.startswith("external_id,")
        for ran in refused:
            assert (ran.code, clean(ran)) == (FAILED, True)
            assert str(demo.parent) in ran.err
        assert list(demo.parent.iterdir()) == [demo]
    finally:
        demo.parent.chmod(0o700)


def test_t024_without_a_folder_for_temporary_files_import_and_export_work(
    demo: Path, tmp_path: Path
) -> None:
    """T024: TMPDIR is not writable, or is not there; a workbook too, or a sentence."""
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o555)
    sheet = accounts_file(tmp_path / "a.csv", 20)
    book = tmp_path / "book.xlsx"
    for number, folder in enumerate((shut, tmp_path / "none")):
        ran = confined(
            demo,
            [
                ("import", sheet, "--dry-run"),
                ("import", sheet),
                ("export", "all", "-o", tmp_path / f"out{number}"),
                ("export", "all", "-o", book, "--force"),
                ("import", book),
                ("accounts", "--known-on", "2026-01-20"),
            ],
            TMPDIR=str(folder),
            TEMP=str(folder),
            TMP=str(folder),
            SQLITE_TMPDIR=str(folder),
        )
        for one in ran:
            assert one.code == DONE or (one.code == FAILED and clean(one))
        assert [one.code for one in ran[:3]] == [DONE] * 3
        assert intact(demo)
    assert not list(demo.parent.glob("demo.db-*"))
    assert rows(demo)["account"] == 83


# Each command in a process of its own that may grow by so many bytes and no more.
LIMITED = """
import json, os, resource, sys
from pathlib import Path
from csm_tui.cli.main import run

def child(book, limit, words, told):
    for stream, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{told}.{name}", os.O_CREAT | os.O_WRONLY, 0o600), stream)
    os.environ["CSM_DB"] = book
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + limit
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return run(words, screens=None, screens_possible=bool)

codes = []
for number, (book, limit, words) in enumerate(json.load(sys.stdin)):
    pid = os.fork()
    if not pid:
        code = 99
        try:
            code = child(book, limit, words, f"{sys.argv[1]}/{number}")
            sys.stdout.flush()
        finally:
            os._exit(code)
    codes.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
json.dump(codes, sys.stdout)
"""


def with_little_memory(book: Path, folder: Path, limits: list[int]) -> None:
    old = Path(shutil.copy(SCHEMAS / "v1.db", folder / "old.db"))
    old.chmod(0o600)
    sheet = accounts_file(folder / "a.csv", 1_000)
    assert csm(book, "add", "account", "name=Acme").code == DONE
    told = folder / "told"
    told.mkdir()
    runs: list[tuple[Path, Path, int, list[str]]] = []
    for source, words in ((book, ["accounts"]), (book, ["import", str(sheet)]), (old, ["today"])):
        for limit in limits:
            copy = Path(shutil.copy(source, folder / f"{len(runs)}.db"))
            runs.append((source, copy, limit, words))
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, told],
        input=json.dumps([(str(copy), limit, words) for _, copy, limit, words in runs]).encode(),
        env=variables(book),
        capture_output=True,
        cwd=folder,
        timeout=600,
        check=True,
    )
    assert done.stderr == b""
    ends: dict[str, set[int]] = {}
    for number, ((source, copy, limit, words), code) in enumerate(
        zip(runs, json.loads(done.stdout), strict=True)
    ):
        place = words[0], limit
        ran = Ran(code, *((told / f"{number}.{name}").read_text() for name in ("out", "err")))
        ends.setdefault(words[0], set()).add(code)
        assert code in (DONE, FAILED), (place, ran.err)
        changed = ask(copy, COUNTS) != ask(source, COUNTS)
        if code == FAILED:
            assert clean(ran), (place, ran.err)
            assert "not enough memory" in ran.err, (place, ran.err)
        if code == DONE:
            assert changed == (words[0] != "accounts"), place
        # A book that was brought up to date stays so, where the list after it finds no memory.
        assert code == DONE or not changed or "brought up to date" in ran.err, (place, ran.err)
        assert intact(copy), place
    assert ends == {command: {DONE, FAILED} for command in ("accounts", "import", "today")}


COUNTS = "SELECT count(*), (SELECT user_version FROM pragma_user_version) FROM account"
MB = 1 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS is kept by Linux")
def test_t017_little_memory_is_a_sentence(book: Path, tmp_path: Path) -> None:
    """T017: RLIMIT_AS during a list, an import and a migration; all or nothing."""
    with_little_memory(book, tmp_path, [0, 8 * MB, 200 * MB])


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS is kept by Linux")
def test_t017_at_a_hundred_limits(book: Path, tmp_path: Path) -> None:
    """T017, the long form."""
    with_little_memory(book, tmp_path, [*range(0, 40 * MB, 2 * MB // 5), 200 * MB])
