"""Cells of a file for spreadsheets, which run what looks like a formula."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet runs a cell that begins like this (OWASP, CSV injection; the wide forms in Asian locales)."""


def harmless(text: str) -> str:
    """The same words, with a mark before those that a spreadsheet would run."""
    # What leads to a formula may hide behind spaces, which spreadsheets strip.
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
