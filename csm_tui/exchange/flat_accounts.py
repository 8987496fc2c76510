"""Which home-made sheets are of accounts, and which of their columns tell so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.exchange.aliases import ALIASES
from csm_tui.exchange.headers import Hints, map_headers, normalise
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.part_making import make_part
from csm_tui.exchange.recognition import OF_DEALS, OF_INVOICES
from csm_tui.exchange.vendors.homemade import ACCOUNT_NAMES, ASKED, OF_ACCOUNTS
from csm_tui.exchange.vendors.model import Report

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from csm_tui.exchange.part import Part, Wish
    from csm_tui.exchange.reader import Sheet

# Columns that no other kind of rows has.
_ONLY_OF_ACCOUNTS: Final = frozenset(KINDS["accounts"].header).difference(
    column.name for kind in KINDS.values() if kind.name != "accounts" for column in kind.columns
)
# Fields that only an account has: one of them beside its name makes a sheet one of accounts.
STRONG: Final = frozenset(
    "arr potential_arr renewal_date notice_days auto_renew seats_used strategic health "
    "last_contact_on next_step domain start_date".split()
)
# Among rows of another kind less is enough to be an account's, but start dates are anything's.
BESIDE: Final = STRONG - {"start_date", "domain", "next_step", "auto_renew"}
# What a subscription has and an account has not: with none of these it may be either.
_OF_SUBSCRIPTIONS: Final = frozenset(("external_id", "product", "end_date"))
# The name of an account, where the sheet may have that of a person too.
_NAMES: Final = (*ALIASES["accounts"]["name"], *ACCOUNT_NAMES)
# An address of the web tells the domain, where no other column does.
_DOMAINS: Final = (
    "domain",
    *ALIASES["accounts"]["domain"],
    "website",
    "website_url",
    "company_website",
    "sitio web",
    "página web",
    "situs web",
)
# Headers of people: their plain `name` is no account's.
_PEOPLE: Final = frozenset(
    map(normalise, ("title", "job_title", "email", "first_name", "last_name", "role_in_process"))
)


def account_report(header: Sequence[str]) -> Report:
    """Return how a home-made sheet of accounts with this header is read."""
    fields = {"domain": _DOMAINS}
    if _named_account(header) is not None:
        # What is plainly called `name` beside the name of an account is that of a person.
        fields["name"] = _NAMES
    return Report("accounts", "accounts", fields=fields)


def _named_account(header: Sequence[str]) -> str | None:
    names = set(map(normalise, header))
    return next((one for one in map(normalise, _NAMES) if one in names), None)


def is_flat_account(header: Sequence[str], wish: Wish, kind: str | None) -> bool:
    """Return whether the rows of a sheet that seems of `kind` (None: of none) are accounts.

    So are those of contacts that carry what only an account has, beside its name.
    """
    if wish.kind is not None or kind not in (None, "contacts"):
        return False
    if OF_DEALS & set(map(normalise, header)):
        return False
    if _named_account(header) is None and (kind or _PEOPLE & set(map(normalise, header))):
        return False
    report = account_report(header)
    mapped = map_headers("accounts", header, wish.chosen, hints=Hints(dict(report.fields)))
    fields = STRONG if kind is None else BESIDE
    if OF_INVOICES & set(map(normalise, header)) and not fields & mapped.columns.keys():
        return False
    return "name" in mapped.columns and has_any(header, mapped.columns, fields)


def accounts_with_a_start(sheet: Sheet, wish: Wish, kind: str | None) -> str | None:
    """Return by what rows that seem subscriptions, with ARR and a start, are accounts, or None.

    Each names another account, nothing tells a subscription, and a column is there that an account
    has and a subscription has not.
    """
    if wish.kind is not None or kind != "subscriptions":
        return None
    terms = map_headers(kind, sheet.header, wish.chosen).columns.keys()
    report = account_report(sheet.header)
    mapped = map_headers("accounts", sheet.header, wish.chosen, hints=Hints(dict(report.fields)))
    only = {*_ONLY_OF_ACCOUNTS, "owner"}
    theirs = [name for field, name in mapped.mapping.items() if field in only]
    if terms & _OF_SUBSCRIPTIONS or "name" not in mapped.columns or not theirs:
        return None
    if len(set(sheet.cells[mapped.columns["name"]])) < len(sheet.lines):
        return None
    are = "is" if len(theirs) == 1 else "are"
    named = f"each row has another {mapped.mapping['name']}"
    return f"accounts: {named}, and {', '.join(theirs)} {are} of no subscription"


def bare_accounts(header: Sequence[str], wish: Wish) -> str | None:
    """Return by what the rows of a sheet are accounts and nothing else, or None.

    One column names them, every other is of accounts, and one or more of no other kind of rows.
    """
    report = account_report(header)
    mapped = map_headers("accounts", header, wish.chosen, hints=Hints(dict(report.fields)))
    theirs = [name for field, name in mapped.mapping.items() if field in _ONLY_OF_ACCOUNTS]
    about = set(map(normalise, OF_ACCOUNTS))
    others = {name for name in mapped.unknown if normalise(name) not in about}
    if wish.kind is not None or "name" not in mapped.columns or not theirs or others:
        return None
    told = f"{mapped.mapping['name']} names them, every other column is one of theirs"
    return f"accounts: {told} ({', '.join(theirs)} of no other kind of rows)"


def has_any(header: Sequence[str], columns: Collection[str], fields: Collection[str]) -> bool:
    """Return whether one of `fields` is among `columns`, or may be a column of `header`."""
    names = set(map(normalise, header))
    return bool(set(columns) & set(fields) or names & set(map(normalise, ASKED)))


def account_beside(sheet: Sheet, wish: Wish, places: Collection[int]) -> Part | None:
    """Return the accounts that the columns at `places` carry beside figures, or None.

    More than an id and a name must be there, or the row only says whose the figures are.
    """
    header = [sheet.header[place] for place in sorted(places)]
    part = make_part(sheet, account_report(header), wish, certain=False, places=places)
    if part.mapping.problems or not has_any(header, part.mapping.columns, STRONG):
        return None
    return part
