"""Replies are sorted into what was said and what is asked now."""

from typing import Any

from api.conversation.contracts import Answered, Option, Progress, QuestionAsked, Reply, Source
from api.conversation.service import Setting
from bot.web.view import Screen, given_back, screen
from surveys.model import Audience

HELP = Option(label="I need help", value=":help")
SKIP = Option(label="Skip", value=":skip")
CARD = Reply(text="You can tell a person.", signpost="support")


def drawn(
    replies: list[Reply], audience: Audience | None = "practitioner", language: str | None = None
) -> Screen:
    return screen(replies, Setting(audience, language))


def asks(kind: str, *labels: str, **more: Any) -> Reply:
    along = Progress(at=1, of=3)
    question = QuestionAsked(key="made_up", kind=kind, required=False, progress=along, **more)
    options = [
        Option(label=label, value=label.removeprefix("✓ ").lower().replace(" ", "_")) for label in labels
    ]
    return Reply(text="How is it?\n\nA hint.", question=question, choices=[*options, SKIP, HELP])


def test_a_question_stands_apart_from_the_card_before_it() -> None:
    shown = drawn([CARD, asks("select_one", "Good", "Bad")])
    assert (shown.said, shown.card) == ([CARD], asks("select_one", "Good", "Bad"))
    assert [choice.label for choice in shown.choices] == ["Good", "Bad"]
    assert shown.writes is None


def test_help_is_drawn_by_the_page_and_not_twice() -> None:
    assert drawn([asks("select_one", "Good")]).commands == [SKIP]


def test_ways_not_to_answer_stand_apart_from_the_scale() -> None:
    shown = drawn([asks("select_one", "Always", "Sometimes", "Never", "Dont know", "Rather not say")])
    assert [choice.label for choice in shown.choices] == ["Always", "Sometimes", "Never"]
    assert [choice.label for choice in shown.asides] == ["Dont know", "Rather not say"]
    assert shown.layout == "steps"


def test_long_labels_are_a_list_and_many_are_columns() -> None:
    assert drawn([asks("select_one", "Yes", "No, and it has never been any different")]).layout == "list"
    assert drawn([asks("select_one", *(f"Choice {number}" for number in range(9)))]).layout == "columns"


def test_ticks_belong_to_questions_with_several_answers() -> None:
    ticked = drawn([asks("select_multiple", "✓ Bullying", "Knives")]).choices
    assert [(choice.label, choice.ticked) for choice in ticked] == [("Bullying", True), ("Knives", False)]
    assert [choice.ticked for choice in drawn([asks("select_one", "Good")]).choices] == [None]


def test_a_question_in_words_or_numbers_is_written() -> None:
    assert drawn([asks("text")]).writes == "words"
    assert drawn([asks("integer")]).writes == "number"


def test_what_only_wants_a_go_ahead_has_no_box_to_write_in() -> None:
    offer = Reply(text="A survey", choices=[Option(label="Start", value=":start"), HELP])
    shown = drawn([offer])
    assert (shown.card, shown.writes) == (offer, None)
    assert [one.value for one in shown.onward] == [":start"]


def test_talk_has_a_box_and_topics() -> None:
    menu = Reply(text="You can ask.", choices=[Option(label="Consent", value="consent"), HELP])
    shown = drawn([menu])
    assert (shown.said, shown.card, shown.writes, shown.layout) == ([menu], None, "words", "columns")


def test_a_form_of_the_assistant_asks_and_can_be_left() -> None:
    stop = Option(label="Stop the check", value="/stop")
    form = Reply(text="How old?", choices=[Option(label="5 to 10", value='/inform{"age": "5-10"}'), stop])
    shown = drawn([form])
    assert (shown.card, shown.commands, shown.writes) == (form, [stop], "words")


def test_an_answer_given_meanwhile_leads_back_to_the_check_that_waits() -> None:
    back, stop = (
        Option(label="Carry on with the check", value="/carry-on"),
        Option(label="Stop", value="/stop"),
    )
    lado = Reply(text="Ring the LADO.", choices=[Option(label="Consent", value="consent"), back, stop])
    shown = drawn([lado])
    assert (shown.said, shown.card, shown.writes, shown.waits) == ([lado], None, "words", True)
    assert (shown.onward, shown.commands) == ([back], [stop])
    assert [one.label for one in shown.choices] == ["Consent"]


