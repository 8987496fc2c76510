"""The canonical columns, as INTERFACE states them."""

from __future__ import annotations

import io

import pytest

from csm_tui.exchange.headers import map_headers
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.reader import read_sheet
from csm_tui.exchange.recognition import recognise_kind
from csm_tui.exchange.tables import read_table
from csm_tui.exchange.writer import write_template

HEADERS = {
    "accounts": "external_id, source, name, domain, parent, owner, status, arr, potential_arr, "
    "currency, start_date, renewal_date, notice_days, auto_renew, seats, seats_used, strategic, "
    "brand_value, complexity, segment, industry, region, country, tier_override, "
    "tier_override_until, tier_override_reason, level_floor, last_contact_on, next_step, health, "
    "pulse, churned_on, tags, notes",
    "contacts": "external_id, account, name, email, title, phone, role, influence, notes",
    "touchpoints": "external_id, account, date, kind, channel, purpose, owner, status, direction, "
    "answered, minutes, subject, notes, contacts, action_items, action_items_done",
    "health": "account, date, score, measure, value, source, note",
    "metrics": "account, metric, date, value, base",
    "surveys": "external_id, account, date, type, score, scale, respondent, comment",
    "subscriptions": "external_id, account, product, start_date, end_date, arr, seats, auto_renew, "
    "currency",
    "arr_changes": "account, date, amount, kind, note",
    "tasks": "external_id, account, title, due, side, status, notes",
}
REQUIRED = {
    "accounts": {"name"},
    "contacts": {"account", "name"},
    "touchpoints": {"account", "date", "kind"},
    "health": {"account", "date"},
    "metrics": {"account", "metric", "date", "value"},
    "surveys": {"account", "date", "type", "score"},
    "subscriptions": {"account", "start_date"},
    "arr_changes": {"account", "date", "amount"},
    "tasks": {"account", "title"},
}


def test_every_kind_has_interface_s_header() -> None:
    assert {kind.name: ", ".join(kind.header) for kind in KINDS.values()} == HEADERS


def test_every_kind_requires_interface_s_columns() -> None:
    found = {k.name: {c.name for c in k.columns if c.required} for k in KINDS.values()}
    assert found == REQUIRED


@pytest.mark.parametrize("kind", KINDS)
def test_the_template_of_every_kind_can_be_imported_as_it_is(kind: str) -> None:
    target = io.BytesIO()
    write_template(KINDS[kind], target)
    sheet = read_sheet(target.getvalue(), name=f"{kind}.csv")
    assert sheet.header == KINDS[kind].header
    assert recognise_kind(sheet.header) == kind
    table = read_table(sheet, map_headers(kind, sheet.header))
    assert (len(table.lines), table.problems, table.ambiguous) == (1, [], ())
