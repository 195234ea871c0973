"""From which state a quote may come to which: the one table of it."""

from collections.abc import Mapping, Set

from api.errors import WrongState
from api.meaning.tables import QuoteRow, QuoteState

# What was approved and withdrawn cannot come back: nothing says any more which comment it came from.
ALLOWED: Mapping[QuoteState, Set[QuoteState]] = {
    QuoteState.PROPOSED: {QuoteState.APPROVED, QuoteState.REFUSED},
    QuoteState.REFUSED: {QuoteState.PROPOSED},
    QuoteState.APPROVED: {QuoteState.WITHDRAWN},
    QuoteState.WITHDRAWN: set(),
}


def move(row: QuoteRow, to: QuoteState) -> None:
    """Changes the state; raises WrongState when the table does not allow it."""
    if to not in ALLOWED[QuoteState(row.state)]:
        raise WrongState(f"This quote is {row.state} by now. Look at it again.")
    row.state = to
