"""An account as lines: where it stands and why, then all that is known, in sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.custom_fields import shown
from csm_tui.domain.economics_words import served_words
from csm_tui.domain.health import band_of
from csm_tui.domain.people import last_met, single_thread
from csm_tui.domain.ranking import arithmetic
from csm_tui.domain.served_account import served
from csm_tui.tui import card_work
from csm_tui.tui.card_parts import Entry, Look, Part, titled
from csm_tui.tui.card_tiers import tier_rows
from csm_tui.tui.columns import spark_pieces
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.domain.facts import Contact
    from csm_tui.domain.health_result import HealthResult
    from csm_tui.domain.standing import Standing
    from csm_tui.queries.accounts import Card
    from csm_tui.queries.tier_moves import AccountTiers
    from csm_tui.queries.timeline import Event
    from csm_tui.tui.card_work import Work

_BAR: Final = 12


# The first lines


def head_lines(card: Card, look: Look) -> list[Line]:
    """Return the first lines: name and ARR, stage and dates, the level's chain, and why."""
    account, standing = card.account, card.standing
    arr = standing.arr.cents
    owner = f" {look.glyphs.dot} {account.owner}" if account.owner else ""
    return [
        Line(
            (Piece(f" {account.name}", "strong"), *_risk_pieces(standing)),
            (
                Piece(look.money(arr), "strong" if arr is not None else "muted"),
                Piece(f" a year{owner} " if arr is not None else f" ARR{owner} ", "muted"),
            ),
        ),
        Line((Piece(" "), *stage_pieces(card, look))),
        Line((Piece(" Level  ", "muted"), *chain_pieces(standing, look))),
        Line((Piece(" Why    ", "muted"), Piece(formatting.sentence(standing.rank.headline)))),
    ]


def _risk_pieces(standing: Standing) -> tuple[Piece, ...]:
    return (Piece("  at risk", "bad"),) if standing.risk.at_risk else ()


def stage_pieces(card: Card, look: Look) -> list[Piece]:
    """Return stage, renewal and notice deadline in words."""
    stage = card.standing.stage
    dot = Piece(f" {look.glyphs.dot} ", "faint")
    if stage.stage is None:
        return [Piece(f"{card.account.status}, no stage", "muted")]
    pieces = [Piece(stage.stage.capitalize())]
    if stage.day is not None and stage.stage == "onboarding":
        pieces.append(Piece(f" day {stage.day}", "muted"))
    if stage.not_renewed_since is not None:
        since = formatting.full_day(stage.not_renewed_since)
        pieces += [dot, Piece(f"not renewed since {since}", "bad")]
    elif stage.renewal_on is not None:
        pieces += [dot, Piece(f"renews {formatting.full_day(stage.renewal_on)} ")]
        pieces.append(Piece(formatting.away(stage.renewal_on, look.today), "muted"))
        if stage.notice_on is not None and stage.notice_on != stage.renewal_on:
            ink = "warn" if (stage.notice_on - look.today).days <= 30 else "text"
            near = formatting.away(stage.notice_on, look.today)
            pieces += [dot, Piece(f"notice {near}", ink)]
    else:
        pieces += [dot, Piece("no renewal date", "muted")]
    return pieces


def chain_pieces(standing: Standing, look: Look) -> list[Piece]:
    """Return the level's chain: `medium → renewal: high → at risk: high`."""
    if standing.level.level is None:
        return [Piece("none", "muted"), Piece(f"  {standing.stage.reason}", "muted")]
    pieces: list[Piece] = []
    before = ""
    for step in standing.level.chain:
        if step.cause == "tier":
            pieces.append(Piece(f"{step.level} "))
            pieces.append(Piece("by tier", "muted"))
        else:
            pieces.append(Piece(f" {look.glyphs.arrow} ", "faint"))
            pieces.append(Piece(f"{step.cause}: ", "muted"))
            pieces.append(Piece(step.level, "muted" if step.level == before else "strong"))
        before = step.level
    return pieces


# The sections


def parts(
    card: Card, work: Work, events: Sequence[Event], tiers: AccountTiers, look: Look
) -> list[Part]:
    """Return the sections of the whole card; untouched plans stand in their own, not by date."""
    plans = {("touchpoint", plan.id) for plan in work.plans}
    past = [event for event in events if (event.table, event.row_id) not in plans]
    return [
        _health_part(card, look),
        *card_work.parts(card, work, look),
        _timeline_part(past, look),
        _people_part(card, look),
        _figures_part(card, tiers, look),
        _data_part(card, look),
    ]


