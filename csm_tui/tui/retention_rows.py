"""Lines and chart of the retention view: pure, laid out for a width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.domain import renewal_outcomes, retention
from csm_tui.domain.wording import on
from csm_tui.tui.charts.figures import BarFigure, BarItem
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from csm_tui.domain.renewal_outcomes import RenewalDue
    from csm_tui.domain.retention import Movement, Retention
    from csm_tui.formatting import Glyphs
    from csm_tui.queries.retention import AccountRenewal, RetentionReport

_NAME: Final = 18
_COUNT: Final = 9
_MONEY: Final = 15
_SHORT_MONEY: Final = 12
_RATIO: Final = 9
_DAY: Final = 11
_ACCOUNT: Final = 26
_MOST_ACCOUNT: Final = 40
_KIND: Final = 12
_OUTCOME: Final = 13
_WIDE: Final = 100
_MOST: Final = 12

TITLES: Final = {
    "start": "Start",
    "expansion": "Expansion",
    "contraction": "Contraction",
    "churn": "Churn",
    "unchanged": "Unchanged",
    "end": "End",
    "new": "New",
    "unknown": "Unknown ARR",
    "due": "Fell due",
    "decided": "Decided",
    "renewed": "Renewed",
    "not-renewed": "Not renewed",
    "open": "Open",
}
# The figure whose accounts a line lists; of a ratio those that it is of.
FIGURES: Final = {
    "grr": "start",
    "nrr": "start",
    "logo": "start",
    **{name: name for name in (*retention.BEHIND, *renewal_outcomes.BEHIND)},
}
RATIOS: Final = {"grr": "GRR", "nrr": "NRR", "logo": "Logo retention"}
_SIGNS: Final = {"expansion": "+", "contraction": "-", "churn": "-"}
_INKS: Final = {
    "expansion": "good",
    "contraction": "warn",
    "churn": "bad",
    "new": "accent",
    "renewed": "good",
    "not-renewed": "bad",
}


class Setting(NamedTuple):
    """What the lines are drawn with; amounts are exact by `exact`, short by `short`."""

    today: date
    glyphs: Glyphs
    exact: Callable[[int | None], str]
    short: Callable[[int | None], str]


def amounts(table: Retention) -> dict[str, int]:
    """Return the figures of the movement table in cents, in its order."""
    return {
        "start": table.start,
        "expansion": table.expansion,
        "contraction": table.contraction,
        "churn": table.churn,
        "end": table.end,
        "new": table.new,
    }


def counts(table: Retention) -> dict[str, int]:
    """Return the accounts behind each figure of the movement table."""
    kinds = {kind: table.counts[kind] for kind in ("expansion", "contraction", "churn", "new")}
    return {"start": table.accounts, "end": table.retained, **kinds}


def signed(figure: str, cents: int, shown: Callable[[int | None], str]) -> str:
    """Return an amount with the sign of its movement; nothing has none."""
    return f"{_SIGNS.get(figure, '') if cents else ''}{shown(cents)}"


# The chart


def movement_figure(report: RetentionReport, setting: Setting) -> BarFigure | None:
    """Return the movement of ARR as bars, losses to the left; None where nothing was there."""
    table = report.table
    if not (table.accounts or table.counts["new"]):
        return None
    accounts = counts(table)
    room = max(len(formatting.plural(number, "account")) for number in accounts.values())
    bars = []
    for figure, cents in amounts(table).items():
        value = -cents if figure in ("contraction", "churn") else cents
        counted = formatting.plural(accounts[figure], "account")
        shown = f"{signed(figure, cents, setting.short)}  {counted:>{room}}"
        bars.append(BarItem(TITLES[figure], value / 100, shown, _INKS.get(figure, "muted")))
    return BarFigure(tuple(bars))


def caption(report: RetentionReport, from_: date, to: date, setting: Setting) -> Line:
    """Return the days of the chart, and of how many accounts it is."""
    return line(
        Piece(" ARR movement", "strong"),
        Piece(f", {on(from_)} to {on(to)}", "muted"),
        Piece(f" {setting.glyphs.dot} ", "muted"),
        Piece(_cohort(report), "muted"),
    )


def _cohort(report: RetentionReport) -> str:
    return f"{formatting.plural(report.table.accounts, 'account')} at the start"


# Ratios


def ratio_head(report: RetentionReport) -> Line:
    """Return the head of the ratios, with a warning where the accounts are too few."""
    few = few_words(report)
    of = Piece(f"  {few}", "warn") if few else Piece("  of the accounts at the start", "muted")
    return line(Piece("Retention", "strong"), of)


def ratio_why(name: str, report: RetentionReport, setting: Setting) -> Line:
    """Return the arithmetic of a ratio."""
    table, exact = report.table, setting.exact
    if name == "logo":
        words = "with ARR on the last day ÷ on the first"
    else:
        more = f" + expansion {exact(table.expansion)}" if name == "nrr" else ""
        lost = f"contraction {exact(table.contraction)} - churn {exact(table.churn)}"
        words = f"(start{more} - {lost}) ÷ start"
    return line(Piece(f" {RATIOS[name]} = ", "strong"), Piece(words, "muted"))


def ratio_line(name: str, report: RetentionReport, setting: Setting) -> Line:
    """Return a ratio with what it is of; few accounts are marked, none are n/a."""
    table = report.table
    kept = table.start - table.contraction - table.churn
    exact = setting.exact
    value, of = {
        "grr": (table.grr, f"{exact(kept)} of {exact(table.start)}, expansion left out"),
        "nrr": (table.nrr, f"{exact(table.end)} of {exact(table.start)}"),
        "logo": (
            table.logo_retention,
            f"{table.retained:,} of {formatting.plural(table.accounts, 'account')}",
        ),
    }[name]
    return line(
        Piece(fit(RATIOS[name], _NAME)),
        Piece(fit_right(formatting.ratio(value), _RATIO), "muted" if value is None else "strong"),
        Piece("  "),
        Piece(of if value is not None else "no account had ARR on the first day", "muted"),
    )


def few_words(report: RetentionReport) -> str:
    """Return that the accounts are too few to judge by; "" where they are not."""
    accounts = report.table.accounts
    if not 0 < accounts < report.least_sample:
        return ""
    counted = formatting.plural(accounts, "account")
    return f"{counted}: too few to judge (under {report.least_sample})"


# The movement table


def movement_head() -> Line:
    """Return the head of the movement table with the titles of its columns."""
    return line(
        Piece(fit("Movement", _NAME - 1), "strong"),
        Piece(fit_right("accounts", _COUNT), "muted"),
        Piece(fit_right("ARR", _MONEY), "muted"),
    )


def movement_line(figure: str, report: RetentionReport, setting: Setting) -> Line:
    """Return a figure of the movement table."""
    cents, accounts = amounts(report.table)[figure], counts(report.table)[figure]
    ink = _INKS.get(figure, "text") if cents else "text"
    note = "beside them: without ARR on the first day" if figure == "new" else ""
    return line(
        Piece(fit(TITLES[figure], _NAME), "strong" if figure in ("start", "end") else "text"),
        Piece(fit_right(f"{accounts:,}", _COUNT)),
        Piece(fit_right(signed(figure, cents, setting.exact), _MONEY), ink),
        Piece(f"  {note}", "muted"),
    )


def unknown_line(report: RetentionReport) -> Line:
    """Return how many accounts are in no figure."""
    return line(
        Piece(fit(TITLES["unknown"], _NAME), "muted"),
        Piece(fit_right(f"{report.table.counts['unknown']:,}", _COUNT), "warn"),
        Piece(fit_right("?", _MONEY), "muted"),
        Piece("  on one of the days: in no figure", "muted"),
    )


def negative_line(report: RetentionReport) -> Line:
    """Return how many accounts count as nothing though their ARR is below it."""
    counted = formatting.plural(report.negative, "account")
    return line(Piece(f"{counted} with an ARR below 0, which counts as 0", "muted"))


def ahead_line(to: date) -> Line:
    """Return that the last day is to come, and what that does to churn."""
    words = f"{on(to)} is after today: a contract that ends until then counts as churn"
    return line(Piece(words, "warn"))


# Renewals


def renewal_head(report: RetentionReport) -> Line:
    """Return the head of the renewals: their rate, of contracts, is named as another figure."""
    counted = report.counted
    if not counted.due:
        rate = "n/a, none fell due"
    else:
        few = " (few)" if 0 < counted.decided < report.least_sample else ""
        rate = (
            f"{formatting.ratio(counted.rate)}, {counted.counts['renewed']:,} of"
            f" {counted.decided:,} decided{few}"
        )
    return line(
        Piece("Renewal rate", "strong"),
        Piece(f"  {rate}", "text" if counted.decided else "muted"),
        right=[Piece("of contracts: another figure ", "muted")],
    )


def renewal_line(figure: str, report: RetentionReport) -> Line:
    """Return how many renewals had an outcome."""
    counted = report.counted
    number = counted.due if figure == "due" else counted.counts[figure]  # type: ignore[index]
    notes = {
        "due": "between the two days",
        "renewed": "by a new term, a next contract, or by itself",
        "not-renewed": "passed without, or churned",
        "open": "still to come",
    }
    return line(
        Piece(fit(TITLES[figure], _NAME)),
        Piece(fit_right(f"{number:,}", _COUNT), _INKS.get(figure, "text") if number else "text"),
        Piece(f"  {notes[figure]}", "muted"),
    )


def unseen_words(report: RetentionReport, from_: date) -> str:
    """Return of how many accounts earlier renewals are not known; "" where of none."""
    if not report.unseen:
        return ""
    counted = formatting.plural(report.unseen, "account")
    return f"{counted} came into the book after {on(from_)}: earlier renewals are not known"


# The accounts behind a figure


def is_renewals(figure: str) -> bool:
    """Return whether renewals, not accounts, are behind a figure."""
    return figure in renewal_outcomes.BEHIND


def number_behind(figure: str, report: RetentionReport) -> int:
    """Return how many are behind a figure."""
    found = report.renewals_behind if is_renewals(figure) else report.behind
    return len(found(figure))


def behind_why(moved: Movement, setting: Setting) -> Line:
    """Return the movement of one account in full."""
    exact, change = setting.exact, moved.change
    sign = "+" if change is not None and change > 0 else ""
    words = f"{moved.kind}, {exact(moved.start)} to {exact(moved.end)}"
    more = f" ({sign}{exact(change)})" if change else ""
    return line(Piece(f" {moved.account}", "strong"), Piece(f": {words}{more}", "muted"))


def due_why(one: AccountRenewal) -> Line:
    """Return one renewal in full."""
    renewal = one.renewal
    product = f", {renewal.product}" if renewal.product else ""
    words = f"due {on(renewal.on)}{product}: {_outcome(renewal)}, {renewal.reason}"
    return line(Piece(f" {one.account}", "strong"), Piece(f", {words}", "muted"))


def behind_columns(width: int, *, renewals: bool) -> Line:
    """Return the titles of the columns of a list behind a figure."""
    account = _account_width(width)
    if renewals:
        due = (fit("Due", _DAY), fit("Account", account), " ", fit("Outcome", _OUTCOME), "Why")
        return line(Piece("  "), *(Piece(cell, "muted") for cell in due))
    room = _money_width(width)
    money = "".join(fit_right(title, room) for title in ("First day", "Last day", "Change"))
    cells = (fit("Account", account), " ", fit("Movement", _KIND))
    return line(Piece("  "), *(Piece(cell, "muted") for cell in cells), Piece(money, "muted"))


def most(report: RetentionReport) -> list[Movement]:
    """Return the largest changes, of the cohort and new ones, the largest first."""
    changed = (moved for moved in report.movements if moved.change)
    return sorted(changed, key=lambda moved: -abs(moved.change or 0))[:_MOST]


def most_head(report: RetentionReport) -> Line:
    """Return the head of the largest changes, of how many."""
    changed = sum(1 for moved in report.movements if moved.change)
    return line(
        Piece("Largest changes", "strong"),
        Piece(f"  {min(changed, _MOST)} of {changed:,}", "muted"),
    )


def behind_line(moved: Movement, setting: Setting, width: int) -> Line:
    """Return the movement of one account."""
    glyphs = setting.glyphs
    shown = setting.exact if width >= _WIDE else setting.short
    change = moved.change
    sign = "+" if change is not None and change > 0 else ""
    ink = _INKS.get(moved.kind, "text")
    cells = _money_width(width)
    return line(
        Piece(fit(moved.account, _account_width(width), glyphs.cut)),
        Piece(" "),
        Piece(fit(moved.kind, _KIND), ink if moved.kind != "unknown" else "warn"),
        Piece(fit_right(shown(moved.start), cells), "muted"),
        Piece(fit_right(shown(moved.end), cells), "muted"),
        Piece(fit_right(f"{sign}{shown(change)}", cells), ink if change else "muted"),
    )


def due_line(one: AccountRenewal, width: int, setting: Setting) -> Line:
    """Return one renewal with its outcome."""
    glyphs, renewal = setting.glyphs, one.renewal
    return line(
        Piece(fit(formatting.day(renewal.on, setting.today, glyphs), _DAY), "muted"),
        Piece(fit(one.account, _account_width(width), glyphs.cut)),
        Piece(" "),
        Piece(fit(_outcome(renewal), _OUTCOME), _INKS.get(renewal.outcome, "text")),
        Piece(renewal.reason, "muted"),
        Piece(f"  {renewal.product}" if renewal.product else "", "muted"),
    )


def _outcome(renewal: RenewalDue) -> str:
    return TITLES[renewal.outcome].lower()


def _account_width(width: int) -> int:
    return _MOST_ACCOUNT if width >= _WIDE else _ACCOUNT


def _money_width(width: int) -> int:
    return _MONEY if width >= _WIDE else _SHORT_MONEY


def behind_copied(moved: Movement) -> str:
    """Return a movement as tab-separated cells."""
    cents: Sequence[int | None] = (moved.start, moved.end, moved.change)
    amounts = ("" if one is None else f"{one / 100:g}" for one in cents)
    return "\t".join((moved.account, moved.kind, *amounts))


def due_copied(one: AccountRenewal) -> str:
    """Return a renewal as tab-separated cells."""
    renewal = one.renewal
    cells = (renewal.on.isoformat(), one.account, renewal.product or "")
    return "\t".join((*cells, renewal.outcome, renewal.reason))
