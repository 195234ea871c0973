"""The gate: whatever is to be published is attacked first, with all that is out already beside it."""

import logging
from collections.abc import Sequence

from api.findings import workshop
from api.findings.case import Case
from api.findings.protection import withhold
from api.findings.published import Published, Table
from api.findings.readings import Asked, Reading, let_out
from api.findings.rules import FLOOR, Rules

logger = logging.getLogger(__name__)


def audited(history: Sequence[Published], published: Published) -> Published:
    """A snapshot without what would give a number away beside the earlier ones of its wave, and its audit.

    Raises WorkshopFailed.
    """
    return passed(Case(waves=((*history, published),)))


def passed(case: Case) -> Published:
    """What comes last in the case, without the numbers that give others away. Raises WorkshopFailed."""
    made = Published.model_validate_json(workshop.run("gate", case.model_dump_json().encode()))
    if made.audit and made.audit.withheld:
        logger.info("the gate withholds %d tables", len(made.audit.withheld))
    return made


def reading(
    history: Sequence[Published],
    readings: Sequence[Reading],
    asked: Asked | None = None,
    rules: Rules = FLOOR,
) -> Table:
    """The table of the last of all readings of a question, or the same withheld. Raises WorkshopFailed.

    They read what people wrote who are in the last snapshot; without one there is nothing to read. The others
    are out already. `asked`: whom the question was put to, where not to everybody.
    """
    if not history:
        return withhold(readings[-1].table)
    return let_out(history[-1], readings, asked, rules, passed)
