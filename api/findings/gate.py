"""The gate: whatever is to be published is attacked first, with all that is out already beside it."""

import logging
from collections.abc import Sequence

from api.findings import workshop
from api.findings.case import Case
from api.findings.protection import withhold
from api.findings.published import Published, Table

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


def reading(history: Sequence[Published], table: Table, earlier: Sequence[Table] = ()) -> Table:
    """The table of another reading of the same responses, or the same withheld. Raises WorkshopFailed.

    Its base are people of the last snapshot, such as those who wrote a comment. Without a snapshot there is
    nothing to read. `earlier`: what is out of the same question read in the same way, in order, when fewer
    of the responses had been read: who counted then counts now.
    """
    if not history:
        return withhold(table)
    # What is withheld without an audit tells nothing.
    out = [one for one in earlier if one.base is not None]
    readings = tuple(_alone(history[-1], one) for one in (*out, table))
    [read] = passed(Case(waves=(readings,))).tables
    return read.model_copy(update={"after": table.after})


def _alone(snapshot: Published, table: Table) -> Published:
    """As a snapshot that has this table only. It is final: no more people answer from one to the next."""
    alone = {
        "tables": (table.model_copy(update={"after": None}),),
        "crossings": (),
        "audit": None,
        "final": True,
    }
    return snapshot.model_copy(update=alone)
