"""The screen over whole files of sentences; nobody who made a rule has read those that are kept aside."""

from functools import cache

import pytest

from nlu import evaluation, training
from nlu.corpus import KEPT_ASIDE, Sentence, read, read_kept_aside
from nlu.evaluation import Outcomes, Share
from nlu.screen import by_patterns, join, load

DEVELOPMENT = read()
AUTHORS = sorted(file.name.split("_")[2] for file in KEPT_ASIDE.glob("kept_aside_*_harm.tsv"))
VOICES = {"child", "teen", "slang", "parent", "esl", "pa", "pl", "ro", "ur", "practitioner", "misspelt"}


@cache
def kept_aside() -> Outcomes:
    return evaluation.judge(read_kept_aside())


def everything() -> list[Sentence]:
    return [*DEVELOPMENT.harm, *DEVELOPMENT.hard_negatives, *DEVELOPMENT.ordinary]


@pytest.mark.parametrize("family", [family.name for family in load().families])
def test_every_harm_type_has_sentences_by_several_hands(family: str) -> None:
    ours = [sentence for sentence in DEVELOPMENT.harm if sentence.kind == family]
    assert len(ours) >= 40
    assert len({sentence.by for sentence in ours}) >= 3


def test_every_cell_of_the_sentences_is_a_known_one() -> None:
    assert {sentence.kind for sentence in DEVELOPMENT.harm} == {family.name for family in load().families}
    assert {sentence.tier for sentence in DEVELOPMENT.harm} == {"immediate", "alert", "concern"}
    assert {sentence.difficulty for sentence in DEVELOPMENT.harm} == {"easy", "medium", "hard"}
    assert {sentence.voice for sentence in DEVELOPMENT.harm} == VOICES
    assert all(sentence.text == sentence.text.strip() != "" for sentence in everything())


def test_no_sentence_stands_there_twice() -> None:
    texts = [sentence.text.casefold() for sentence in everything() if sentence.by != "talk"]
    assert len(texts) == len(set(texts))


def test_there_are_many_ordinary_answers() -> None:
    assert len(DEVELOPMENT.ordinary) >= 600


@pytest.mark.parametrize("author", AUTHORS)
def test_what_is_kept_aside_is_in_no_development_file(author: str) -> None:
    aside = read_kept_aside([author])
    known = {sentence.text.casefold() for sentence in everything() if sentence.text.count(" ") > 2}
    texts = [
        sentence.text for part in (aside.harm, aside.hard_negatives, aside.ordinary) for sentence in part
    ]
    assert len(texts) > 500
    assert sum(text.casefold() in known for text in texts) == 0


def test_most_harm_kept_aside_is_seen() -> None:
    harm = kept_aside().harm
    assert evaluation.either(harm).rate >= 0.92
    assert evaluation.either(evaluation.urgent(harm)).rate >= 0.94
    assert evaluation.immediate(harm).rate >= 0.72
    assert evaluation.alert(harm).rate >= 0.66
    by_family = {
        family: evaluation.either(rows) for family, rows in evaluation.groups(harm, lambda s: s.kind)
    }
    assert [family for family, share in by_family.items() if share.rate < 0.7] == []


def test_few_that_tell_of_no_harm_are_flagged() -> None:
    alike, ordinary = kept_aside().hard_negatives, kept_aside().ordinary
    assert evaluation.alert(alike).rate <= 0.1
    assert evaluation.either(alike).rate <= 0.3
    assert evaluation.alert(ordinary).rate <= 0.012
    assert evaluation.check_in(ordinary).rate <= 0.055


def test_the_second_tier_alone_tells_danger_now_in_the_words_of_authors_it_never_saw() -> None:
    samples = training.sample(DEVELOPMENT)
    opinions = training.held_out(samples)
    cuts = training.cuts(samples, opinions)
    of = {sentence: opinions[at] for at, sentence in enumerate(samples.sentences)}
    outcomes = evaluation.judge(DEVELOPMENT, lambda sentence, _: join(None, of[sentence], cuts))
    assert evaluation.immediate(outcomes.harm).rate >= 0.62
    assert evaluation.hastened(outcomes.harm).rate <= 0.15
    assert evaluation.hastened(outcomes.hard_negatives).rate <= 0.04
    assert evaluation.hastened(outcomes.ordinary).rate <= 0.01


def test_the_patterns_alone_keep_what_they_learnt() -> None:
    flagged = [by_patterns(sentence.text) for sentence in DEVELOPMENT.harm if sentence.tier != "concern"]
    assert sum(verdict is not None for verdict in flagged) >= 0.75 * len(flagged)
    alike = [by_patterns(sentence.text) for sentence in DEVELOPMENT.hard_negatives]
    assert sum(verdict is not None for verdict in alike) <= 0.12 * len(alike)


def test_the_interval_of_a_share_is_wilsons() -> None:
    low, high = Share(8, 10).interval()
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert Share(0, 10).interval()[0] == 0
    assert Share(0, 0).interval() == (0, 1)
