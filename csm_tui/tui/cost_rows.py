"""The lines of cost to serve: tiers, who stands out, bands, what is missing; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.domain.arr import known_sum
from csm_tui.domain.economics import (
    COST_BANDS,
    CostBand,
    hourly_cost,
    margin_limit,
    margin_note,
    planned_cost,
)
from csm_tui.domain.economics import cents as rounded
from csm_tui.domain.economics_words import blended_words, expectations, how, missing, percent
from csm_tui.domain.serving import OVER, UNDER, Flag
from csm_tui.domain.tier_economics import verdict_of
from csm_tui.domain.wording import amount, figure, on
from csm_tui.tui import cost_lanes
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line
from csm_tui.tui.words import SECTION_TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.domain.economics_words import Gaps
    from csm_tui.domain.terms import Level, Tier
    from csm_tui.domain.tier_economics import TierSum, Verdict
    from csm_tui.queries.economics import Economics, EconomicsRow
    from csm_tui.tui.cost_lanes import LaneCount, Spread
    from csm_tui.tui.setting import Setting

# Of each section so many accounts at the most: `csm economics --accounts` has all.
MOST: Final = 500
BLENDED: Final = "blended"
NO_SHARE: Final = "no share"
_WIDE: Final = 100
_NAME: Final = 15
_COUNT: Final = 9
_MONEY: Final = 9
_EACH: Final = 10
_SHARE: Final = 9
_MULTIPLE: Final = 9
_ACCOUNT: Final = 20
_WIDE_ACCOUNT: Final = 28
_TOUCH: Final = 16
_COUNTED: Final = 14
_INKS: Final[dict[CostBand | None, str]] = {"expensive": "bad", "under": "warn", None: "muted"}
_NAMES: Final[dict[str, str]] = {**SECTION_TITLES["tier"], "unknown": "No tier"}
_TITLES: Final[dict[Flag, str]] = {OVER: "Over-served", UNDER: "Under-served"}


class Held(NamedTuple):
    """The accounts of a band (None: without a share): how many, their ARR, and the first of them.

    `arr` is of those whose ARR is known, None where of none.
    """

    band: CostBand | None
    number: int
    arr: int | None
    rows: list[EconomicsRow]


class Served(NamedTuple):
    """The economics with all that takes long of a large book: counted once, where it is asked."""

    found: Economics
    over: list[EconomicsRow]
    under: list[EconomicsRow]
    bands: tuple[Held, ...]
    failing: int
    gaps: Gaps
    fine: Spread | None
    coarse: Spread | None


def served(found: Economics) -> Served:
    """Return the economics sorted into what is shown of them."""
    costs = found.model.costs
    by_band: dict[CostBand | None, list[EconomicsRow]] = {
        band: [] for band in (*reversed(COST_BANDS), None)
    }
    for row in found.rows:
        by_band[row.found.band].append(row)
    held = tuple(
        Held(band, len(rows), known_sum(row.arr for row in rows), rows[:MOST])
        for band, rows in by_band.items()
        if rows
    )
    limit = margin_limit(costs)
    fine = cost_lanes.spread(found.rows, costs)
    return Served(
        found,
        found.flagged(OVER),
        found.flagged(UNDER),
        held,
        0 if limit is None else sum((row.found.share or 0) >= limit for row in found.rows),
        found.gaps,
        fine,
        None if fine is None else cost_lanes.coarser(fine, costs),
    )


# The chart


def caption(answer: Served, width: int) -> Line:
    """Return what the chart shows, and what its letters mean, with how many there are."""
    left = [Piece(" Cost as served, of ARR", "strong")]
    if width >= _WIDE:
        said = ", by ARR: at its level, or as logged where that is more"
        left.append(Piece(said, "muted"))
    right = []
    for flag, rows in ((OVER, answer.over), (UNDER, answer.under)):
        ink = cost_lanes.SIGNS[flag][1] if rows else "muted"
        right += [Piece(cost_lanes.signs_of(flag, len(rows)), ink), Piece("  ")]
    return Line(tuple(left), (*right[:-1], Piece(" ")))


def lane_titles() -> Line:
    """Return the titles of the columns of the chart's table."""
    titles = ("accounts", *_TITLES.values())
    return line(
        Piece(fit("Of ARR", _NAME), "muted"),
        *(Piece(fit_right(title.lower(), _COUNTED), "muted") for title in titles),
    )


