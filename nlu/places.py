"""Finds places and schools of the city by their names."""

from collections.abc import Iterator

from nlu.shape import Span
from nlu.tokens import Token
from nlu.word_lists import PLACE_ENDS, Lists

_AT = frozenset(("at", "attends", "attend", "attended", "leave", "left", "joined"))
_GO = frozenset(("go", "goes", "going", "went"))
_SCHOOL = frozenset(
    (
        "school",
        "academy",
        "primary",
        "college",
        "junior",
        "juniors",
        "infants",
        "nursery",
        "secondary",
        "grammar",
        "high",
        "sixth",
    )
)


def _looks_placed(token: Token, lists: Lists) -> bool:
    """ "riverside", "oakfield": the name of a place by its end, after "at" or "in"."""
    return (
        len(token.plain) > 6
        and token.plain.endswith(PLACE_ENDS)
        and token.plain not in lists.small["not_places"]
    )


def _last_of_place(tokens: list[Token], at: int) -> int:
    """Where "holly lodge" or "blue gate fields" ends, or 0."""
    for here in (at + 2, at + 1):
        between = tokens[at + 1 : here + 1]
        if (
            len(tokens) > here
            and tokens[here].plain in PLACE_ENDS
            and all(token.gap == " " for token in between)
        ):
            return here
    return 0


def _whole(token: Token) -> str:
    """With the s that stands outside of a person's name and inside of a place's: St Mary's, Barr's Hill."""
    return f"{token.plain}s" if token.owned else token.plain


def places(tokens: list[Token], lists: Lists, shouted: bool) -> Iterator[Span]:
    for at, token in enumerate(tokens):
        lead = tokens[at - 1].plain if at and not token.opens else ""
        for words, kind in lists.places.get(_whole(token), ()):
            last = at + len(words) - 1
            if last >= len(tokens) or any(
                _whole(tokens[at + step]) != word for step, word in enumerate(words)
            ):
                continue
            end = last
            while end + 1 < len(tokens) and tokens[end + 1].plain in _SCHOOL and tokens[end + 1].gap == " ":
                end += 1
            is_school = end > last or lead in _AT or lead == "to" and at > 1 and tokens[at - 2].plain in _GO
            if kind == "short school" and not is_school:
                continue
            led = lead in lists.small["to_places"] or token.capital and not token.opens and not shouted
            if kind == "short place" and not led:
                continue
            school = kind == "school" or kind == "short school" or end > last
            yield token.start, tokens[end].end, "school" if school else "place"
            break
        else:
            gone = lead == "to" and at > 1 and tokens[at - 2].plain in lists.small["moving"]
            led = lead in lists.small["to_places"] or gone
            if (led or token.capital and not shouted) and _looks_placed(token, lists):
                yield token.start, token.end, "school" if gone or lead in _AT else "place"
            elif led and token.plain not in lists.small["no_places"] and _last_of_place(tokens, at):
                yield token.start, tokens[_last_of_place(tokens, at)].end, "school" if gone else "place"
            elif token.acronym and (gone or lead in _AT) and not shouted and token.plain not in lists.ours:
                yield token.start, token.end, "school"
