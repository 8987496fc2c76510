"""Files of opportunities: nothing of them is kept but which account each id leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.references import Alias, opportunity_source
from csm_tui.operations.import_context import NewAlias

if TYPE_CHECKING:
    from csm_tui.exchange.parts import Link
    from csm_tui.exchange.reader import Sheet
    from csm_tui.operations.import_context import ImportContext
    from csm_tui.operations.incoming import Incoming


def plan_links(context: ImportContext, file: Incoming, number: int) -> str | None:
    """Plan the ids of a file that is left out; return what they are good for, in words."""
    if file.link is None or file.sheet is None:
        return None
    found = _links(context, file.link, file.sheet, file.source)
    known = context.index.of_ids([(alias.source, alias.external_id) for alias in found])
    new = [
        NewAlias(number, line, alias)
        for alias, line in found.items()
        if known.get((alias.source, alias.external_id)) != alias.account_id
    ]
    context.aliases += new
    context.index.extend((), [one.alias for one in new])
    return (
        f"{len(found):,} of {len(file.sheet.lines):,} lead to an account: "
        "tasks and activities that name one find it"
    )


def _links(context: ImportContext, link: Link, sheet: Sheet, source: str) -> dict[Alias, int]:
    """Return the ids with their accounts, and the line of each."""
    columns, under = sheet.columns(), opportunity_source(source)
    meaning = context.index.resolve_all(columns[link.account], source)
    found: dict[Alias, int] = {}
    for external_id, account, line in zip(
        columns[link.id], columns[link.account], sheet.lines, strict=True
    ):
        answer = meaning[account]
        if external_id.strip() and isinstance(answer, int):
            found.setdefault(Alias(answer, under, external_id.strip()), line)
        elif context.left_out and context.left_out.means(account):
            context.left_out.add_records(link.field, [external_id.strip()])
    return found