def lane_why() -> Line:
    """Return what the chart and its table count."""
    said = " What its level is planned to cost, or what was logged where that is more."
    return line(Piece(said, "muted"))


def unknown_line(found: Spread) -> Line:
    """Return how many accounts stand in no lane."""
    return line(
        Piece(fit("no share", _NAME), "muted"),
        Piece(fit_right(f"{found.unknown:,}", _COUNTED), "warn"),
        Piece("  no ARR, an ARR of 0, or a tier without a cost", "muted"),
    )


def nobody_line(flag: Flag, answer: Served) -> Line:
    """Return that no account stands out, or that it is not known."""
    if flag == OVER and answer.fine is None:
        return line(Piece("not known, for want of shares of ARR", "warn"))
    if flag == UNDER and not answer.found.sized:
        return line(Piece("not known, for want of a size (ARR, potential ARR)", "warn"))
    return line(Piece("nobody", "muted"))


def lane_line(lane: LaneCount) -> Line:
    """Return a lane of the chart in figures."""
    counts = (
        (lane.number(), "text"),
        (lane.number(OVER), cost_lanes.SIGNS[OVER][1]),
        (lane.number(UNDER), cost_lanes.SIGNS[UNDER][1]),
    )
    return line(
        Piece(fit(lane.name, _NAME)),
        *(
            Piece(fit_right(f"{number:,}", _COUNTED), ink if number else "muted")
            for number, ink in counts
        ),
    )


# The tiers


def tier_head(found: Economics, width: int) -> Line:
    """Return the head of the tiers with the titles of its columns."""
    cells = (
        ("accounts", _COUNT), ("ARR", _MONEY), ("cost each", _EACH), ("cost", _MONEY),
        ("of ARR", _SHARE), ("ARR:cost", _MULTIPLE),
    )  # fmt: skip
    return line(
        Piece(fit("Planned a year", _NAME - 1), "strong"),
        *(Piece(fit_right(title, room), "muted") for title, room in cells),
        right=[Piece(f"{found.model.name} ", "muted")] if width >= _WIDE else (),
    )


def tier_line(tier: TierSum, found: Economics, setting: Setting, width: int) -> Line:
    """Return a tier in figures, and how it stands against what the model expects."""
    rule = found.model.tiers.get(tier.tier)
    expected = None if rule is None else rule.revenue_to_cost
    each = None if tier.planned is None else tier.planned.cents
    pieces = _figures(
        _NAMES.get(tier.tier, f"{tier.tier} touch"),
        tier.accounts,
        tier.arr,
        formatting.money_exact(_whole(each), found.currency, setting.glyphs),
        tier.cost,
        tier.share,
        tier.multiple,
        setting,
    )
    if width < _WIDE:
        return line(*pieces, _verdict(verdict_of(tier.multiple, expected)))
    said = "; ".join(expectations(tier, found.model, found.currency))
    if tier.without_arr:
        said = f"{tier.without_arr:,} without ARR{'; ' if said else ''}{said}"
    return line(*pieces, Piece(f"  {said}", "muted"))


def tier_why(tier: TierSum, found: Economics) -> Line:
    """Return how the cost of a tier comes about, and what is expected of it."""
    if tier.planned is None:
        return line(Piece(f" {tier.tier}: the touch model gives it no cost", "muted"))
    said = [how(tier.planned, found.currency), *expectations(tier, found.model, found.currency)]
    if tier.without_arr:
        said.insert(1, f"{tier.without_arr:,} without ARR in no share")
    return line(Piece(f" {tier.tier}: ", "strong"), Piece("; ".join(said), "muted"))


def blended_line(found: Economics, setting: Setting, width: int) -> Line:
    """Return the whole book in figures, its share against the range of the model."""
    whole = found.blended
    known = whole.accounts > 0
    pieces = _figures(
        "Blended",
        whole.accounts,
        whole.arr if known else None,
        "",
        whole.cost if known else None,
        whole.share,
        whole.multiple,
        setting,
    )
    if whole.verdict is None:
        return line(*pieces)
    low, high = map(figure, found.model.costs.blended)
    verdict = Piece(f"  {whole.verdict} ", "text" if whole.verdict == "within" else "warn")
    if width < _WIDE:
        # The range stands where the multiple is, which says the same as the share.
        return line(*pieces[:-1], verdict, Piece(f"{low}–{high} %", "muted"))
    return line(*pieces, verdict, Piece(f"the {low}–{high} % of ARR expected", "muted"))