def health_pieces(standing: Standing, look: Look, weeks: int = 12) -> list[Piece]:
    """Return glyph, figure, line of weeks and trend of the health."""
    health = standing.health
    ink = formatting.band_ink(health.band)
    pieces = [
        Piece(formatting.health(health.score, health.band, health.provisional, look.glyphs), ink),
        Piece("  "),
        *spark_pieces(standing.spark, weeks, health.band, look.glyphs),
    ]
    change, change_ink = formatting.trend(health.trend_28, look.glyphs)
    if change:
        pieces += [Piece(f"  {change}", change_ink), Piece(" in 4 weeks", "muted")]
    return pieces


def _health_part(card: Card, look: Look) -> Part:
    health = card.standing.health
    right = []
    if health.score is not None:
        right.append(Piece(f"coverage {health.coverage} %", "muted"))
    title = titled("Health  ", *health_pieces(card.standing, look), right=right)
    entries = [Entry(Line(tuple(row)), "health") for row in measure_lines(card.standing, look)]
    if _imported(health):
        words = "as imported: the measures below do not count"
        entries.insert(0, Entry(line(Piece(words, "muted")), "health"))
    if health.override is not None:
        until = formatting.full_day(health.override.until, look.glyphs)
        words = f"set by hand to {health.override.value} until {until}: {health.override.reason}"
        computed = formatting.score(health.computed, look.glyphs)
        entries.insert(
            0, Entry(line(Piece(words), right=[Piece(f"computed {computed} ", "muted")]), "health")
        )
    if health.stale_on is not None and health.stale_on <= look.today:
        stale = f"the figures are stale since {formatting.full_day(health.stale_on)}"
        entries.append(Entry(line(Piece(stale, "warn")), "health"))
    return Part("health", title, tuple(entries))


def _imported(health: HealthResult) -> bool:
    """Return whether the score in force came whole from a file, and not from the measures."""
    return health.imported is not None and health.override is None


def measure_lines(standing: Standing, look: Look) -> list[list[Piece]]:
    """Return one row for each measure: a bar, its value, its share of the score, its age."""
    present = sum(m.weight for m in standing.health.measures if m.value is not None)
    rows = []
    for measure in standing.health.measures:
        full, rest = formatting.bar(measure.value, _BAR, look.glyphs)
        row = [Piece(fit(measure.measure, 14), "text" if measure.value is not None else "muted")]
        ink = formatting.band_ink(band_of(measure.value, standing.health.bounds))
        row += [Piece(full, ink), Piece(rest, "faint"), Piece(" ")]
        row.append(Piece(fit_right(formatting.score(measure.value, look.glyphs), 3)))
        if measure.value is not None and present and not _imported(standing.health):
            points = measure.value * measure.weight / present
            row.append(Piece(fit_right(formatting.signed(points), 5), "muted"))
        else:
            row.append(Piece(fit_right("", 5)))
        row.append(Piece(f"  {measure.basis}", "warn" if measure.stale else "muted"))
        rows.append(row)
    return rows


def _timeline_part(events: Sequence[Event], look: Look) -> Part:
    entries: list[Entry] = []
    month = ""
    for event in events:
        named = formatting.month(event.date)
        shown = named if named != month else ""
        month = named
        entries.append(Entry(_event_line(event, shown, look), None, event.table, event.row_id))
    if not entries:
        said = "; ".join(filter(None, ("nothing has happened yet", look.logs)))
        entries.append(Entry(line(Piece(said, "muted"))))
    return Part("timeline", titled("Timeline", Piece(f"  {len(events)}", "muted")), tuple(entries))


def _event_line(event: Event, month: str, look: Look) -> Line:
    ahead = event.date > look.today
    status = "" if event.status in (None, "done") else f"  {event.status}"
    return line(
        Piece(fit(month, 9), "muted"),
        Piece(fit_right(str(event.date.day), 2), "accent" if ahead else "muted"),
        Piece("  "),
        Piece(event.text, "accent" if ahead else "text"),
        Piece(status, "warn" if event.status == "no-show" else "muted"),
        Piece(f"  {event.detail}" if event.detail else "", "muted"),
    )


def _people_part(card: Card, look: Look) -> Part:
    contacts = sorted(card.facts.contacts, key=lambda c: (-(c.influence or 0), c.name))
    met = last_met(card.facts, look.today)
    entries = [Entry(_contact_line(contact, met.get(contact.id), look)) for contact in contacts]
    count = formatting.plural(len(contacts), "contact")
    title = titled("People", Piece(f"  {count}", "muted"))
    warning = single_thread(card.facts, met, look.today)
    if warning:
        title = titled("People", Piece(f"  {count}  ", "muted"), Piece(warning, "warn"))
    if not entries:
        entries.append(
            Entry(line(Piece("nobody is known here; import contacts to see who matters", "muted")))
        )
    return Part("people", title, tuple(entries))


