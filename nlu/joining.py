"""Brings the finds of all detectors together: in order, apart, and whole."""

import re
from collections.abc import Iterator

from nlu.shape import Span, one_of

_STAGE = one_of(
    """primary junior infants? secondary high grammar catholic rc ce cofe c_of_e special community
    and boys girls sixth_form"""
)
_SCHOOL = re.compile(
    rf" (?:{_STAGE} ){{0,4}}"
    + one_of(
        """school academy primary college nursery juniors? infants secondary sixth_form RC c_of_e
        high_school pru
        pre-?school"""
    )
    + r"\b(?! (?:is|was|run|work|dinner|uniform|trip|bag|bus|for|because|and then|today|tomorrow)\b)",
    re.I,
)
_STREET = re.compile(
    " "
    + one_of(
        """street road rd avenue ave crescent lane park estate station bus_station flats terrace grove gardens
        library mosque gurdwara community_centre leisure_centre youth_club area shops precinct
        pool baths arcade retail_park train_station bus_stop bridge woods church temple pub hospital"""
    )
    + r"\b",
    re.I,
)
# What may also follow the name of a person: "jayden school is bad".
_OF_PEOPLE = frozenset(
    (" school", " area", " park", " flats", " station", " college", " church", " mosque", " library")
)
_LOOK = 60


def joined(text: str, spans: list[Span]) -> Iterator[Span]:
    """Of two that overlap the longer says the kind, or the first; names side by side are one."""
    current: Span | None = None
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if current is None:
            current = span
        elif span[0] < current[1]:
            kind = current[2] if current[1] - current[0] >= span[1] - span[0] else span[2]
            current = (current[0], max(current[1], span[1]), kind)
        elif span[2] == current[2] and text[current[1] : span[0]] == " ":
            current = (current[0], span[1], current[2])
        else:
            yield current
            current = span
    if current:
        yield current


def lengthened(text: str, spans: list[Span], people: set[int]) -> Iterator[Span]:
    """With the head word that follows: "kingsmead school". `people` are the ends of sure names."""
    for start, end, kind in spans:
        if kind in ("place", "school") and start > 3 and text.startswith("The ", start - 4):
            start -= 4
        yield start, end, kind
        if kind not in ("name", "place", "school"):
            continue
        for pattern, told in ((_SCHOOL, "school"), (_STREET, "place")):
            found = pattern.match(text, end, end + _LOOK)
            if found and not (kind == "name" and end in people and found.group().lower() in _OF_PEOPLE):
                yield start, found.end(), told