def blended_why(found: Economics) -> Line:
    """Return the blended share with its parts and its range."""
    return line(Piece(f" {blended_words(found.blended, found.model, found.currency)}", "muted"))


def _figures(
    name: str,
    accounts: int,
    arr: int | None,
    each: str,
    cost: int | None,
    share: float | None,
    multiple: float | None,
    setting: Setting,
) -> list[Piece]:
    unknown = setting.glyphs.unknown
    return [
        Piece(fit(name, _NAME, setting.glyphs.cut)),
        Piece(fit_right(f"{accounts:,}", _COUNT)),
        Piece(fit_right(setting.money(arr), _MONEY)),
        Piece(fit_right(each, _EACH), "muted"),
        Piece(fit_right(setting.money(cost), _MONEY)),
        Piece(fit_right(unknown if share is None else percent(share), _SHARE), "strong"),
        Piece(fit_right(unknown if multiple is None else f"{multiple:,.1f}×", _MULTIPLE)),
    ]


def _verdict(verdict: Verdict | None) -> Piece:
    return Piece(f" {verdict}" if verdict else "", "muted" if verdict == "within" else "warn")


def _whole(cents: int | None) -> int | None:
    return None if cents is None else (cents + 50) // 100 * 100


# The accounts


def flagged_head(flag: Flag, number: int, found: Economics) -> Line:
    """Return the head of the over- or the under-served: how many, and what makes one."""
    ink = cost_lanes.SIGNS[flag][1] if number else "muted"
    costs = found.model.costs
    about = {
        OVER: f"low or tech tier, above {figure(costs.over_served_above)} % of ARR",
        UNDER: "high value in red, or the matrix asks for more",
    }[flag]
    return line(
        Piece(_TITLES[flag], "strong"),
        Piece(f" {formatting.plural(number, 'account')}" if number else "", ink),
        Piece(f"  {about}", "muted"),
    )


def flagged_line(row: EconomicsRow, setting: Setting, width: int) -> Line:
    """Return an account that stands out, with the figure that says so."""
    judged, glyphs = row.found, setting.glyphs
    wide = width >= _WIDE
    pieces = [Piece(fit(row.account, _WIDE_ACCOUNT if wide else _ACCOUNT, glyphs.cut))]
    if wide:
        pieces.append(Piece(f" {fit(_touch(row, setting), _TOUCH, glyphs.cut)}", "muted"))
    pieces.append(Piece(fit_right(setting.money(row.arr), _MONEY - 1)))
    pieces.append(Piece(f"  {'; '.join(judged.reasons)}"))
    return line(*pieces)


def band_head(held: Held, found: Economics, setting: Setting) -> Line:
    """Return the head of a band of the planned share: its bounds, its accounts, their ARR."""
    costs = found.model.costs
    low, middle, high = map(figure, (costs.under_below, costs.comfortable_to, costs.viable_to))
    about = {
        "under": f"planned below {low} % of ARR, of high value, not healthy or red by its clock",
        "comfortable": f"planned to {middle} % of ARR",
        "viable": f"planned {middle}–{high} % of ARR, if gross margin allows",
        "expensive": f"planned above {high} % of ARR",
        None: "no ARR, an ARR of 0, or a tier without a cost",
    }[held.band]
    ink = _INKS.get(held.band, "text")
    name = (held.band or "no share").capitalize()
    return line(
        Piece(fit(name, _NAME - 1), "strong"),
        Piece(fit_right(f"{held.number:,}", _COUNT), ink if held.band else "warn"),
        Piece(fit_right(setting.money(held.arr), _MONEY)),
        Piece(f"  {about}", "muted"),
    )


def account_line(row: EconomicsRow, setting: Setting, width: int) -> Line:
    """Return an account with its cost, planned and as logged."""
    judged, glyphs = row.found, setting.glyphs
    wide = width >= _WIDE
    pieces = [
        Piece(fit(row.account, _WIDE_ACCOUNT if wide else _ACCOUNT, glyphs.cut)),
        Piece(f" {fit(_touch(row, setting), _TOUCH, glyphs.cut)}", "muted"),
        Piece(fit_right(setting.money(row.arr), _MONEY)),
        Piece(fit_right(setting.money(judged.cost), _MONEY)),
        Piece(fit_right(_share(judged.share, setting), _SHARE), "strong"),
    ]
    if judged.flag is not None:
        pieces.append(Piece(f" {judged.flag}", cost_lanes.SIGNS[judged.flag][1]))
    elif wide and judged.actual is not None:
        pieces.append(Piece(f"  {setting.money(judged.actual)} logged", "muted"))
    return line(*pieces)


