"""The book out and in again: nothing lost, nothing told differently, the same bytes."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from csm_tui.domain.filters import parse
from csm_tui.errors import FileProblem, UsageError
from csm_tui.operations.transfer import export_all, export_rows, export_workbook
from csm_tui.store.database import Book, open_book
from csm_tui.store.journal import operation
from tests.operations.files import NOW, TODAY, ask, bring, exported, figures
from tests.store.conftest import make_book


def csv_of(book: Book, kind: str, **options: object) -> list[str]:
    target = io.BytesIO()
    export_rows(book, kind, target, today=TODAY, **options)  # type: ignore[arg-type]
    return target.getvalue().decode().splitlines()


def add(book: Book, table: str, **values: object) -> int:
    with operation(book, f"Added to {table}", today=TODAY, now=NOW) as recorder:
        return recorder.insert(table, values)


def again(files: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """Import exported files into an empty book and export that."""
    with open_book(make_book(folder / "again.db")) as book:
        bring(book, dict(files))
        return exported(book, folder / "again")


# Text that people, spreadsheets and attackers put into cells; never blank, never half a character.
nasty = st.one_of(
    st.sampled_from(
        [
            "=1+1",
            "'=1+1",
            "''",
            "-5",
            "+55 11",
            "@SUM(A1)",
            "\tx",
            "a\rb",
            "a\r\nb",
            'say "hi", ok',
            "a;b",
            "[/red]",
            "\x1b[2J",
            "a:b",
            ":x",
            "crm:1",
            "csm-1",
            "N/A",
            "null",
            "é",
            "e\u0301",
            "\u202eevil",
            "Acme",
            "ACME Inc",
            " padded ",
            "1",
        ]
    ),
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=6
    ),
).filter(lambda text: text.strip() != "")
maybe = st.none() | nasty
cents = st.integers(0, 10**12)
# Earlier years are taken for typing errors.
days = st.dates(date(1900, 1, 1)).map(str)
figure = st.floats(0, 100, allow_nan=False)

account_values = st.fixed_dictionaries(
    {
        "name": nasty,
        "source": st.just("") | nasty,
        "external_id": maybe,
        "domain": maybe,
        "notes": maybe,
        "arr": st.none() | cents,
        "start_date": st.none() | days,
        "auto_renew": st.sampled_from([None, 0, 1]),
        "tags": st.sampled_from([None, "a", "a;b"]),
        "strategic": st.sampled_from([None, 0, 5]),
    }
)


def with_id(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({"external_id": maybe, "source": st.just("") | nasty, **fields})


facts: dict[str, st.SearchStrategy[dict[str, object]]] = {
    "contact": with_id(name=nasty, email=maybe, notes=maybe),
    "touchpoint": with_id(
        date=days, kind=st.sampled_from(["email", "other"]), subject=maybe, contacts=maybe
    ),
    "survey": with_id(date=days, type=st.just("nps"), score=st.integers(0, 10).map(float)),
    "subscription": with_id(start_date=days, arr=cents, product=maybe),
    "task": with_id(title=nasty, due=st.none() | days),
    "health": st.fixed_dictionaries(
        {
            "date": days,
            "measure": st.sampled_from(["score", "pulse", "adoption"]),
            "value": figure,
            "source": maybe,
        }
    ),
    "metric": st.fixed_dictionaries(
        {
            "date": days,
            "metric": nasty,
            "value": st.floats(allow_nan=False, allow_infinity=False),
            "base": st.none() | figure,
        }
    ),
    "arr_change": st.fixed_dictionaries(
        {"date": days, "amount": st.integers(-(10**12), 10**12), "note": maybe}
    ),
}
rows_of_facts = st.lists(
    st.sampled_from(sorted(facts)).flatmap(
        lambda table: st.tuples(st.just(table), st.integers(0, 5), facts[table])
    ),
    max_size=8,
)


def unique(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Drop ids that the book could not hold twice."""
    seen = set()
    for row in rows:
        identity = (row.get("source"), row.get("external_id"))
        if "external_id" in row and identity in seen:
            row["external_id"] = None
        seen.add(identity)
    return rows


def fill(
    book: Book, accounts: list[dict[str, object]], rows: list[tuple[str, int, dict[str, object]]]
) -> None:
    """Put accounts and what belongs to them into a book."""
    with operation(book, "Filled", today=TODAY, now=NOW) as recorder:
        ids = [recorder.insert("account", row) for row in accounts]
        for table in facts:
            own = [dict(row, account_id=ids[at % len(ids)]) for t, at, row in rows if t == table]
            with_ids = table in ("contact", "touchpoint", "survey", "subscription", "task")
            for row in unique(own) if with_ids else own:
                recorder.insert(table, row)


