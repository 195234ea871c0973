"""Finds user names: by their look, or by standing near the name of an app."""

import re
from collections.abc import Iterator

from nlu.shape import Span
from nlu.word_lists import Lists, plain

_USER = re.compile(
    r"(?<![\w@.])(?=[\w.]{0,60}[a-z])"
    r"(?:[a-z.]{1,40}_\w[\w.]{0,40}|\w{0,40}_\w{1,40}|[a-z][a-z.]{2,30}\d{2,8}|\w{2,32}#\d{4})(?![\w@])",
    re.I,
)
_CHUNK = re.compile(r"[\w.@#-]+")
# Letters with a digit or a dot among them, or capitals that come and go: l1ly, jess.moon, xXreaperXx.
_ODD = re.compile(
    r"(?=.*[a-z].*[a-z].*[a-z])(?:\w*[a-z]\d\w*|\w*\d[a-z]\w*|\w+\.\w[\w.]*|[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*)"
)
_PLAIN = re.compile(
    r"(?:yr?|year|ks|ps|p|y)\d+|\d+(?:st|nd|rd|th|am|pm|yrs?|yo|mins?|k|x|hrs?|weeks?|months?)", re.I
)
_AFTER, _BEFORE = 6, 4


def handles(text: str, lists: Lists) -> Iterator[Span]:
    for found in _USER.finditer(text):
        yield *found.span(), "name"
    chunks = list(_CHUNK.finditer(text))
    for at, chunk in enumerate(chunks):
        said = chunk.group().lower().strip(".-")
        if said not in lists.small["handle_cues"] and said not in lists.small["near_handles"]:
            continue
        for near in chunks[max(0, at - _BEFORE) : at + _AFTER + 1]:
            handle = near.group().strip(".-")
            if near is not chunk and _is_odd(handle, lists, said in lists.small["handle_cues"]):
                start = near.start() + near.group().index(handle)
                yield start, start + len(handle), "name"
        if said in lists.small["handle_cues"]:
            yield from _after(text, chunks, at, lists)


def _is_odd(handle: str, lists: Lists, app: bool) -> bool:
    if len(handle) < 4 or not _ODD.fullmatch(handle) or _PLAIN.fullmatch(handle):
        return False
    if plain(handle) in lists.ours:
        return False
    # "was good.but then" is a full stop without its space, unless an app stands beside it.
    return app or not all(lists.is_ordinary(plain(part)) for part in handle.split("."))


def _after(text: str, chunks: list[re.Match[str]], at: int, lists: Lists) -> Iterator[Span]:
    """ "snap is x", "insta: x": whatever it looks like."""
    here = at + 1
    if here == len(chunks):
        return
    tight = text[chunks[at].end() : chunks[here].start()].strip() == ":"
    while not tight and here < len(chunks) and chunks[here].group().lower() in lists.small["handle_links"]:
        here += 1
    if here == len(chunks):
        return
    bare = here == at + 1 and not tight
    if bare and (
        chunks[at].group().lower() not in lists.small["user_cues"]
        or plain(chunks[here].group()) in lists.ours
    ):
        return
    handle = chunks[here].group().strip(".-")
    if handle.lower() not in lists.small["not_handles"] and len(handle) > 2:
        start = chunks[here].start() + chunks[here].group().index(handle)
        yield start, start + len(handle), "name"
