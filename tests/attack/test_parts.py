"""The tools of the attack: what is hidden is found, what is in order is linked, what is shuffled is not."""

from datetime import UTC, datetime
from random import Random

import pytest

from tests.attack.capture import Row, sides
from tests.attack.needles import Search, dresses, needles
from tests.attack.odds import ranks
from tests.attack.orders import by_order, times
from tests.attack.people import Person, crowd, mark

SIZE = 24


def people() -> list[Person]:
    found = crowd(SIZE, Random(1))
    for person in found:
        person.began = person.said = person.ended = 1_700_000_000 + 60 * person.number
    return found


def kept(order: list[Person]) -> list[Row]:
    return [
        Row("response", (0, place), 7, {"answers.own_words": person.comment})
        for place, person in enumerate(order)
    ]


@pytest.mark.parametrize("word", ["7412345678", "marmalade small yellow ladder", "ab" * 16])
@pytest.mark.parametrize("before", [b"", b"\0", b"x" * 8191])
def test_a_word_is_found_in_every_dress(word: str, before: bytes) -> None:
    for dress in dresses(word):
        search = Search({dress: ("words", 3)})
        assert list(search.places(before + dress + b"\0")) == [(len(before), ("words", 3))]
        assert search.finds(before + dress[:-1] + b"\x7f") == set()


def test_everybody_has_words_of_their_own() -> None:
    everybody = people()
    wanted = needles(everybody)
    whole = "\n".join(person.words for person in everybody).encode()
    found = Search(wanted).finds(whole)
    assert {number for kind, number in found if kind == "words"} == set(range(SIZE))
    assert len({mark(person) for person in everybody}) == SIZE


@pytest.mark.parametrize("backwards", [False, True])
def test_rows_in_the_order_of_people_are_linked(backwards: bool) -> None:
    order = people()[::-1] if backwards else people()
    assert any(trial.verdict == "LINKED" for trial in by_order(sides(kept(order), order)))


def test_shuffled_rows_are_not_linked() -> None:
    chance, order = Random(2), people()
    for _ in range(50):
        chance.shuffle(order)
        assert [trial for trial in by_order(sides(kept(order), people())) if trial.verdict != "held"] == []


def test_what_chance_allows_is_what_shuffling_gives() -> None:
    chance, places = Random(3), list(range(SIZE))
    trial = ranks("order", "made up", [SIZE], 0, tries=1)
    hits = []
    for _ in range(20_000):
        chance.shuffle(places)
        hits.append(sum(at == place for at, place in enumerate(places)))
    assert max(hits) <= trial.allowed < SIZE / 2
    assert sum(hits) / len(hits) == pytest.approx(trial.chance, abs=0.05)


def test_a_moment_is_read_from_whatever_a_column_holds() -> None:
    now = datetime.now(UTC).replace(microsecond=250_000)
    for written in (now.isoformat(), f"{now:%Y-%m-%d %H:%M:%S.%f}+00", f"sent {now.timestamp()} ago"):
        assert times(written) == [pytest.approx(now.timestamp(), abs=0.001)]
    assert times("2026-11-16") == []
