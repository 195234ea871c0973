"""The threshold check from its first question to its end, as a practitioner meets it."""

import pytest

from tests.rasa.practitioner import Practitioner

pytestmark = pytest.mark.nlu
BEGIN = "what threshold applies?"
HUNGRY = "comes to school hungry most days and has poor attendance"
# The words that open each question.
FLAG, AGE, WORRY, DOMAINS, SIGNS, PLACE, CONSENT, EARLIER = (
    "Is any of these true now?",
    "How old is the child?",
    "What is the worry?",
    "Your words match nothing",
    "Which of these signs fit?",
    "What is in place already?",
    "Does the family know",
    "Were there worries about this child before?",
)
# What leads to each question, and the next after an answer to it.
WAYS = {
    FLAG: [BEGIN],
    AGE: [BEGIN, "None of these"],
    WORRY: [BEGIN, "None of these", "5 to 10"],
    DOMAINS: [BEGIN, "None of these", "5 to 10", "something is not right at home"],
    SIGNS: [BEGIN, "None of these", "5 to 10", HUNGRY],
    PLACE: [BEGIN, "None of these", "5 to 10", HUNGRY, "These fit"],
    CONSENT: [BEGIN, "None of these", "5 to 10", HUNGRY, "These fit", "An early help plan"],
    EARLIER: [BEGIN, "None of these", "5 to 10", HUNGRY, "These fit", "An early help plan", "Not asked yet"],
}
# Questions that come in the middle, and the topic that answers each.
BESIDES = [
    ("who is the LADO?", "staff-allegation"),
    ("what is MASH's number?", "contact-mash"),
    ("do I need consent to refer?", "consent"),
    ("are you a bot?", "who-are-you"),
]


def level(practitioner: Practitioner) -> str:
    """The first line of the result, once the check has ended."""
    [reply] = [reply for reply in practitioner.said if reply.topic == "threshold-check"]
    assert reply.resume is None
    assert reply.sources
    return reply.text.split("\n")[0]


def test_eight_taps_and_a_sentence_lead_to_a_level(practitioner: Practitioner) -> None:
    practitioner.does(BEGIN)
    assert practitioner.said[0].topic == "threshold-check"
    assert "names" in practitioner.said[0].text
    taps = [
        "None of these",
        "5 to 10",
        HUNGRY,
        "These fit",
        "An early help plan",
        "They know and agree",
        "Once",
    ]
    for step, question in zip(taps, [FLAG, AGE, WORRY, SIGNS, PLACE, CONSENT, EARLIER], strict=True):
        assert practitioner.asked.startswith(question)
        assert practitioner.said[-1].topic == "threshold-check"
        practitioner.does(step)
    assert level(practitioner) == "A level to consider: Level 2, Early help."
    [result] = practitioner.said
    assert "(Level indicators of other councils: Level 2, the child)" in result.text
    assert "Who usually leads" in result.text
    assert "024 7678 8555" in result.text
    assert "What to write down" in result.text
    assert "never replaces it" in result.text
    assert result.note and "Signs that fit: Attendance" in result.note
    assert result.check and "signs=attendance.food" in result.check


def test_typed_words_do_as_well(practitioner: Practitioner) -> None:
    practitioner.does(
        BEGIN, "no, nothing like that", "7 years old", HUNGRY, "yes they fit", "just school", "not yet", "no"
    )
    assert level(practitioner) == "A level to consider: Level 2, Early help."
    assert "Talk with the family first" in practitioner.text


def test_when_nothing_matches_the_signs_of_a_part_are_ticked(practitioner: Practitioner) -> None:
    practitioner.does(*WAYS[DOMAINS])
    assert practitioner.asked.startswith(DOMAINS)
    practitioner.does("Family and surroundings")
    assert practitioner.asked.startswith(SIGNS)
    assert not any(one.label.startswith("✓") for one in practitioner.offered)
    practitioner.does("Overcrowding")
    assert "✓ Overcrowding, or a home that may be lost." in [one.label for one in practitioner.offered]
    practitioner.does("These fit", "Not sure", "Asking could", "Not known")
    assert level(practitioner).startswith("A level to consider: Level 3")


def test_signs_that_nobody_confirms_make_no_level(practitioner: Practitioner) -> None:
    practitioner.does(*WAYS[SIGNS], "None of these", "Nothing beyond", "They know and agree", "No, this")
    assert level(practitioner).startswith("Nothing in the list of indicators matches")
    assert "024 7678 8555" in practitioner.text


