"""The programs whose exports are known (IMPORT), one module each; the smaller ones share one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.exchange.vendors.churnzero import CHURNZERO
from csm_tui.exchange.vendors.clientsuccess import CLIENTSUCCESS
from csm_tui.exchange.vendors.gainsight import GAINSIGHT
from csm_tui.exchange.vendors.homemade import HOMEMADE
from csm_tui.exchange.vendors.hubspot import HUBSPOT
from csm_tui.exchange.vendors.others import CUSTIFY, SKALIN, VITALLY, ZOHO
from csm_tui.exchange.vendors.planhat import PLANHAT
from csm_tui.exchange.vendors.salesforce import SALESFORCE
from csm_tui.exchange.vendors.totango import TOTANGO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.exchange.vendors.model import Report, Vendor

__all__ = ["HOMEMADE", "VENDORS", "vendor_headers"]

# Those with the most particular headers first.
VENDORS: Final[tuple[Vendor, ...]] = (
    CHURNZERO,
    GAINSIGHT,
    TOTANGO,
    CLIENTSUCCESS,
    SKALIN,
    PLANHAT,
    ZOHO,
    HUBSPOT,
    SALESFORCE,
    VITALLY,
    CUSTIFY,
)


def vendor_headers() -> Iterator[str]:
    """Yield every header that a known report has."""
    for vendor in (*VENDORS, HOMEMADE):
        for report in vendor.reports:
            yield from _headers(report)


def _headers(report: Report) -> Iterator[str]:
    for names in report.fields.values():
        yield from names
    yield from (*report.left_out, *report.asked)
    for one in report.also:
        yield from _headers(one)