def _contact_line(contact: Contact, last: date | None, look: Look) -> Line:
    right = []
    if contact.influence is not None:
        right.append(Piece(f"influence {contact.influence}  ", "muted"))
    seen = formatting.day(last, look.today) if last else "not met"
    right.append(Piece(f"{fit_right(seen, 10)} ", "text" if last else "muted"))
    ink = {"detractor": "bad", "champion": "good"}.get(contact.role or "", "muted")
    return line(
        Piece(fit(contact.name, 22)),
        Piece(f" {fit(contact.role or look.glyphs.unknown, 14)}", ink),
        Piece(f" {contact.title or contact.email or ''}", "muted"),
        right=right,
    )


def _figures_part(card: Card, tiers: AccountTiers, look: Look) -> Part:
    standing = card.standing
    quadrant = standing.quadrant.quadrant
    name = formatting.quadrant_name(quadrant)
    title = titled("Figures  ", Piece(name, "text" if quadrant else "warn"))
    rows: list[tuple[str, str, str, str | None]] = [
        ("tier", standing.tier.tier, standing.tier.reason, "tier"),
        *((*row, "tier") for row in tier_rows(tiers, look)),
        ("stage", standing.stage.stage or "none", standing.stage.reason, None),
        ("at risk", "yes" if standing.risk.at_risk else "no", standing.risk.reason, None),
        (
            "size",
            formatting.score(standing.size.score, look.glyphs),
            standing.size.reason,
            "quadrant",
        ),
        (
            "need",
            formatting.score(standing.need.score, look.glyphs),
            standing.need.reason,
            "quadrant",
        ),
        ("quadrant", "", standing.quadrant.reason, "quadrant"),
        (
            "rank",
            formatting.score(standing.rank.score, look.glyphs),
            arithmetic(standing.rank),
            "rank",
        ),
        ("ARR", look.money(standing.arr.cents), standing.arr.basis, "tier"),
    ]
    judged = served(card.account, card.facts, standing, card.model, look.currency)
    if judged is not None:
        rows.append(("cost", look.money(judged.cost), served_words(judged, look.currency), None))
    if card.account.potential_arr is not None:
        rows.append(("potential", look.money(card.account.potential_arr), "", None))
    if card.account.seats is not None:
        used = card.account.seats_used
        share = formatting.percent(used, card.account.seats) if used is not None else ""
        seats = f"{used if used is not None else look.glyphs.unknown} of {card.account.seats}"
        rows.append(("seats", seats, share, None))
    entries = tuple(
        Entry(
            line(
                Piece(fit(label, 10), "muted"), Piece(fit(value, 12)), Piece(f" {reason}", "muted")
            ),
            figure,
        )
        for label, value, reason, figure in rows
    )
    return Part("figures", title, entries)


def _data_part(card: Card, _look: Look) -> Part:
    account = card.account
    said = card.provenance.field
    rows = [("in the book", formatting.full_day(account.entered_on), said("name"))]
    for label, value, field in (
        ("external id", account.external_id, "external_id"),
        ("domain", account.domain, "domain"),
        ("owner", account.owner, "owner"),
        (
            "start",
            formatting.full_day(account.start_date) if account.start_date else None,
            "start_date",
        ),
        (
            "renewal",
            formatting.full_day(account.renewal_date) if account.renewal_date else None,
            "renewal_date",
        ),
        ("segment", account.segment, "segment"),
        ("industry", account.industry, "industry"),
        ("region", account.region, "region"),
        ("tags", ", ".join(account.tags) or None, "tags"),
        ("notes", account.notes, "notes"),
    ):
        if value is not None:
            rows.append((label, value, said(field)))
    rows += [(one.field.name, shown(one), card.provenance.fact(one)) for one in card.custom]
    entries = [
        Entry(
            line(Piece(fit(label, 13), "muted"), Piece(value), right=[Piece(f"{source} ", "muted")])
        )
        for label, value, source in rows
    ]
    missing = [
        measure.measure for measure in card.standing.health.measures if measure.value is None
    ]
    if missing:
        entries.append(
            Entry(
                line(Piece(fit("missing", 13), "muted"), Piece(", ".join(missing), "warn")),
                "health",
            )
        )
    return Part("data", titled("Data"), tuple(entries))
