"""The gate: whatever is to be published is attacked first, with all that is out already beside it."""

import logging
from collections.abc import Sequence

from api.findings import workshop
from api.findings.case import Case
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


def reading(history: Sequence[Published], table: Table) -> Table:
    """The table of another reading of the same responses, or the same withheld. Raises WorkshopFailed.

    Its base are people of the last snapshot, such as those who wrote a comment. Without a snapshot there is
    nothing to read.
    """
    if not history:
        return table.model_copy(update={"base": None, "cells": ()})
    alone = {
        "tables": (table.model_copy(update={"after": None}),),
        "crossings": (),
        "audit": None,
    }
    [read] = passed(Case(waves=((history[-1].model_copy(update=alone),),))).tables
    return read.model_copy(update={"after": table.after})
