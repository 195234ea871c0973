"""What is sealed opens with its key alone, and its length tells nothing."""

from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import WrongState
from api.waves.keys import KeyRing

JSON = st.recursive(
    st.none() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


@given(kept=JSON)
def test_what_was_sealed_comes_back(tmp_path_factory: pytest.TempPathFactory, kept: object) -> None:
    keys, wave = KeyRing(tmp_path_factory.mktemp("keys")), uuid4()
    keys.make(wave)
    assert keys.open(wave, keys.seal(wave, kept)) == kept
    assert keys.open(None, keys.seal(None, kept)) == kept


def test_answers_of_any_usual_length_are_sealed_alike(keys: KeyRing) -> None:
    assert len(keys.seal(None, "a")) == len(keys.seal(None, "a long answer " * 60))


def test_the_same_words_are_never_sealed_alike(keys: KeyRing) -> None:
    assert keys.seal(None, "no") != keys.seal(None, "no")


def test_no_other_key_opens_it(keys: KeyRing) -> None:
    one, other = uuid4(), uuid4()
    keys.make(one)
    keys.make(other)
    sealed = keys.seal(one, "canary")
    assert b"canary" not in sealed
    for wave in (other, None):
        with pytest.raises(WrongState):
            keys.open(wave, sealed)


def test_after_closing_nothing_opens_it(keys: KeyRing) -> None:
    wave = uuid4()
    keys.make(wave)
    sealed = keys.seal(wave, "canary")
    keys.destroy(wave)
    with pytest.raises(WrongState, match="has closed"):
        keys.open(wave, sealed)
    with pytest.raises(WrongState, match="has closed"):
        keys.token(wave, "somebody")


def test_two_programs_that_begin_at_once_share_one_key(tmp_path: Path) -> None:
    first, second = KeyRing(tmp_path), KeyRing(tmp_path)
    assert second.open(None, first.seal(None, "words")) == "words"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["house.key"]


def test_a_key_is_made_once(keys: KeyRing) -> None:
    wave = uuid4()
    keys.make(wave)
    sealed = keys.seal(wave, "words")
    with pytest.raises(FileExistsError):
        keys.make(wave)
    assert keys.open(wave, sealed) == "words"
