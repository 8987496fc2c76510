"""An account as a column of lines beside a list: most telling first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui import formatting
from csm_tui.domain.health import band_of
from csm_tui.domain.people import last_met, single_thread
from csm_tui.tui.card import chain_pieces, health_pieces
from csm_tui.tui.card_work import open_tasks, planned, planned_line, task_line
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, fit_right, line, wrap

if TYPE_CHECKING:
    from csm_tui.queries.accounts import Card
    from csm_tui.tui.card_parts import Look


def side_lines(card: Card, look: Look, width: int) -> list[Line]:
    """Return the card beside the portfolio, `width` cells wide: most telling first."""
    account, standing = card.account, card.standing
    arr = standing.arr.cents
    lines = [
        Line(
            (Piece(account.name, "strong"),),
            (Piece(look.money(arr), "strong" if arr else "muted"),),
        ),
        Line(tuple(_side_stage(card, look))),
        BLANK,
        Line((Piece("Why", "muted"),)),
        *(
            line(Piece(text))
            for text in wrap(formatting.sentence(standing.rank.headline), width, most=4)
        ),
        BLANK,
        Line((Piece("Level ", "muted"), *chain_pieces(standing, look))),
        Line((Piece(standing.tier.reason, "muted"),)),
        BLANK,
        Line(tuple(health_pieces(standing, look))),
    ]
    for measure in standing.health.measures:
        full, rest = formatting.bar(measure.value, 10, look.glyphs)
        ink = formatting.band_ink(band_of(measure.value, standing.health.bounds))
        lines.append(
            Line(
                (
                    Piece(
                        fit(measure.measure, 13), "text" if measure.value is not None else "muted"
                    ),
                    Piece(full, ink),
                    Piece(rest, "faint"),
                    Piece(fit_right(formatting.score(measure.value, look.glyphs), 4)),
                    Piece("  stale" if measure.stale else "", "warn"),
                )
            )
        )
    shown, ink = formatting.next_day(
        standing.clock.next_on, standing.clock.overdue_from, look.today, look.glyphs
    )
    lines += [BLANK, Line((Piece("Next  ", "muted"), Piece(shown, ink)))]
    lines += [line(Piece(text, "muted")) for text in wrap(standing.clock.reason, width, most=2)]
    lines += [task_line(task, look) for task in open_tasks(card.facts)[:3]]
    coming = [touchpoint for touchpoint in planned(card.facts) if not touchpoint.automated]
    lines += [planned_line(touchpoint, look) for touchpoint in coming[:3]]
    lines += [BLANK, *_side_people(card, look)]
    quadrant = standing.quadrant.quadrant
    lines += [
        BLANK,
        Line(
            (
                Piece("Size ", "muted"),
                Piece(formatting.score(standing.size.score, look.glyphs)),
                Piece("  Need ", "muted"),
                Piece(formatting.score(standing.need.score, look.glyphs)),
                Piece(f"  {formatting.quadrant_name(quadrant)}"),
            )
        ),
    ]
    return lines


def _side_stage(card: Card, look: Look) -> list[Piece]:
    stage = card.standing.stage
    if stage.stage is None:
        return [Piece(card.account.status, "muted")]
    pieces = [Piece(stage.stage)]
    if card.standing.risk.at_risk:
        pieces.append(Piece("  at risk", "bad"))
    if stage.not_renewed_since is not None:
        pieces.append(
            Piece(
                f"  not renewed since {formatting.day(stage.not_renewed_since, look.today)}", "bad"
            )
        )
    elif stage.renewal_on is not None:
        away = formatting.away(stage.renewal_on, look.today)
        pieces.append(
            Piece(f"  renews {formatting.day(stage.renewal_on, look.today)}, {away}", "muted")
        )
    return pieces


def _side_people(card: Card, look: Look) -> list[Line]:
    contacts = sorted(card.facts.contacts, key=lambda c: (-(c.influence or 0), c.name))
    if not contacts:
        return [line(Piece("No contact known", "warn"))]
    warning = single_thread(card.facts, last_met(card.facts, look.today), look.today)
    lines = [line(Piece("People", "muted"), Piece(f"  {warning}" if warning else "", "warn"))]
    return lines + [
        line(Piece(contact.name), right=[Piece(contact.role or "", "muted")])
        for contact in contacts[:4]
    ]
