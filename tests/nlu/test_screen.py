"""What the screen must see, what it must leave alone, and how it is bent by negation, guards and haste."""

import pytest

from nlu.screen import Tier, by_patterns, screen

MUST_CATCH = (
    "I am forced to have sex and I am only 12",
    "I want to kill myself",
    "I'm being hurt at home",
    "he makes me do things I dont want",
    "my dad hits me",
)
GUIDANCE_QUESTIONS = (
    "what threshold applies?",
    "MASH closed it and I disagree",
    "who is the LADO?",
    "how do I refer neglect",
    "signs of sexual exploitation",
    "FGM duty",
    "allegation against a teacher, who do I tell",
    "mandatory reporting duty for FGM",
    "does self-harm meet level 3 or level 4",
    "where is the neglect toolkit",
    "what is cuckooing",
)


@pytest.mark.parametrize("words", MUST_CATCH)
def test_sentences_that_other_systems_missed_are_seen(words: str) -> None:
    assert screen(words) is not None


@pytest.mark.parametrize("words", GUIDANCE_QUESTIONS)
def test_a_practitioners_question_about_guidance_is_no_alert(words: str) -> None:
    assert screen(words) is None


@pytest.mark.parametrize(
    ("words", "family"),
    [
        ("a child told me she is being hit", "physical"),
        ("someone online is asking me for nudes", "online"),
        ("my parents are making me marry my cousin", "forced-marriage-fgm"),
        ("they make me sell drugs for them", "criminal-exploitation"),
        ("my mum's boyfriend beats her up", "domestic"),
        ("my teacher kissed me", "professional"),
    ],
)
def test_the_family_names_the_harm(words: str, family: str) -> None:
    verdict = screen(words)
    assert verdict is not None
    assert verdict.family == family


@pytest.mark.parametrize(
    "words",
    [
        "nobody hits me",
        "no one at home has ever hit me",
        "my dad has never hurt me",
        "I don't get bullied",
        "I don't want to kill myself or anything, I'm happy",
        "I am not being abused",
        "there are no knives at our school",
    ],
)
def test_a_plain_denial_is_no_alert(words: str) -> None:
    assert by_patterns(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "nobody hits me except my uncle",
        "he doesn't hit me any more",
        "she doesn't hit me that often",
        "I can't stop cutting myself",
        "he won't stop touching me",
        "no my dad hits me",
        "I don't know why he hits me",
    ],
)
def test_a_denial_with_an_exception_still_counts(words: str) -> None:
    assert screen(words) is not None


def test_lessons_and_films_guard_only_what_is_not_first_hand() -> None:
    assert screen("a pupil told us in the assembly she was hit in the film") is None
    assert screen("we had a lesson about self harm") is None
    assert screen("we had a lesson about self harm and I cut myself") is not None
    assert screen("after the film I want to kill myself") is not None


def test_haste_makes_an_alert_immediate() -> None:
    calm, now = screen("my dad hits me"), screen("my dad is hitting me right now")
    assert calm is not None
    assert calm.tier is Tier.alert
    assert now is not None
    assert now.tier is Tier.immediate


@pytest.mark.parametrize(
    "words",
    [
        "MY DAD HITS ME",
        "my dad hittts meee",
        "my dad hitz me",
        "My dad hits me\u2026",
        "my d\u200bad hits me",
        "ｍｙ ｄａｄ ｈｉｔｓ ｍｅ",
        "i wanna k1ll myself",
        "he r*ped me",
        "i keep thinking about sucide",
        "i\u2019m being hurt at home",
        "tata mnie bije",
        "chcę się zabić",
        "vreau să mor",
        "میرے ابو مجھے مارتے ہیں",
        "ਮੇਰੇ ਪਿਤਾ ਮੈਨੂੰ ਮਾਰਦੇ ਹਨ",
    ],
)
def test_spelling_script_and_disguise_do_not_hide_it(words: str) -> None:
    assert screen(words) is not None


def test_harm_far_into_a_long_message_is_seen() -> None:
    ordinary = "the bus was late and we talked about the match. " * 400
    assert screen(ordinary) is None
    assert screen(ordinary + "my dad hits me. " + ordinary) is not None


@pytest.mark.parametrize("words", ["", " ", "\n\n", "...", "🙂", "\x00", "ok"])
def test_nothing_to_see(words: str) -> None:
    assert screen(words) is None