@settings(max_examples=60)
@given(st.lists(account_values, min_size=1, max_size=6), rows_of_facts)
@example([{"name": "Acme", "source": "", "external_id": None}] * 3, [])
def test_a_book_exported_and_imported_exports_the_same_bytes(
    accounts: list[dict[str, object]], rows: list[tuple[str, int, dict[str, object]]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_book(make_book(folder / "book.db")) as book:
            fill(book, unique([dict(one) for one in accounts]), rows)
            files = exported(book, folder / "files")
            assert files == exported(book, folder / "twice")
        assert again(files, folder) == files


def cells_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def sheet_of(rows: Sequence[Sequence[str]]) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return target.getvalue().encode()


@settings(max_examples=8)
@given(st.lists(account_values, min_size=2, max_size=5), rows_of_facts, st.integers(0, 999))
@example([{"name": "Acme", "notes": "=1+1"}, {"name": "'-5"}], [], 1)
def test_exported_files_with_columns_and_rows_moved_and_in_two_halves_are_the_same_book(
    accounts: list[dict[str, object]],
    rows: list[tuple[str, int, dict[str, object]]],
    seed: int,
) -> None:
    random = Random(seed)
    known = [dict(one, source="crm", external_id=f"C{n}") for n, one in enumerate(accounts)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_book(make_book(folder / "book.db")) as book:
            fill(book, known, rows)
            files = exported(book, folder / "files")
        moved: dict[str, bytes] = {}
        halves: dict[str, bytes] = {}
        for kind, data in files.items():
            header, *lines = cells_of(data)
            order = random.sample(range(len(header)), len(header))
            random.shuffle(lines)
            header, *lines = [[line[at] for at in order] for line in (header, *lines)]
            moved[kind] = sheet_of([header, *lines])
            # In two files equal rows are one: each is a whole list of what there is.
            if len({tuple(line) for line in lines}) == len(lines):
                cut = random.randrange(len(lines) + 1)
                parts = {f"1-{kind}": lines[:cut], f"2-{kind}": lines[cut:]}
                halves |= {n: sheet_of([header, *part]) for n, part in parts.items() if part}
            else:
                halves[kind] = moved[kind]
        assert again(moved, folder) == files
        with open_book(make_book(folder / "halves.db")) as book:
            bring(book, halves)
            assert exported(book, folder / "halves") == files


def workbook(book: Book) -> bytes:
    target = io.BytesIO()
    export_workbook(book, target, today=TODAY)
    return target.getvalue()


def test_t096_a_book_as_a_workbook_and_imported_again_is_the_same_bytes(
    book: Book, tmp_path: Path
) -> None:
    texts = [
        *(
            "=cmd|' /C calc'!A0",
            "'=1",
            "-5",
            "\tx",
            "a\r\nb",
            "_x0041_",
            "\x1b[2J",
            "00123",
            "TRUE",
        ),
        *(
            "https://x.example",
            " padded ",
            "1E5",
            "\u202eevil",
            "N/A",
            "csm-1",
            "a;b",
            "2026-01-01",
        ),
    ]
    header = "external_id,name,Plan,Score,Since,Gold"
    rows = [f'K-{n},Kept {n},"p{n}",{n}.5,2026-01-0{n},{"yes" if n % 2 else "no"}' for n in (1, 2)]
    bring(book, {"a.csv": "\n".join([header, *rows])}, kind="accounts", custom=("all",))
    for number, text in enumerate(texts):
        account = add(book, "account", name=text, external_id=f"A-{number}", notes=text, arr=number)
        add(book, "touchpoint", account_id=account, date="2026-01-02", kind="other", subject=text)
        metric = {"metric": text, "date": "1900-01-31", "value": 0.1 + number / 3}
        add(book, "metric", account_id=account, **metric)
    first, files = workbook(book), exported(book, tmp_path / "files")
    with open_book(make_book(tmp_path / "other.db")) as other:
        report = bring(other, {"book.xlsx": first})
        assert figures(report)[0] == figures(report)[1] == 2 + 3 * len(texts)
        assert workbook(other) == first
        assert exported(other, tmp_path / "again") == files
        assert figures(bring(other, {"book.xlsx": first}, source="", today=TODAY))[1:3] == (0, 0)
    # Of one kind, too, and of the columns that are asked for.
    target = io.BytesIO()
    export_rows(book, "accounts", target, today=TODAY, format="xlsx", columns=["name", "arr"])
    assert figures(bring(book, {"a.xlsx": target.getvalue()}, kind="accounts"))[1:3] == (0, 0)


def test_an_export_imported_into_its_own_book_changes_nothing(book: Book, tmp_path: Path) -> None:
    first = add(book, "account", name="Acme", arr=100)
    second = add(book, "account", name="Acme", arr=200, notes="=1+1")
    for account in (first, second):
        add(book, "task", account_id=account, title="Call")
        add(book, "metric", account_id=account, metric="x", date="2026-01-01", value=0.1 + 0.2)
    files = exported(book, tmp_path / "files")
    report = bring(book, dict(files))
    # Two accounts of one name were only told apart by our own mark, which they now carry.
    assert figures(report) == (6, 0, 2, 4, 0, 0)
    assert ask(book, "SELECT id, external_id, source, arr FROM account") == [
        (1, "csm-1", "csm", 100),
        (2, "csm-2", "csm", 200),
    ]
    assert exported(book, tmp_path / "again") == files
    assert figures(bring(book, dict(files))) == (6, 0, 0, 6, 0, 0)


def reference(book: Book) -> str:
    add(book, "task", account_id=1, title="Call")
    return csv_of(book, "tasks", columns=["account"])[1]


def test_an_account_is_referred_to_by_what_alone_means_it(book: Book) -> None:
    add(book, "account", name="Acme", external_id="17", source="crm", domain="acme.com")
    assert reference(book) == "17"


def test_an_id_that_two_sources_use_gives_way_to_the_domain(book: Book) -> None:
    add(book, "account", name="Acme", external_id="17", source="crm", domain="acme.com")
    add(book, "account", name="Beta", external_id="17", source="erp")
    assert reference(book) == "acme.com"


def test_an_account_whose_name_is_another_ones_id_is_referred_to_with_its_source(
    book: Book,
) -> None:
    add(book, "account", name="18", external_id="17", source="crm")
    add(book, "account", name="Beta", external_id="17", source="erp")
    add(book, "account", name="Cyd", external_id="18", source="crm")
    assert reference(book) == "crm:17"


def test_the_same_id_from_two_sources_is_told_apart_in_kinds_without_a_source(book: Book) -> None:
    add(book, "account", name="Acme")
    for source in ("", "crm"):
        add(book, "contact", account_id=1, name=f"Ana {source}", external_id="1", source=source)
    found = csv_of(book, "contacts", columns=["external_id", "name"])
    assert found == ["external_id,name", "1,Ana ", "crm:1,Ana crm"]


def test_archived_accounts_and_plans_of_the_program_stay_in_the_book(book: Book) -> None:
    add(book, "account", name="Gone", archived_on=TODAY)
    add(book, "account", name="Here")
    for account in (1, 2):
        add(book, "task", account_id=account, title="Call")
    for booked in (0, 1):
        add(
            book,
            "touchpoint",
            account_id=2,
            date="2026-03-01",
            kind="email",
            status="planned",
            booked=booked,
            subject=f"booked {booked}",
        )
    assert csv_of(book, "accounts", columns=["name"]) == ["name", "Here"]
    assert csv_of(book, "tasks", columns=["account"]) == ["account", "Here"]
    assert csv_of(book, "touchpoints", columns=["subject"]) == ["subject", "booked 1"]


def test_rows_stand_in_the_order_of_their_content(tmp_path: Path) -> None:
    names = ["Cyd", "Acme", "Beta"]
    listed = []
    for turn in (names, names[::-1]):
        with open_book(make_book(tmp_path / f"{turn[0]}.db")) as book:
            for name in turn:
                add(book, "account", name=name)
            listed.append(csv_of(book, "accounts", columns=["name"]))
    assert listed == [["name", "Acme", "Beta", "Cyd"]] * 2


def test_health_goes_out_as_readings_and_not_with_the_accounts(book: Book) -> None:
    bring(book, {"a.csv": "name,health,pulse\nAcme,71.5,5\n"})
    assert csv_of(book, "accounts", columns=["name", "health", "pulse"])[1] == "Acme,,"
    assert csv_of(book, "health", columns=["account", "score", "measure", "value"])[1:] == [
        "Acme,,pulse,100",
        "Acme,71.5,,",
    ]


def test_the_currency_of_the_book_goes_with_the_amounts(book: Book, tmp_path: Path) -> None:
    bring(book, {"a.csv": "name,arr,currency\nAcme,15.5,EUR\nBeta,2,\n"})
    assert csv_of(book, "accounts", columns=["name", "arr", "currency"])[1:] == [
        "Acme,15.5,EUR",
        "Beta,2,EUR",
    ]
    files = exported(book, tmp_path / "files")
    assert again(files, tmp_path) == files


def test_formulas_are_inert_and_numbers_stay_numbers(book: Book) -> None:
    add(book, "account", name="=cmd|' /C calc'!A0")
    add(book, "arr_change", account_id=1, date="2026-01-01", amount=-500)
    assert csv_of(book, "accounts", columns=["name"])[1] == "'=cmd|' /C calc'!A0"
    assert csv_of(book, "arr_changes", columns=["amount"])[1] == "-5"


def test_a_filter_says_of_which_accounts(book: Book) -> None:
    bring(book, {"a.csv": "name,arr,owner\nAcme,250000,Ana\nBeta,10,Bo\n"})
    for account in (1, 2):
        add(book, "task", account_id=account, title="Call")
    assert csv_of(book, "accounts", columns=["name"], filter=parse("tier:high")) == ["name", "Acme"]
    assert csv_of(book, "tasks", columns=["account"], filter=parse("owner:bo")) == [
        "account",
        "Beta",
    ]


def test_json_and_ndjson_carry_the_same_rows(book: Book) -> None:
    bring(book, {"a.csv": "name,arr,start_date,auto_renew\nAcme,15.5,2026-01-31,yes\n"})
    wanted = ["name", "arr", "start_date", "auto_renew", "owner"]
    expected = {
        "name": "Acme",
        "arr": 15.5,
        "start_date": "2026-01-31",
        "auto_renew": True,
        "owner": None,
    }
    text = "\n".join(csv_of(book, "accounts", columns=wanted, format="json"))
    assert json.loads(text) == [expected]
    (line,) = csv_of(book, "accounts", columns=wanted, format="ndjson")
    assert json.loads(line) == expected


def test_what_there_is_not_is_a_usage_error(book: Book) -> None:
    for options in ({"columns": ["colour"]}, {"format": "pdf"}):
        with pytest.raises(UsageError):
            csv_of(book, "accounts", **options)
    with pytest.raises(UsageError):
        csv_of(book, "people")


def test_all_kinds_go_to_a_folder_but_never_over_a_file_unasked(book: Book, tmp_path: Path) -> None:
    bring(book, {"a.csv": "name,health\nAcme,50\n"})
    folder = tmp_path / "new" / "folder"
    assert export_all(book, folder, today=TODAY) == {"accounts": 1, "health": 1}
    (folder / "accounts.csv").unlink()
    (folder / "health.csv").write_text("mine")
    with pytest.raises(FileProblem, match=r"health\.csv exists already"):
        export_all(book, folder, today=TODAY)
    assert [path.name for path in folder.iterdir()] == ["health.csv"]
    assert (folder / "health.csv").read_text() == "mine"
    export_all(book, folder, today=TODAY, overwrite=True)
    assert (folder / "health.csv").read_text() != "mine"
    assert (folder / "accounts.csv").stat().st_mode & 0o777 == 0o600


def test_an_export_changes_nothing_and_works_on_a_book_for_reading(path: Path) -> None:
    with open_book(path) as book:
        bring(book, {"a.csv": "name,arr\nAcme,250000\n"})
    before = path.read_bytes()
    with open_book(path, read_only=True) as book:
        assert csv_of(book, "accounts", columns=["name"], filter=parse("acme")) == ["name", "Acme"]
        assert csv_of(book, "accounts", columns=["name"]) == ["name", "Acme"]
    assert path.read_bytes() == before


def test_an_interrupted_export_lets_the_book_go(book: Book) -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    add(book, "account", name="Acme")
    with pytest.raises(OSError, match="No space"):
        export_rows(book, "accounts", Full(), today=TODAY)
    add(book, "account", name="Beta")


@pytest.mark.parametrize("column", ["name", "notes"])
def test_naughty_strings_come_back_as_they_were(
    shared_data: Path, book: Book, tmp_path: Path, column: str
) -> None:
    strings = json.loads((shared_data / "naughty-strings" / "blns.json").read_text())
    usable = [text for text in strings if text.strip() and "\0" not in text]
    assert len(usable) > 500
    with operation(book, "Filled", today=TODAY, now=NOW) as recorder:
        for number, text in enumerate(usable):
            recorder.insert("account", {"name": f"Account {number}", column: text})
    files = exported(book, tmp_path / "files")
    with open_book(make_book(tmp_path / "again.db")) as other:
        report = bring(other, dict(files))
        assert figures(report)[:2] == (len(usable), len(usable))
        found = {row[0] for row in ask(other, f"SELECT {column} FROM account")}
        assert found == set(usable)
        assert exported(other, tmp_path / "again") == files
