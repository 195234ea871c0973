"""What can be in the way of findings."""

from api.errors import HeardError, NotFound, WrongState


class NoSnapshot(NotFound):
    """No such snapshot has been taken."""


class NotDue(WrongState):
    """A snapshot now would differ from the last one by too few people."""


class NoPool(NotFound):
    """No such waves have been put together."""


class TooFewWaves(WrongState):
    """There are no two waves in this time whose answers are still there."""


class PapersNotReady(WrongState):
    """The worker has not printed the papers yet."""


class WorkshopFailed(HeardError):
    """The helping process for checks or papers ended with a fault."""

    status = 503
