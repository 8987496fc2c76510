"""The next renewal of a contract (DOMAIN §11, Stage)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.days import after, before
from csm_tui.domain.values import value

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.touch_model import Lifecycle


@value
class Renewal:
    """A renewal date and the term of its contract in days; `rolled` where it was rolled forward."""

    on: date
    term: int
    rolled: bool = False

    def opens_on(self, notice_days: int, rule: Lifecycle) -> date:
        """Return the first day of the renewal stage, counted back from the notice deadline."""
        window = min(rule.renewal_days, self.term // rule.renewal_term_divisor)
        return before(self.on, notice_days + window)


def next_renewal(
    start: date | None, renewal: date, auto_renew: bool | None, rule: Lifecycle, today: date
) -> Renewal:
    """Return the recorded renewal, rolled forward to today or later where it renews by itself.

    The term is renewal − start where start is known and earlier. A term of whole months, also one
    that ends on the eve of the next, rolls by months counted from the start, so that no end of a
    month and no leap day is ever lost; any other rolls by its days.
    """
    if start is not None and start >= renewal:
        start = None
    term = rule.default_term_days if start is None else (renewal - start).days
    if not auto_renew or renewal >= today:
        return Renewal(renewal, term)
    if start is None:
        rolled = _roll_months(renewal, rule.default_roll_months, 0, today)
    elif months := _whole_months(start, renewal):
        rolled = _roll_months(start, months, 0, today)
    elif (eve := after(renewal, 1)) is not None and (months := _whole_months(start, eve)):
        rolled = _roll_months(start, months, 1, today)
    else:
        rolled = after(renewal, -((renewal - today).days // term) * term)
    return Renewal(renewal, term) if rolled is None else Renewal(rolled, term, True)


def _whole_months(start: date, end: date) -> int:
    """Return the months from `start` to `end`, 0 where they are not whole."""
    from dateutil.relativedelta import relativedelta

    between = relativedelta(end, start)
    return 0 if between.days else between.years * 12 + between.months


def _roll_months(anchor: date, months: int, less: int, today: date) -> date | None:
    """Return the first day from `today` on that is whole terms after `anchor`, `less` days less."""
    from dateutil.relativedelta import relativedelta

    elapsed = (today.year - anchor.year) * 12 + today.month - anchor.month
    terms = max(1, elapsed // months)
    while True:
        if anchor.year * 12 + anchor.month - 1 + terms * months >= 12 * 10_000:
            return None
        rolled = before(anchor + relativedelta(months=terms * months), less)
        if rolled >= today:
            return rolled
        terms += 1
