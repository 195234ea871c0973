"""The queue of alerted answers."""
