"""Harm in a person's words: which card comes, to whom, in which language, and what becomes of the answer."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import Session, select

from api.conversation.contracts import Reply
from api.conversation.helping import kind_of
from api.conversation.rasa import Rasa
from api.conversation.service import Desk, Setting, Turn
from api.conversation.tables import ConversationRow, TurnRow
from api.db import transaction
from api.guidance.service import Cards, Reader
from api.runs import service as runs
from api.runs.tables import RunRow
from api.safety import contact
from api.safety import service as safety
from api.safety.tables import AlertRow
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from nlu.screen import Tier, Verdict, screen

Opened = Callable[..., WaveRow]

URGENT = "I am going to kill myself tonight"
TOLD = "my stepdad hits me with his belt"
TOLD_IN_URDU = "ابو مجھے مارتے ہیں"
# The second tier learns from sentences that grow: one of these is always among what it sees.
UNEASY = (
    "he makes me feel uncomfortable",
    "i am scared of someone",
    "things are not right at home and i hate it",
    "i cant tell anyone what goes on at my house",
)
NAMED = "What threshold applies to Zebedee Smithson, born 12/03/2014"
ADDRESS = "https://heard.example"


def values(reply: Reply) -> list[str]:
    return [one.value for one in reply.choices]


def kinds(replies: list[Reply]) -> list[str | None]:
    return [reply.card for reply in replies]


class Person:
    """Somebody at the desk, under way in a survey or in talk."""

    def __init__(self, desk: Desk, conversation: UUID) -> None:
        self._desk = desk
        self.conversation = conversation
        self.heard: list[Reply] = []

    def taps(self, choice: str, **more: Any) -> list[Reply]:
        self.heard = self._desk.take(self.conversation, Turn(choice=choice, person="made-up", **more))
        return self.heard

    def writes(self, text: str, **more: Any) -> list[Reply]:
        self.heard = self._desk.take(self.conversation, Turn(text=text, person="made-up", **more))
        return self.heard

    @property
    def asked(self) -> str | None:
        question = self.heard[-1].question
        return question.key if question else None

    def goes_on_to_words(self) -> str:
        """Skips up to the first question that is answered in words."""
        while (question := self.heard[-1].question) and question.kind != "text":
            self.taps(":skip")
        assert self.asked is not None
        return self.asked


@pytest.fixture
def begun(desk: Desk, open_wave: Opened) -> Callable[..., Person]:
    """Somebody at the first question of a survey."""

    def came(survey: str = "your_voice_matters", *, watched: bool = False, **opened: Any) -> Person:
        wave = open_wave(survey, watched=watched, languages=("en", "pl", "ur"))
        someone = Person(desk, desk.open("test", **opened))
        someone.taps(f":join {wave.code}")
        someone.taps(":start")
        return someone

    return came


@pytest.fixture
def practitioner(desk: Desk) -> Person:
    return Person(desk, desk.open("test", audience="practitioner"))


@pytest.fixture
def alerts(engine: Engine) -> Callable[[], int]:
    """How many answers wait in the safety queue."""

    def counted() -> int:
        with Session(engine) as session:
            return len(session.exec(select(AlertRow)).all())

    return counted


@pytest.fixture
def kept(engine: Engine, keys: KeyRing) -> Callable[[], dict[str, Any]]:
    """What is kept of the only run, with the cards that it was shown."""

    def opened() -> dict[str, Any]:
        with Session(engine) as session:
            run = session.exec(select(RunRow)).one()
            return dict(keys.open(run.wave_id, run.progress))

    return opened


@pytest.fixture(scope="module")
def uneasy() -> str:
    """Words in which the second tier sees something."""
    return next(words for words in UNEASY if (seen := screen(words)) and seen.tier is Tier.check_in)


@pytest.fixture
def open_office(engine: Engine) -> None:
    """Somebody reads who wants to be contacted."""
    with transaction(engine) as session:
        office = contact.Office(is_open=True, readers="The duty desk", times="On weekdays", hours=24)
        contact.arrange(session, office)


def test_urgent_words_bring_the_card_alone_and_the_question_is_not_asked_again(
    begun: Callable[..., Person], alerts: Callable[[], int]
) -> None:
    someone = begun()
    asked = someone.goes_on_to_words()
    (card,) = someone.writes(URGENT)
    assert (card.card, card.signpost) == ("immediate", "immediate")
    assert values(card) == [":carry_on", ":stop", ":hide"]
    assert alerts() == 1
    someone.taps(":carry_on")
    assert someone.asked not in (None, asked)


def test_words_written_to_a_question_with_buttons_bring_the_card_alone_too(
    begun: Callable[..., Person],
) -> None:
    someone = begun()
    first = someone.asked
    assert kinds(someone.writes(URGENT)) == ["immediate"]
    assert kinds(someone.writes(URGENT)) == ["immediate"]  # and once more while the survey waits
    someone.taps(":carry_on")
    assert someone.asked == first


@pytest.mark.parametrize("choice", [":help", ":stop", ":skip", ":language pl"])
def test_urgent_words_beside_a_button_count_first(begun: Callable[..., Person], choice: str) -> None:
    someone = begun()
    someone.goes_on_to_words()
    assert kinds(someone.taps(choice, text=URGENT)) == ["immediate"]


def test_alerted_words_bring_the_softer_card_and_the_survey_goes_on(
    begun: Callable[..., Person], alerts: Callable[[], int], kept: Callable[[], dict[str, Any]]
) -> None:
    someone = begun()
    asked = someone.goes_on_to_words()
    card, following = someone.writes(TOLD)
    assert (card.card, card.signpost) == ("support", "support")
    assert following.question is not None and following.question.key != asked
    assert alerts() == 1
    assert "belt" not in str(kept()) and kept()["cards"] == ["support"]


def test_a_check_in_is_a_sentence_before_the_next_question_and_the_answer_stays(
    begun: Callable[..., Person],
    alerts: Callable[[], int],
    kept: Callable[[], dict[str, Any]],
    uneasy: str,
) -> None:
    someone = begun()
    asked = someone.goes_on_to_words()
    sentence, following = someone.writes(uneasy)
    assert (sentence.card, sentence.signpost) == ("check_in", "support")
    assert following.question is not None and following.question.key != asked
    assert (kept()["answers"][asked], kept()["cards"], alerts()) == (uneasy, ["check_in"], 0)


def test_talk_is_answered_below_a_check_in(practitioner: Person, uneasy: str) -> None:
    assert kinds(practitioner.writes(uneasy))[:2] == ["check_in", None]


@pytest.mark.parametrize(
    ("reader", "tier", "kind"),
    [
        ("practitioner", Tier.alert, "reported"),
        ("practitioner", Tier.immediate, "immediate"),
        ("practitioner", Tier.check_in, "check_in"),
        ("parent", Tier.alert, "support"),
    ],
)
def test_what_a_practitioner_reports_brings_what_to_do_now(reader: Reader, tier: Tier, kind: str) -> None:
    assert kind_of(Verdict(tier, None, reported=True), reader) == kind


def test_a_practitioner_who_writes_what_a_child_said_is_told_what_to_do(practitioner: Person) -> None:
    card, *answer = practitioner.writes("A child told me that her uncle hits her")
    assert card.card == "reported" and "the child's own words" in card.text
    assert answer and not any(reply.signpost for reply in answer)


def test_who_only_taps_for_help_reads_the_card_for_that(
    begun: Callable[..., Person], kept: Callable[[], dict[str, Any]], alerts: Callable[[], int]
) -> None:
    someone = begun()
    asked = someone.asked
    card, question = someone.taps(":help")
    assert (card.card, card.signpost) == ("asked", "support")
    assert "Thank you for saying" not in card.text
    assert question.question is not None and question.question.key == asked
    assert (kept()["cards"], alerts()) == (["asked"], 0)


def test_harm_beside_the_help_button_is_met_as_harm_and_with_one_card(begun: Callable[..., Person]) -> None:
    someone = begun()
    someone.goes_on_to_words()
    said = someone.taps(":help", text=TOLD)
    assert kinds(said) == ["support", None]


def test_choosing_help_in_the_last_question_brings_the_card(begun: Callable[..., Person]) -> None:
    someone = begun()
    while someone.asked != "help_now":
        someone.taps(":skip")
    assert kinds(someone.taps("yes"))[0] == "asked"


def test_children_of_years_3_to_6_read_their_own_card(
    begun: Callable[..., Person], open_wave: Opened
) -> None:
    someone = begun("your_voice_matters_primary")
    assert "grown-up" in someone.taps(":help")[0].text
    someone.goes_on_to_words()
    assert "grown-up" in someone.writes(URGENT)[0].text
    assert "grown-up" not in begun().taps(":help")[0].text


def test_a_child_is_remembered_by_the_channel_when_the_survey_has_ended(
    begun: Callable[..., Person], desk: Desk
) -> None:
    someone = begun("your_voice_matters_primary")
    known = desk.setting(someone.conversation)
    assert (known.audience, known.reader) == ("young_person", "child")
    while someone.asked:
        someone.taps(":skip")
    assert "grown-up" in someone.heard[-1].text
    assert desk.setting(someone.conversation).reader is None
    assert "grown-up" in someone.taps(":help", hint=known)[0].text
    assert "grown-up" in someone.writes(TOLD, hint=known)[0].text
    assert "grown-up" not in someone.taps(":help")[0].text
    # Who comes for another survey is whom that is for, whatever the channel remembers.
    other = begun()
    assert desk.setting(other.conversation).reader == "young_person"
    assert "grown-up" not in other.taps(":help", hint=known)[0].text


def test_a_card_comes_in_the_persons_language(begun: Callable[..., Person]) -> None:
    someone = begun(language="ur")
    asked = someone.goes_on_to_words()
    card, following = someone.writes(TOLD_IN_URDU)
    assert (card.language, card.card) == ("ur", "support")
    assert following.question is not None and following.question.key != asked
    (card,) = someone.writes(URGENT)
    assert (card.language, card.card) == ("ur", "immediate")
    assert [one.label for one in card.choices] == ["جاری رکھیں", "رکیں", "اسے چھپائیں"]
    assert {"999", "0800 1111"} <= set(re.findall(r"\d+(?: \d+)*", card.text))


def test_a_survey_ends_with_who_can_be_talked_to(begun: Callable[..., Person]) -> None:
    someone = begun()
    while someone.asked:
        someone.taps(":skip")
    thanks = someone.taps(":send")[-1]
    assert (thanks.card, thanks.signpost) == ("ending", None)
    assert "0800 1111" in thanks.text and "999" in thanks.text


def test_talk_is_answered_below_the_card_and_urgent_words_by_the_card_alone(practitioner: Person) -> None:
    said = practitioner.writes("my partner hits me")
    assert said[0].card == "support" and len(said) > 1
    (card,) = practitioner.writes(URGENT)
    assert card.card == "immediate"
    # Pages that may have been asked for are a tap away; they do not push the card out of sight.
    assert 1 < len(card.choices) <= 4 and values(card)[-1] == ":hide"
    assert kinds(practitioner.taps(":help")) == ["asked"]


@pytest.mark.parametrize("audience", ["young_person", "parent", None])
def test_beside_the_urgent_card_of_others_stands_no_page(desk: Desk, audience: str | None) -> None:
    someone = Person(desk, desk.open("test", audience=audience))  # type: ignore[arg-type]
    (card,) = someone.writes(URGENT)
    assert (card.card, values(card)) == ("immediate", [":hide"])


def test_a_practitioner_is_told_that_a_name_was_taken_out_and_why(practitioner: Person) -> None:
    notice = practitioner.writes(NAMED)[0].text
    assert "a name" in notice and "a date" in notice and "not needed to find guidance" in notice
    assert "before anything read" not in notice  # the screen did
    assert "Zebedee" not in str(practitioner.heard)


@pytest.mark.parametrize(
    "words",
    ["What applies near Foleshill", "what threshold applies", "What changed in KCSIE on 1 September 2025?"],
)
def test_a_town_or_a_date_alone_is_not_worth_a_word(practitioner: Person, words: str) -> None:
    assert not any("Taken out" in reply.text for reply in practitioner.writes(words))


@pytest.mark.parametrize("audience", [None, "young_person", "parent"])
def test_only_practitioners_are_told_so(desk: Desk, audience: str | None) -> None:
    someone = Person(desk, desk.open("test", audience=audience))  # type: ignore[arg-type]
    said = someone.writes("hello my name is Zebedee Smithson can you talk to me")
    assert said and not any("Taken out" in reply.text for reply in said)


def test_words_of_a_survey_bring_no_such_notice(begun: Callable[..., Person]) -> None:
    someone = begun()
    someone.goes_on_to_words()
    assert not any("Taken out" in reply.text for reply in someone.writes("Zebedee Smithson is my friend"))


def test_hiding_forgets_what_was_said_and_carry_on_leads_back(
    begun: Callable[..., Person], desk: Desk, engine: Engine
) -> None:
    someone = begun()
    someone.goes_on_to_words()
    asked = someone.asked
    someone.writes(TOLD)
    (line,) = someone.taps(":hide")
    assert "\n" not in line.text and "Childline" not in line.text
    with Session(engine) as session:
        assert len(session.exec(select(TurnRow)).all()) == 1
    assert desk.latest(someone.conversation) == [line]
    someone.writes("carry on")
    assert someone.asked not in (None, asked)


@pytest.mark.parametrize("words", ["Hide!", "hide this", "Ukryj to", "ascunde", "چھپائیں", "ਲੁਕਾਓ"])
def test_an_answer_of_one_word_is_not_taken_for_hiding(
    begun: Callable[..., Person], kept: Callable[[], dict[str, Any]], words: str
) -> None:
    someone = begun()
    asked = someone.goes_on_to_words()
    someone.writes(words)
    assert kept()["answers"][asked] and someone.asked not in (None, asked)


@pytest.mark.parametrize(
    "words", ["Hide this chat", "ukryj ten czat", "ascunde acest chat", "یہ چیٹ چھپائیں", "ਇਹ ਚੈਟ ਲੁਕਾਓ"]
)
def test_hiding_can_be_written_in_a_whole_phrase(begun: Callable[..., Person], words: str) -> None:
    someone = begun()
    someone.goes_on_to_words()
    (line,) = someone.writes(words)
    assert "cleared" in line.text


def test_hiding_leaves_a_survey_that_its_code_opens_again(desk: Desk, open_wave: Opened) -> None:
    wave = open_wave()
    someone = Person(desk, desk.open("test"))
    someone.taps(f":join {wave.code}")
    someone.taps(":start")
    someone.taps(":hide")
    assert someone.writes(wave.code)[-1].question is not None


def test_help_stands_wherever_something_can_be_tapped_or_is_asked(
    begun: Callable[..., Person], practitioner: Person
) -> None:
    someone = begun()
    seen = list(someone.heard)
    for choice in (":language", ":language pl", ":stop", ":help", ":carry_on", ":hide", ":carry_on"):
        seen += someone.taps(choice)
    while someone.asked:
        seen += someone.taps(":skip")
    seen += [*someone.taps(":send"), *practitioner.taps(":menu")]
    for option in [one.value for one in practitioner.heard[0].choices if not one.value.startswith(":")]:
        seen += practitioner.taps(option)
    seen += [*practitioner.writes("county lines"), *practitioner.writes(""), *practitioner.taps("old")]
    assert len(seen) > 40
    for reply in seen:
        assert ":help" in values(reply) or not (reply.choices or reply.question), reply.text


@pytest.mark.usefixtures("open_office")
def test_being_contacted_is_offered_beside_help_where_somebody_reads_it(begun: Callable[..., Person]) -> None:
    someone = begun()
    assert ":contact" in values(someone.taps(":help")[0])
    reply, question = someone.writes("I want someone to contact me")
    assert "not anonymous" in reply.text and question.question is not None
    assert [link.url for link in reply.links] == ["/contact?language=en&for=young_person"]
    someone.goes_on_to_words()
    assert ":contact" in values(someone.writes(TOLD)[0])
    assert ":contact" not in values(someone.writes(URGENT)[0])
    someone.taps(":carry_on")
    while someone.asked:
        someone.taps(":skip")
    assert ":contact" in values(someone.taps(":send")[-1])


def test_being_contacted_is_neither_offered_nor_promised_where_nobody_reads_it(
    begun: Callable[..., Person], practitioner: Person
) -> None:
    someone = begun()
    assert ":contact" not in values(someone.taps(":help")[0])
    card, nobody, question = someone.writes("I want someone to contact me")
    assert card.card == "asked" and question.question is not None
    someone.taps(":stop")
    paused = someone.writes("contact me")
    assert ":carry_on" in values(paused[-1])
    for said in ([card, nobody, question], paused, practitioner.writes("contact me")):
        assert said[0].card == "asked"
        assert "Nobody here can contact you" in said[1].text
        assert not any("/contact" in link.url for reply in said for link in reply.links)


@pytest.mark.parametrize(
    ("words", "hint", "language", "said"),
    [
        (URGENT, Setting("parent", "pl"), "pl", "Jeśli tobie lub dziecku"),
        (TOLD, Setting("young_person", "ur"), "ur", "یہ آپ کا قصور نہیں"),
        (URGENT, Setting("practitioner", "pl"), None, "Your safeguarding lead"),
        (TOLD, Setting(), None, "You deserve to be heard"),
        (URGENT, Setting("young_person", None, "child"), None, "grown-up"),
    ],
)
def test_without_the_database_the_card_comes_as_the_channel_knows_the_person(
    keys: KeyRing, cards: Cards, words: str, hint: Setting, language: str | None, said: str
) -> None:
    nowhere = create_engine(
        "postgresql+psycopg://nobody@127.0.0.1:9/nothing", connect_args={"connect_timeout": 1}
    )
    desk = Desk(nowhere, keys, cards, Rasa(lambda: "http://127.0.0.1:9"))
    card, *more = desk.take(uuid4(), Turn(text=words, key="k", hint=hint))
    assert (card.language, card.unkept) == (language, True)
    assert said in card.text
    # Who was told only the card must know that the answer may be lost; danger stands alone.
    assert bool(more) == (card.card == "support")


def test_a_conversation_that_is_hidden_stays_usable(practitioner: Person, engine: Engine) -> None:
    practitioner.taps(":menu")
    with Session(engine) as session:
        before = session.get_one(ConversationRow, practitioner.conversation).talk_id
    practitioner.taps(":hide")
    with Session(engine) as session:
        assert session.get_one(ConversationRow, practitioner.conversation).talk_id != before
    assert len(practitioner.taps(":menu")[0].choices) > 3


def test_cards_are_noted_once_each_under_the_seal_of_the_run(
    begun: Callable[..., Person], kept: Callable[[], dict[str, Any]], engine: Engine, keys: KeyRing
) -> None:
    someone = begun()
    for _ in range(3):
        someone.taps(":help")
    someone.writes(TOLD)
    someone.writes(URGENT)
    assert kept()["cards"] == ["asked", "immediate", "support"]
    with Session(engine) as session:
        assert runs.progress(keys, session.exec(select(RunRow)).one()).at is not None


def test_a_card_that_another_one_takes_the_place_of_is_not_noted(
    begun: Callable[..., Person], kept: Callable[[], dict[str, Any]], uneasy: str
) -> None:
    someone = begun()
    someone.goes_on_to_words()
    assert kinds(someone.taps(":help", text=TOLD)) == ["support", None]
    assert kept()["cards"] == ["support"]
    other = begun()
    assert kinds(other.taps(":help", text=uneasy)) == ["asked", None]


def test_a_check_in_that_gives_way_to_the_help_that_was_asked_for_is_not_noted(
    begun: Callable[..., Person], kept: Callable[[], dict[str, Any]], uneasy: str
) -> None:
    someone = begun()
    someone.taps(":help", text=uneasy)
    assert kept()["cards"] == ["asked"]


def test_a_card_in_the_very_last_turn_is_noted(
    begun: Callable[..., Person], kept: Callable[[], dict[str, Any]]
) -> None:
    someone = begun()
    while someone.asked:
        someone.taps(":skip")
    thanks = someone.taps(":send", text=TOLD)
    assert thanks[0].card == "support" and any(reply.receipt for reply in thanks)
    assert kept()["cards"] == ["support"] and kept()["receipt"]


def test_nobody_is_said_to_read_what_a_practitioner_asks_who_has_paused(
    begun: Callable[..., Person], alerts: Callable[[], int]
) -> None:
    someone = begun("stag_practitioners", watched=True)
    said = someone.writes(URGENT)[0].text
    someone.taps(":carry_on")
    someone.taps(":stop")
    assert someone.writes(URGENT)[0].text != said
    assert alerts() == 1


def test_who_tells_at_a_question_with_buttons_is_not_told_to_choose_one(begun: Callable[..., Person]) -> None:
    someone = begun()
    first = someone.asked
    card, question = someone.writes(TOLD)
    assert card.card == "support" and question.question is not None and question.question.key == first
    # Nor that an earlier question has been done with.
    card, question = someone.writes(TOLD, question="own_words")
    assert card.card == "support" and question.question is not None
    assert "Please choose" in someone.writes("what")[0].text


def test_an_answer_that_is_too_long_is_in_the_queue_with_its_harm(
    begun: Callable[..., Person], engine: Engine, keys: KeyRing
) -> None:
    someone = begun()
    asked = someone.goes_on_to_words()
    someone.writes("we had a nice day in the park and then we went home. " * 40 + TOLD)
    assert someone.asked not in (None, asked)
    with Session(engine) as session:
        (alert,) = safety.queue(session, keys)
    assert alert.text is not None and "belt" in alert.text