def test_a_full_first_message_leaves_two_questions(practitioner: Practitioner) -> None:
    practitioner.does(
        "what threshold: 7 year old hungry most days and often late, mum refuses help, has a social worker,"
        " third time"
    )
    assert (
        "Taken from your words: age 5 to 10; a social worker or a plan of theirs is in place; "
        "the family knows and does not agree; three worries or more." in practitioner.text
    )
    assert practitioner.asked.startswith(FLAG)
    assert practitioner.does("None of these").startswith(SIGNS)
    practitioner.does("These fit")
    assert level(practitioner) == "A level to consider: Level 2, Early help."
    assert "tell the social worker today" in practitioner.text
    assert "three times or more: ring MASH" in practitioner.text


def test_what_was_taken_from_words_can_be_changed(practitioner: Practitioner) -> None:
    practitioner.does("what level is it: 7 year old always late, mum has agreed")
    change = '/inform{"change": "consent"}'
    assert change in practitioner.values
    practitioner.does("None of these", "These fit", "An early help")
    assert practitioner.asked.startswith(EARLIER)
    assert practitioner.sends(change).startswith(CONSENT)
    practitioner.does("They know and do not", "No, this")
    assert "the family does not agree" in practitioner.text


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("A child is in danger", "immediate-danger"),
        ("An injury or mark on a baby", "bruising-babies"),
        ("A child has told somebody", "child-disclosure-advice"),
        ("FGM is known", "fgm"),
        ("It is about somebody who works", "staff-allegation"),
        ("A child is missing", "missing"),
        ("yes he is being attacked", "immediate-danger"),
        ("yeah its a teacher", "staff-allegation"),
        ("she has been missing since last night", "missing"),
        ("no but the baby has a bruise", "bruising-babies"),
    ],
)
def test_a_red_flag_leaves_at_once_for_its_route(practitioner: Practitioner, words: str, topic: str) -> None:
    practitioner.does(BEGIN, words)
    assert topic in [reply.topic for reply in practitioner.said]
    assert not any(reply.resume for reply in practitioner.said)


@pytest.mark.parametrize("question", WAYS)
def test_a_red_flag_in_words_leaves_every_question_at_once(practitioner: Practitioner, question: str) -> None:
    practitioner.does(*WAYS[question])
    assert practitioner.asked.startswith(question)
    practitioner.does("she disclosed to her teacher this morning that her uncle touches her")
    assert practitioner.said[-1].topic == "child-disclosure-advice"
    assert practitioner.said[-1].text.startswith("Red flag: ")
    assert not any(reply.resume for reply in practitioner.said)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (AGE, "6wk old w/ black eye"),
        (AGE, "bruse on 3 month old"),
        (WORRY, "coach kissed a pupil"),
        (WORRY, "they r taking her to gambia to be cut"),
        (WORRY, "the TA has been messaging her on snapchat"),
    ],
)
def test_a_red_flag_is_heard_where_any_words_would_do(
    practitioner: Practitioner, question: str, words: str
) -> None:
    practitioner.does(*WAYS[question], words)
    assert practitioner.said[-1].text.startswith("Red flag: ")


def test_more_words_about_the_worry_untick_nothing_that_stood(practitioner: Practitioner) -> None:
    practitioner.does(*WAYS[SIGNS], "no food in the house and dad drinks")
    assert practitioner.asked.startswith(SIGNS)
    assert len([one for one in practitioner.offered if one.label.startswith("✓")]) > 1


@pytest.mark.parametrize(
    "worry",
    ["no sign of fgm, just always late", "always late, nothing like abuse", "always late, no disclosure"],
)
def test_what_is_denied_is_no_red_flag(practitioner: Practitioner, worry: str) -> None:
    practitioner.does(*WAYS[WORRY], worry)
    assert practitioner.asked.startswith(SIGNS)


@pytest.mark.parametrize(
    "doubt",
    [
        "not sure",
        "maybe",
        "I don't know",
        "yes",
        "no idea",
        "no way to tell",
        "not that I know of",
        "no. well actually yes he has a black eye",
        "not to my knowledge yet but likely",
        "can't say no",
        "no disclosure",
    ],
)
def test_an_unsure_answer_is_asked_again_and_never_taken_for_no(
    practitioner: Practitioner, doubt: str
) -> None:
    practitioner.does(BEGIN, doubt)
    assert "cannot be ruled out" in practitioner.text
    assert practitioner.asked.startswith(FLAG)


@pytest.mark.parametrize("words", ["stop", "never mind", "Stop the check", "please cancel that"])
@pytest.mark.parametrize("question", [FLAG, WORRY, SIGNS, EARLIER])
def test_it_can_be_left_at_every_question(practitioner: Practitioner, words: str, question: str) -> None:
    practitioner.does(*WAYS[question], words)
    assert "stopped" in practitioner.text
    assert not any(reply.resume for reply in practitioner.said)
    assert "check" not in practitioner.does("7 years old")


