"""Suggestions of themes: the code-book on sentences by other hands, and what decisions teach."""

import json
import random
from collections.abc import Set
from pathlib import Path

import pytest

from nlu.fitting import FEWEST_HOLDING
from nlu.suggesting import LearnedThemes, Score, Suggester, Worth
from nlu.teaching_themes import FEWEST_ABOUT, Decided, judged, teach
from nlu.themes import CodeBook, Theme, themes

BOOK = CodeBook(
    {
        "bus": Theme("Buses", frozenset({"bus"})),
        "food": Theme("Food", frozenset({"lunch"})),
        "rare": Theme("Rare", frozenset({"umbrella"})),
    }
)
# What the book knows, what it misses, what misleads it, and what is about nothing.
SAID: tuple[tuple[str, Set[str]], ...] = (
    ("the bus is full", {"bus"}),
    ("the number nine never comes", {"bus"}),
    ("the canteen is dear", {"food"}),
    ("we are friends since lunch club", set()),
    ("nothing at all really", set()),
)
ENDS = ("at school", "in our year", "most days", "near the shops", "this term")
SENTENCES = Path(__file__).parent / "sentences"


def decided(each: int) -> Decided:
    chance = random.Random(3)
    made = [(f"{words} {chance.choice(ENDS)}", about) for words, about in SAID for _ in range(each)]
    chance.shuffle(made)
    return made


def test_what_was_learned_suggests_where_it_is_better_and_words_elsewhere() -> None:
    taught = teach(decided(60), BOOK)
    assert taught.words["food"] == Score(about=60, suggested=60, right=0)
    assert taught.learned["food"] == Score(about=60, suggested=60, right=60)
    assert "rare" not in taught.learned
    suggester = Suggester(BOOK, taught.model)
    assert (suggester.learns("food"), suggester.learns("rare")) == (True, False)
    assert suggester.suggest("the canteen is dear here") == ["food"]
    assert suggester.suggest("we are friends since lunch club here") == []
    assert suggester.suggest("the number nine never comes here") == ["bus"]
    assert suggester.suggest("an umbrella") == ["rare"]
    assert suggester.suggest("") == []


def test_where_the_words_are_as_good_they_stay() -> None:
    right = [("the bus is full", {"bus"}), ("nothing at all really", set[str]())] * 30
    taught = teach(right, BOOK)
    assert taught.words["bus"] == taught.learned["bus"] == Score(30, 30, 30)
    assert taught.model is None


@pytest.mark.parametrize("share", [0.1, 0.5])
@pytest.mark.parametrize("seed", range(4))
def test_decisions_that_have_nothing_to_do_with_the_words_teach_nothing(share: float, seed: int) -> None:
    chance = random.Random(seed)
    noise = [(words, {"rare"} if chance.random() < share else set[str]()) for words, _ in decided(60)]
    taught = teach(noise, BOOK)
    # Stems that find nothing are no better than guessing, but a guess helps nobody.
    assert taught.words["rare"].f1 == 0
    assert "rare" in taught.learned
    assert taught.model is None


@pytest.mark.parametrize(("about", "learned"), [(FEWEST_ABOUT - 1, False), (FEWEST_ABOUT, True)])
def test_a_theme_is_learned_from_enough_comments_about_it(about: int, learned: bool) -> None:
    said = [("the canteen is dear", {"food"})] * about + [("nothing at all really", set[str]())] * 40
    assert ("food" in teach(said, BOOK).learned) == learned


@pytest.mark.parametrize("others", [0, 1, FEWEST_ABOUT - 1])
def test_of_nothing_and_of_what_is_nearly_always_so_nothing_is_learned(others: int) -> None:
    always = [("the canteen is dear", {"food"})] * 30 + [("nothing at all really", set[str]())] * others
    for said in ([], always):
        taught = teach(said, BOOK)
        assert (taught.learned, taught.model) == ({}, None)


def test_what_the_stems_say_of_a_comment_or_two_is_in_no_model() -> None:
    umbrella = ("umbrella", {"rare", "food"})
    for times in range(4):
        model = teach([*decided(40), *[umbrella] * times], BOOK).model
        assert model is not None
        assert (":rare" in model.linear.weights) == (times >= FEWEST_HOLDING)


@pytest.mark.parametrize(
    ("score", "worth"),
    [
        (Score(about=20, suggested=0, right=0), Worth(None, 0, often=False)),
        (Score(about=61, suggested=30, right=29), Worth(9, 4, often=True)),
        (Score(about=20, suggested=20, right=20), Worth(10, 10, often=False)),
    ],
)
def test_of_a_score_whole_tenths_are_kept(score: Score, worth: Worth) -> None:
    assert Worth.of(score) == worth


def test_a_model_holds_only_ordinary_words_that_several_comments_held() -> None:
    strange = [("the zorblax canteen is dear", {"food"})] * 9
    once = [("the umbrella canteen is dear", {"food"})] * (FEWEST_HOLDING - 1)
    model = teach([*decided(40), *strange, *once], BOOK).model
    assert model is not None
    known = {word for name in model.linear.weights for word in name.split()}
    assert "canteen" in known
    assert not {"zorblax", "umbrella"} & known


def test_a_model_is_the_same_after_it_was_kept() -> None:
    model = teach(decided(40), BOOK).model
    assert model is not None
    kept = LearnedThemes.from_json(json.loads(json.dumps(model.to_json())))
    for words, _ in SAID:
        assert kept.suggest(words, BOOK.suggest(words)) == model.suggest(words, BOOK.suggest(words))


def by_other_hands(name: str) -> Decided:
    """Made-up comments by somebody who did not know the code-book, with what they are about to a reader."""
    lines = (SENTENCES / name).read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines[1:]]
    return [(words, set() if about == "-" else set(about.split())) for about, words in pairs]


def together(comments: Decided) -> Score:
    """How good the code-book that comes with the program is over all themes."""
    rows = judged(comments, CodeBook(themes())).values()
    return Score(
        sum(one.about for one in rows), sum(one.suggested for one in rows), sum(one.right for one in rows)
    )


def test_the_book_suggests_most_of_what_readers_say_and_seldom_more() -> None:
    found = together(by_other_hands("kept_aside_themes.tsv"))
    assert found.right >= 0.62 * found.suggested
    assert found.right >= 0.55 * found.about


def test_what_is_kept_aside_is_in_no_development_file() -> None:
    aside, seen = (
        {words for words, _ in by_other_hands(name)} for name in ("kept_aside_themes.tsv", "themes_dev.tsv")
    )
    assert len(aside) == len(seen) == 320
    assert not aside & seen
