"""What DBOS has noted of the worker's work that has ended."""

from datetime import datetime

from dbos import DBOS


class Notes:
    """DBOS's records of workflows that have ended: ids of waves and broadcasts, with their times."""

    def forget(self, before: datetime) -> int:
        """Drops those that ended before a moment; how many."""
        ended = self._ended(before)
        DBOS.delete_workflows(ended)
        return len(ended)

    def past(self, before: datetime) -> int:
        """How many ended before a moment."""
        return len(self._ended(before))

    def _ended(self, before: datetime) -> list[str]:
        found = DBOS.list_workflows(completed_before=before.isoformat(), load_input=False, load_output=False)
        return [one.workflow_id for one in found]
