"""Lengths as Telegram, mobile phones and browsers count them: in units of UTF-16, where an emoji is two."""


def units(text: str) -> int:
    """How many units a text has."""
    return len(text.encode("utf-16-le")) // 2


def head(text: str, limit: int) -> str:
    """Its beginning, of at most so many units; no sign is cut in two."""
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")