def test_signs_are_ticked_and_what_fits_leads_on() -> None:
    fits, none = (Option(label=code, value=f'/inform{{"signs": "{code}"}}') for code in ("fit", "none"))
    change = Option(label="Change the age", value='/inform{"change": "age"}')
    stop = Option(label="Stop", value="/stop")
    signs = [Option(label=label, value=f'/inform{{"sign": "{label[-1]}"}}') for label in ("✓ a", "b")]
    shown = drawn([Reply(text="Which fit? Tap.", choices=[*signs, fits, none, change, stop])])
    assert [(one.label, one.ticked) for one in shown.choices] == [("a", True), ("b", False)]
    assert (shown.onward, [one.label for one in shown.asides]) == ([fits], ["none"])
    assert (shown.commands, shown.leads_at_once) == ([change, stop], True)


def test_a_reminder_is_offered_like_the_ways_on_beside_it() -> None:
    remind = Option(label="Remind me on Monday", value=":remind stage-2 2026-11-30")
    shown = drawn([Reply(text="Stage 2.", choices=[remind, Option(label="Consent", value="consent")])])
    assert [one.label for one in shown.choices] == ["Remind me on Monday", "Consent"]
    assert shown.card is None


def test_topics_to_choose_from_are_the_question_for_a_practitioner_alone() -> None:
    menu, topic = Option(label="Show the menu", value=":menu"), Option(label="Consent", value="consent")
    found = Reply(text="One of these may be what you need.", choices=[topic, menu, HELP])
    shown = drawn([found])
    assert (shown.card, shown.offers, shown.writes, shown.commands) == (found, True, "words", [menu])
    assert drawn([found], "young_person").card is None
    source = Source(title="Guide", section="1", version="1", reviewed=None, review_by=None)
    assert drawn([found.model_copy(update={"sources": [source]})]).card is None


def test_parts_of_the_menu_stand_apart_from_its_topics() -> None:
    part, topic = Option(label="Kinds of harm", value="menu:harm"), Option(label="Consent", value="consent")
    shown = drawn([Reply(text="You can ask.", choices=[topic, part, HELP])])
    assert [one.label for one in shown.choices] == ["Consent"]
    assert [one.label for one in shown.parts] == ["Kinds of harm"]
    assert not shown.is_open_talk, "the menu needs no button that leads to it"
    assert drawn([Reply(text="An answer.", choices=[topic])]).is_open_talk


def test_nothing_said_yet_still_lets_people_write() -> None:
    assert drawn([]).writes == "words"


def test_a_scale_goes_across_only_when_no_word_must_be_broken() -> None:
    short = drawn([asks("select_one", "Always", "Never", appearance="likert")])
    long = drawn([asks("select_one", "Zdecydowanie tak", "Nie", appearance="likert")])
    assert (short.layout, short.across) == ("likert", True)
    assert (long.layout, long.across) == ("likert", False)


def test_faces_are_drawn_where_there_are_any() -> None:
    faced = asks("select_one", "Happy", "Sad", appearance="faces")
    assert drawn([faced]).layout == "steps"
    for option in faced.choices[:2]:
        option.face = option.value
    shown = drawn([faced])
    assert (shown.layout, [choice.face for choice in shown.choices]) == ("faces", ["happy", "sad"])


def test_a_short_range_is_tapped_and_a_long_one_written() -> None:
    assert (drawn([asks("range", "0", "1")]).layout, drawn([asks("range", "0")]).writes) == (
        "numbers",
        None,
    )
    assert drawn([asks("range")]).writes == "number"


def test_languages_stand_apart_from_what_leads_on() -> None:
    tongue = Option(label="Polski", value=":language pl")
    shown = drawn([Reply(text="A survey", choices=[Option(label="Start", value=":start"), tongue, HELP])])
    assert (shown.languages, [one.value for one in shown.onward], shown.commands) == (
        [tongue],
        [":start"],
        [],
    )


