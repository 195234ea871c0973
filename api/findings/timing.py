"""When a wave may be counted again."""

from datetime import date, timedelta

NEW_LEAST = 10
"""Measured: one response between two snapshots is learned in up to 99 % of cases, ten together in 0.1 %.

Not the ten of runs (SMALLEST_BATCH), which keeps a response from standing alone in time.
"""
DAYS_LEAST = timedelta(days=7)


def due(last_taken: date | None, new: int, today: date, closing: bool) -> bool:
    """Whether a snapshot may be taken, `new` being the responses that no snapshot holds."""
    if closing:
        return new > 0 or last_taken is None
    return new >= NEW_LEAST and (last_taken is None or today - last_taken >= DAYS_LEAST)