def account_why(row: EconomicsRow, found: Economics, gives: str) -> Line:
    """Return the arithmetic of the account's cost: at its level, or as logged where that says it.

    `gives` says how an ARR that is not known is given.
    """
    costs, currency, judged = found.model.costs, found.currency, row.found
    hourly = hourly_cost(costs)
    level: Tier | Level | None = row.level if judged.level_cost is not None else row.tier
    planned = planned_cost(level, costs)
    logged = judged.actual_share is not None and judged.actual_share == judged.served_share
    if logged and judged.flag == OVER and row.minutes is not None and hourly is not None:
        hours, each = figure(round(row.minutes / 60, 1)), amount(rounded(hourly), currency)
        name, share = "logged", judged.actual_share
        said = f"{hours} h × {each} = {amount(_whole(judged.actual) or 0, currency)}"
    elif planned is None:
        return line(Piece(f" {row.account}", "strong"), Piece(": its tier has no cost", "muted"))
    else:
        share = judged.share if judged.level_share is None else judged.level_share
        name, said = f"{level}", how(planned, currency)
    if share is not None and row.arr is not None:
        said += f", {percent(share)} of {amount(row.arr, currency)}"
    elif row.arr is None:
        said += f", ARR not known{f': {gives}' if gives else ''}"
    beside = margin_note(judged.share, costs)
    note = f"; {beside}" if beside else ""
    return line(Piece(f" {name}: ", "strong"), Piece(f"{said}{note}", "muted"))


def account_copied(row: EconomicsRow) -> str:
    """Return an account as tab-separated cells."""
    judged = row.found
    amounts = ("" if one is None else f"{one / 100:g}" for one in (row.arr, judged.cost))
    share = "" if judged.share is None else f"{judged.share:.1f}"
    cells = (row.account, row.tier, *amounts, share, judged.band or "", judged.flag or "")
    return "\t".join((*cells, "; ".join(judged.reasons)))


def more_line(number: int, setting: Setting, opens: str) -> Line:
    """Return that there are more, and what shows them."""
    return line(
        Piece(f"{setting.glyphs.cut} {number:,} more, ", "muted"),
        Piece(opens, "accent"),
        Piece(" shows them", "muted"),
    )


def beyond_line(number: int) -> Line:
    """Return that there are more than the list holds, and what lists them."""
    return line(Piece(f"{number:,} more: csm economics --accounts, or a filter", "muted"))


def _touch(row: EconomicsRow, setting: Setting) -> str:
    if row.level is None or row.level == row.tier:
        return row.tier
    return f"{row.tier} {setting.glyphs.arrow} {row.level}"


def _share(share: float | None, setting: Setting) -> str:
    return setting.glyphs.unknown if share is None else percent(share)


# What else is to be said


def besides(answer: Served, setting: Setting) -> Iterator[tuple[str, str]]:
    """Yield what was logged, the target margin and lifetime value: a name and its sentence."""
    found = answer.found
    logged, costs = found.logged, found.model.costs
    if logged.accounts and logged.cost is not None:
        counted = formatting.plural(logged.accounts, "account")
        said = f"{logged.minutes / 60:,.0f} h on {counted} since {on(found.from_)} cost"
        plan = f"planned for {logged.planned_for:,} of them: {setting.money(logged.planned)}"
        yield "Logged", f"{said} {setting.money(logged.cost)}; {plan}"
    if answer.failing and costs.target_margin is not None:
        counted = formatting.plural(answer.failing, "account")
        margin = figure(costs.target_margin)
        yield "Target margin", f"{counted} cost too much for the target margin of {margin} %"
    value = found.blended.lifetime_value
    if value is not None:
        earned, kept = figure(costs.gross_margin or 0), figure(costs.retention or 0)
        said = f"ARR × {earned} % gross margin ÷ (100 % − {kept} % retention)"
        yield "Lifetime value", f"{setting.money(value)} = {said}"


def beside_line(name: str, said: str) -> Line:
    """Return one of what is to be said besides."""
    return line(Piece(fit(name, _NAME)), Piece(said, "muted"))


def gaps(answer: Served) -> Sequence[str]:
    """Return a sentence for each thing that is missing, and how to give it."""
    return missing(answer.gaps, answer.found.model.costs)