@pytest.mark.parametrize("question", WAYS)
@pytest.mark.parametrize(("words", "topic"), BESIDES)
def test_another_question_is_answered_and_the_check_waits(
    practitioner: Practitioner, question: str, words: str, topic: str
) -> None:
    practitioner.does(*WAYS[question])
    before = practitioner.said[-1].resume
    practitioner.does(words)
    assert practitioner.said[0].topic == topic
    assert "waiting" in practitioner.asked
    assert practitioner.said[-1].resume == before
    assert practitioner.does("Carry on with the check").startswith(question)


def test_twenty_questions_in_a_row_and_the_check_goes_on_where_it_was(practitioner: Practitioner) -> None:
    practitioner.does(*WAYS[CONSENT])
    for turn in range(20):
        words, topic = BESIDES[turn % len(BESIDES)]
        practitioner.does(words)
        assert practitioner.said[0].topic == topic
        assert "Carry on with the check" in [one.label for one in practitioner.offered]
    # And the menu, a topic of it, where an answer is from, and silence.
    for step in ("menu", "Contact MASH", "why", "   "):
        practitioner.does(step)
        assert "Carry on with the check" in [one.label for one in practitioner.offered], step
    assert practitioner.does("carry on").startswith(CONSENT)
    practitioner.does("They know and agree", "No, this")
    assert level(practitioner) == "A level to consider: Level 2, Early help."


@pytest.mark.parametrize("words", ["I need help", "help he is being strangled right now"])
def test_a_help_card_does_not_lose_the_check(practitioner: Practitioner, words: str) -> None:
    practitioner.does(*WAYS[AGE], words)
    assert practitioner.said[-1].signpost or practitioner.said[-1].topic == "immediate-danger"
    assert practitioner.does("carry on").startswith(AGE)


def test_an_answer_that_is_typed_while_the_check_waits_is_taken(practitioner: Practitioner) -> None:
    practitioner.does(*WAYS[AGE], "who is the LADO?")
    assert practitioner.does("12").startswith(WORRY)


@pytest.mark.parametrize(
    "worry",
    [
        "MASH closed it last year and it is happening again",
        "mum will not give consent to early help",
        "she is scared at home",
        "no food in the house",
        "yes there are bruises",
        "he said his dad would never stop shouting",
        "the LADO was told about the uncle years ago",
        "thank you for asking, he is often tired and dirty",
        "what threshold applies when a child is always late",
        "I want to stop worrying but he is losing weight",
        "who are you to say it but the house is filthy and has been for weeks now",
    ],
)
def test_a_worry_is_a_worry_whatever_it_sounds_like(practitioner: Practitioner, worry: str) -> None:
    practitioner.does(*WAYS[WORRY], worry)
    assert practitioner.said[-1].topic not in {"consent", "escalation", "goodbye", "who-are-you", None}
    assert practitioner.asked.startswith((SIGNS, DOMAINS, "Red flag"))


def test_a_new_check_has_forgotten_the_last(practitioner: Practitioner) -> None:
    practitioner.does(*WAYS[CONSENT])
    practitioner.sends("threshold-check")
    assert practitioner.asked.startswith(FLAG)
    assert practitioner.does("None of these").startswith(AGE)


def test_older_buttons_correct_their_answers_until_the_check_is_over(practitioner: Practitioner) -> None:
    practitioner.does(*WAYS[CONSENT])
    assert practitioner.sends('/inform{"age": "0-4"}').startswith(CONSENT)
    practitioner.does("They know and agree", "No, this")
    assert "A baby who does not move about alone" in practitioner.text
    assert "something earlier" in practitioner.sends('/inform{"age": "5-10"}')


@pytest.mark.parametrize("value", ['/inform{"age": "Zebedee"}', "/restart", '/inform{"worry": "x"}', "/deny"])
def test_buttons_that_nobody_offered_do_nothing(practitioner: Practitioner, value: str) -> None:
    practitioner.does(*WAYS[AGE])
    practitioner.sends(value)
    assert "Zebedee" not in practitioner.text
    assert practitioner.does("Carry on" if "/inform" not in value else "5 to 10")
    assert practitioner.asked.startswith((AGE, WORRY))


def test_another_journey_takes_over(practitioner: Practitioner) -> None:
    practitioner.does(*WAYS[AGE], "MASH closed it and I disagree", "menu")
    practitioner.sends("escalation-clock")
    assert "Which stage" in practitioner.asked


@pytest.mark.parametrize("words", ["difference between level 2 and 3", "level 3 vs level 4"])
def test_two_levels_are_compared(practitioner: Practitioner, words: str) -> None:
    practitioner.does(words)
    [reply] = practitioner.said
    assert reply.topic == "levels-of-need"
    assert "beside Level" in reply.text
    practitioner.does("Levels 1 and 2")
    assert practitioner.text.startswith("Level 1, Universal beside Level 2, Early help")
    assert practitioner.does("What threshold applies?")
    assert practitioner.asked.startswith(FLAG)
