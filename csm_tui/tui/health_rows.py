"""The lines of the health screen: bands by tier, movers, gaps, pulses that differ; pure."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from csm_tui import formatting
from csm_tui.domain.arr import known_sum
from csm_tui.domain.terms import BANDS, TIERS
from csm_tui.queries.health import HealthRow, Mover
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, fit_right, line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from csm_tui.domain.terms import Band, Tier
    from csm_tui.formatting import Glyphs
    from csm_tui.queries.health import BandSum, Movers, PulseDifference
    from csm_tui.queries.review import Gaps, ReviewRow

Row = TypeVar("Row")
_TIERS: Final = {"high": "High touch", "medium": "Medium touch", "low": "Low touch",
                 "tech": "Tech touch", "unknown": "No tier"}  # fmt: skip
_BAR: Final = 20
_LEAST_COLUMN: Final = 7
_MOST_NAME: Final = 34
# Of a section so many accounts are listed at most.
MOST: Final = 300


class Setting(NamedTuple):
    """What the lines depend on besides the figures."""

    glyphs: Glyphs
    money: Callable[[int | None], str]


class Entry(NamedTuple):
    """A line: what it is about, how it looks in a width, and why it matters.

    `filter` is what Enter filters by, `more` the section that it shows whole.
    """

    key: object
    shown: Callable[[int], Line]
    why: Line = BLANK
    account_id: int | None = None
    filter: str = ""
    more: str = ""


class Part(NamedTuple):
    """A section: its key, its title, its lines."""

    key: str
    title: Line
    entries: tuple[Entry, ...]


class Found(NamedTuple):
    """What is known so far; None is still being asked."""

    bands: Sequence[BandSum] | None = None
    movers: Sequence[Movers] | None = None
    gaps: Gaps | None = None
    pulses: Sequence[PulseDifference] | None = None


class Counts(NamedTuple):
    """Accounts and known ARR in cents by band, of one tier or of all."""

    accounts: dict[Band, int]
    arr: dict[Band, list[int | None]]

    @property
    def whole(self) -> int:
        """Return all accounts."""
        return sum(self.accounts.values())

    def known_arr(self, band: Band | None = None) -> int | None:
        """Return the ARR of a band or of all, None where there are accounts but none has any."""
        return known_sum(chain(*self.arr.values()) if band is None else self.arr[band])


def counted(bands: Sequence[BandSum], tier: Tier | None = None) -> Counts:
    """Return the sums by band, of one tier or of all."""
    accounts: dict[Band, int] = dict.fromkeys(BANDS, 0)
    arr: dict[Band, list[int | None]] = {band: [] for band in BANDS}
    for one in bands:
        if tier in (None, one.tier):
            accounts[one.band] += one.accounts
            arr[one.band].append(one.arr)
    return Counts(accounts, arr)


def parts(found: Found, most: int, whole: frozenset[str], setting: Setting) -> Iterator[Part]:
    """Yield the sections: at most `most` accounts in each, but up to MOST in those of `whole`."""
    if found.bands:
        yield _bands_part(found.bands, setting)
    for span in found.movers or ():
        for way, words, moved in (("down", "Fell", span.down), ("up", "Rose", span.up)):
            key = f"{way}-{span.days}"

            def mover(one: Mover, key: str = key, days: int = span.days) -> Entry:
                return _mover(key, one, days, setting)

            title = _title(f"{words} over {span.days} days", len(moved))
            yield from _part(key, title, moved, len(moved), mover, most, whole)
    pulses = found.pulses or ()
    title = _title("Score and pulse differ by a band", len(pulses))
    yield from _part(
        "pulse", title, pulses, len(pulses), lambda one: _pulse(one, setting), most, whole
    )
    if found.gaps is not None:
        gaps = found.gaps
        for key, name, rows, count in (
            ("stale", "Stale: nothing new", gaps.stale, gaps.stale_accounts),
            ("unknown", "Unknown", gaps.unknown, gaps.unknown_accounts),
        ):

            def gap(row: ReviewRow, key: str = key) -> Entry:
                return _gap(key, row, setting)

            title = _title(name, count, "the largest first")
            yield from _part(key, title, rows, count, gap, most, whole)


def _title(words: str, count: int, said: str = "") -> Line:
    return line(
        Piece(words, "strong"),
        Piece(f"  {count:,}", "text"),
        right=[Piece(f"{said} ", "muted")] if said else (),
    )


def _part(
    key: str,
    title: Line,
    rows: Sequence[Row],
    count: int,
    entry: Callable[[Row], Entry],
    most: int,
    whole: frozenset[str],
) -> Iterator[Part]:
    if not rows:
        return
    # One line more than there is room for is no reason to hide it.
    room = MOST if key in whole else most + (count == most + 1)
    shown = [entry(row) for row in rows[:room]]
    if count > len(shown):
        shown.append(_more(key, count - len(shown), opens=key not in whole))
    yield Part(key, title, tuple(shown))


def _more(key: str, rest: int, *, opens: bool) -> Entry:
    if opens:
        said = line(Piece(f"… {rest:,} more", "muted"))
        why = line(Piece(" Enter shows them; Esc only the first again.", "muted"))
        return Entry((key, "more"), lambda _: said, why, more=key)
    said = line(Piece(f"… {rest:,} more, not listed: a filter finds them", "muted"))
    return Entry((key, "rest"), lambda _: said)


# Bands


def _bands_part(bands: Sequence[BandSum], setting: Setting) -> Part:
    every = counted(bands)
    known = every.whole - every.accounts["unknown"]
    column = max(
        _LEAST_COLUMN,
        *(len(f"{every.accounts[band]:,}") + 3 for band in BANDS),
        *(len(setting.money(every.known_arr(band))) + 1 for band in BANDS),
    )
    entries = [
        _tier(_TIERS[tier], counted(bands, tier), tier, column, setting)
        for tier in TIERS
        if counted(bands, tier).whole
    ]
    entries.append(_tier("All", every, "", column, setting))
    entries.append(_arr(every, column, setting))
    title = line(
        Piece("Health by tier", "strong"),
        Piece(f"  known of {known:,} of {formatting.plural(every.whole, 'account')}", "muted"),
    )
    return Part("bands", title, tuple(entries))


def _tier(name: str, counts: Counts, tier: str, column: int, setting: Setting) -> Entry:
    signs = setting.glyphs.health
    arr = counts.known_arr()

    def shown(width: int) -> Line:
        return Line(
            (
                Piece(fit(name, 13), "text" if tier else "strong"),
                Piece(fit_right(f"{counts.whole:,}", 7), "text"),
                Piece(" " * _before_bar(width, column)),
                *stacked(counts.accounts, _bar(width, column), setting.glyphs),
                *(
                    Piece(
                        fit_right(f"{signs[band]} {counts.accounts[band]:,}", column),
                        formatting.band_ink(band) if counts.accounts[band] else "faint",
                    )
                    for band in BANDS
                ),
            ),
            (Piece(f"{setting.money(arr)} ", "text" if tier else "strong"),),
        )

    words = "  ".join(
        f"{signs[band]} {counts.accounts[band]:,} {setting.money(counts.known_arr(band))}"
        for band in BANDS
        if counts.accounts[band]
    )
    hint = [Piece("Enter filters ", "muted")] if tier else ()
    why = line(Piece(f" {name}: ", "strong"), Piece(words), right=hint)
    return Entry(("tier", tier), shown, why, filter=f"tier:{tier}" if tier else "")


def _bar(width: int, column: int) -> int:
    """Return the cells of the bar of bands: what the figures leave, up to a measure."""
    return max(0, min(_BAR, width - 22 - len(BANDS) * column - 9))


def _before_bar(width: int, column: int) -> int:
    """Return the cells before the bar; without one the figures need them."""
    return 2 if _bar(width, column) else 0


def _arr(every: Counts, column: int, setting: Setting) -> Entry:
    def shown(width: int) -> Line:
        return Line(
            (
                Piece(fit("ARR", 13), "muted"),
                Piece(" " * (7 + _before_bar(width, column) + _bar(width, column))),
                *(
                    Piece(fit_right(setting.money(every.known_arr(band)), column), "muted")
                    for band in BANDS
                ),
            )
        )

    return Entry(("tier", "arr"), shown)


def stacked(counts: dict[Band, int], width: int, glyphs: Glyphs) -> list[Piece]:
    """Return one bar of all bands, each in its own sign: whoever is there takes a cell at least."""
    whole = sum(counts.values())
    if not whole or width < len(BANDS):
        return [Piece(" " * width)]
    cells = {band: max(1, width * counts[band] // whole) if counts[band] else 0 for band in BANDS}
    # What rounding left over goes to, and what is too much comes off, the largest.
    largest = max(BANDS, key=lambda band: counts[band])
    cells[largest] += width - sum(cells.values())
    return [
        Piece(glyphs.health[band] * cells[band], formatting.band_ink(band))
        for band in BANDS
        if cells[band]
    ]


# Accounts


def _name_width(width: int, taken: int) -> int:
    return max(12, min(_MOST_NAME, width - taken))


def _health(row: HealthRow | ReviewRow, setting: Setting) -> Piece:
    band: str = row.band if isinstance(row, HealthRow) else row.health_band
    figure = formatting.health(row.health, band, row.provisional, setting.glyphs)
    return Piece(fit(figure, 7), formatting.band_ink(band))


def _mover(key: str, one: Mover, days: int, setting: Setting) -> Entry:
    from csm_tui.domain.health_moves import IMPORTED

    row, move = one.row, one.move
    change, ink = formatting.trend(move.change, setting.glyphs)
    by = ""
    if move.measure == IMPORTED:
        by = "imported"
        if move.beside is not None and move.beside_change is not None:
            by = f"imported, {move.beside} {formatting.signed(move.beside_change)}"
    elif move.measure is not None and move.measure_change is not None:
        by = f"{move.measure} {formatting.signed(move.measure_change)}"

    def shown(width: int) -> Line:
        return Line(
            (
                Piece(fit(row.account, _name_width(width, 46))),
                Piece(" "),
                _health(row, setting),
                Piece(fit(change, 7), ink),
                Piece(by, "muted"),
            ),
            (Piece(f"{setting.money(row.arr)} ", "text" if row.arr is not None else "muted"),),
        )

    way = "fell" if move.change < 0 else "rose"
    words = f": {way} {abs(move.change):.0f} points in {days} days"
    words += f" ({by})" if by else ""
    why = line(Piece(f" {row.account}", "strong"), Piece(f"{words}; {row.tier} touch."))
    return Entry((key, row.account_id), shown, why, row.account_id)


def _pulse(one: PulseDifference, setting: Setting) -> Entry:
    row = one.row
    figure = formatting.health(one.pulse, one.pulse_band, False, setting.glyphs)

    def shown(width: int) -> Line:
        return Line(
            (
                Piece(fit(row.account, _name_width(width, 40))),
                Piece(" "),
                _health(row, setting),
                Piece("pulse ", "muted"),
                Piece(figure, formatting.band_ink(one.pulse_band)),
            ),
            (Piece(f"{setting.money(row.arr)} ", "text" if row.arr is not None else "muted"),),
        )

    words = f": you say {one.pulse_band}, the measures say {row.band}. One of the two is behind."
    why = line(Piece(f" {row.account}", "strong"), Piece(words))
    return Entry(("pulse", row.account_id), shown, why, row.account_id)


def _gap(key: str, row: ReviewRow, setting: Setting) -> Entry:
    def shown(width: int) -> Line:
        return Line(
            (
                Piece(fit(row.account, _name_width(width, 44))),
                Piece(" "),
                _health(row, setting),
                Piece(row.reason, "muted"),
            ),
            (Piece(f"{setting.money(row.arr)} ", "text" if row.arr is not None else "muted"),),
        )

    step = f" Next: {row.next_step}." if row.next_step else ""
    why = line(Piece(f" {row.account}", "strong"), Piece(f": {row.reason}.{step}"))
    return Entry((key, row.account_id), shown, why, row.account_id)


# The line of figures


def figures_line(found: Found, setting: Setting, width: int, *, counting: bool = False) -> Line:
    """Return what matters in one line: bands, who moved in the shorter span, gaps.

    In a narrow one the bands stay whole; of the rest what stands first gives way. `counting`: some
    of it is still to come, which is said.
    """
    waiting = Piece(f"counting {setting.glyphs.cut}", "muted")
    if found.bands is None:
        return line(right=[waiting, Piece(" ")]) if counting else BLANK
    every, signs = counted(found.bands), setting.glyphs.health
    dot = Piece(f" {setting.glyphs.dot} ", "faint")
    left = [Piece(f" {formatting.plural(every.whole, 'account')}", "strong"), Piece("  ")]
    for band in BANDS:
        ink = formatting.band_ink(band) if every.accounts[band] else "faint"
        left.append(Piece(f"{signs[band]} {every.accounts[band]:,}  ", ink))
    rest: list[list[Piece]] = []
    if found.movers:
        short = found.movers[0]
        down, up = len(short.down), len(short.up)
        rest.append(
            [
                Piece(f"{down:,} fell", "strong" if down else "muted"),
                Piece(f", {up:,} rose", "muted"),
            ]
        )
    if found.gaps is not None:
        rest.append([Piece(f"{found.gaps.stale_accounts:,} stale", "muted")])
    if found.pulses:
        rest.append([Piece(f"{len(found.pulses):,} differ", "muted")])
    if counting:
        rest.append([waiting])
    while True:
        right = [piece for part in rest for piece in (dot, *part)][1:]
        shown = Line(tuple(left), (*right, Piece(" ")))
        if not rest or sum(len(piece.text) for piece in (*left, *right)) < width:
            return shown
        rest.pop(0)
