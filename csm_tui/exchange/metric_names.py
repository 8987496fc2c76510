"""The metrics that figures follow from (DOMAIN 10), under the names that others have for them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from csm_tui.domain.terms import METRICS
from csm_tui.exchange.header_names import normalise
from csm_tui.exchange.translation import folded

if TYPE_CHECKING:
    from collections.abc import Collection

# Only names that can mean nothing else: a rate or a share without its unit is not among them.
_OTHERS: Final = {
    "active_users": (
        "monthly_active_users",
        "mau",
        "usuarios activos",
        "usuários ativos",
        "pengguna aktif",
    ),
    "licensed_seats": (
        "total_seats",
        "seats_licensed",
        "licensed_users",
        "purchased_seats",
        "seats_purchased",
        "contracted_seats",
        "paid_seats",
        "total_licenses",
        "total_licences",
        "licenses_purchased",
        "licencias contratadas",
        "licenças contratadas",
        "jumlah lisensi",
    ),
    "tickets_opened": ("tickets_created", "opened_tickets", "created_tickets"),
    "tickets_open": (
        "open_tickets",
        "open_support_tickets",
        "open_cases",
        "tickets abiertos",
        "tickets abertos",
        "chamados abertos",
        "tiket terbuka",
    ),
}
METRIC_ALIASES: Final = {
    normalise(name): metric for metric in METRICS for name in (metric, *_OTHERS.get(metric, ()))
}


def metrics_among(names: Collection[str]) -> dict[str, str]:
    """Return which of `names` are metrics of ours, name -> ours.

    Another name than ours counts only where no other of `names` could be that metric.
    """
    normal = {name: normalise(name) for name in names}
    meant = {one: METRIC_ALIASES[one] for one in set(normal.values()) if one in METRIC_ALIASES}
    could_be = Counter(meant.values())
    certain = {
        one: metric
        for one, metric in meant.items()
        if one == normalise(metric) or could_be[metric] == 1
    }
    return {name: certain[one] for name, one in normal.items() if one in certain}


def metric_words(cells: Collection[str]) -> dict[str, str]:
    """Return what the texts of a column of metrics mean, as `translation.translated()` takes it."""
    return {folded(name): metric for name, metric in metrics_among(set(cells)).items()}