def test_each_answer_to_look_at_has_its_way_back() -> None:
    change = Option(label="Change 1", value=":change home")
    said = [Answered(key="home", label="At home?", answer="Safe"), Answered(key="x", label="X?", answer="-")]
    look = Reply(text="Look.", review=said, choices=[Option(label="Send", value=":send"), change, HELP])
    shown = drawn([look])
    assert shown.card == look
    assert [(line.said.key, line.change) for line in shown.lines] == [("home", change), ("x", None)]
    assert [one.value for one in shown.onward] == [":send"]


def test_a_receipt_stands_with_the_thanks() -> None:
    receipt = Reply(text="Your code", receipt="ABCD")
    thanks = Reply(text="Thank you", choices=[HELP])
    shown = drawn([receipt, thanks])
    assert (shown.said, shown.card, shown.receipt) == ([], thanks, receipt)


def test_words_are_given_back_only_when_they_were_not_taken() -> None:
    again = [Reply(text="Too long."), asks("text")]
    assert given_back(again, "my words", "made_up") == "my words"
    assert given_back(again, "my words", "the_one_before") == ""
    assert given_back(again, "my words", None) == ""
    assert given_back([Reply(text="Too long.")], "x" * 2001, None) == "x" * 2001
    assert given_back([Reply(text="An answer.")], "x" * 2000, None) == ""


def test_the_answer_given_before_is_marked_or_stands_in_the_box() -> None:
    shown = drawn([asks("select_one", "✓ Good", "Bad")])
    assert [(one.label, one.chosen, one.ticked) for one in shown.choices] == [
        ("Good", True, None),
        ("Bad", False, None),
    ]
    assert drawn([asks("text", answer="More ducks")]).typed == "More ducks"


def test_keeping_an_answer_leads_on() -> None:
    again = asks("select_one", "✓ Good", "Bad")
    keep = Option(label="Keep my answer", value=":keep")
    shown = drawn([again.model_copy(update={"choices": [*again.choices, keep]})])
    assert (shown.onward, shown.commands) == ([keep], [SKIP])


def test_only_a_practitioner_asks_and_who_was_refused_brings_another_code() -> None:
    menu = Option(label="Show the menu", value=":menu")
    refused = Reply(text="That code does not open anything.", choices=[menu, HELP])
    for audience in ("young_person", "parent", None):
        shown = drawn([refused], audience)
        assert (shown.asks_code, shown.writes, shown.commands, shown.is_open_talk) == (True, None, [], False)
    shown = drawn([refused])
    assert (shown.asks_code, shown.writes, shown.commands) == (False, "words", [menu])


def test_below_a_card_of_harm_there_is_only_the_way_on() -> None:
    carry_on = Option(label="جاری رکھیں", value=":carry_on")
    stop = Option(label="رکیں", value=":stop")
    harm = Reply(text="Call 999.", signpost="immediate", choices=[carry_on, stop])
    for audience in ("young_person", "parent", "practitioner"):
        shown = drawn([harm], audience, "ur")
        assert (shown.asks_code, shown.writes, shown.is_open_talk) == (False, None, False)
        assert (shown.onward, shown.commands) == ([carry_on], [stop])
        assert (shown.language, shown.tapped, shown.is_below_help) == (None, "ur", True)


def test_an_english_menu_stays_english() -> None:
    menu = Reply(text="You can ask.", choices=[Option(label="Consent", value="consent"), HELP])
    assert drawn([menu], "practitioner", "pl").tapped is None


def test_a_page_below_the_urgent_card_leaves_the_card_first_with_its_way_to_hide() -> None:
    hide = Option(label="Hide this", value=":hide")
    urgent = Reply(text="Call 999 now.", signpost="immediate", card="immediate", choices=[hide])
    page = Reply(text="What to do.", topic="made-up", choices=[Option(label="More", value="more"), HELP])
    shown = drawn([urgent, page])
    assert list(shown.said) == [urgent, page]
    assert list(shown.beside(urgent)) == [hide]
    assert [choice.value for choice in shown.choices] == ["more"]
    assert shown.writes == "words"
