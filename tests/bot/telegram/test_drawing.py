"""What a reply looks like in Telegram, and what its buttons bring back."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from api.conversation.contracts import Link, Option, Progress, QuestionAsked, Reply, Source
from bot.telegram.draw import LONGEST_MESSAGE, draw, split
from bot.telegram.taps import LONGEST, pack, unpack


def question(key: str, at: int = 3) -> QuestionAsked:
    return QuestionAsked(key=key, kind="select_one", required=False, progress=Progress(at=at, of=10))


def test_a_question_shows_how_far_one_is_and_one_button_a_row() -> None:
    reply = Reply(
        text="Do you feel safe at home?",
        question=question("home"),
        choices=[Option(label="Yes", value="yes"), Option(label="Skip", value=":skip")],
    )
    (bubble,) = draw(reply)
    assert bubble.text == "Question 3 of 10\n\nDo you feel safe at home?"
    assert bubble.keyboard
    assert [[button.text for button in row] for row in bubble.keyboard.inline_keyboard] == [["Yes"], ["Skip"]]


def test_an_answer_says_where_it_comes_from_and_how_fresh_it_is() -> None:
    reply = Reply(
        text="Ask for:\n- a review\n- a meeting",
        links=[Link(label="Escalation policy", url="https://example.org/escalation")],
        sources=[
            Source(
                title="Threshold document",
                section="4.2",
                version="2024",
                reviewed=date(2026, 11, 3),
                review_by=date(2027, 11, 3),
            ),
            Source(title="Protocol", section="1", version="draft", reviewed=None, review_by=None),
        ],
    )
    (bubble,) = draw(reply)
    assert bubble.text == (
        "Ask for:\n• a review\n• a meeting\n\n"
        "Escalation policy: https://example.org/escalation\n\n"
        "Source: Threshold document, 4.2, 2024; reviewed 3 November 2026; review by 3 November 2027\n"
        "Source: Protocol, 1, draft; not yet confirmed by the partnership; no review date is set"
    )
    assert bubble.keyboard is None


def test_a_label_that_a_phone_would_cut_off_is_written_out() -> None:
    label = "There is an adult at school or college whom I would tell about it"
    choices = [Option(label=label, value="adult"), Option(label="Skip", value=":skip")]
    reply = Reply(text="Which?", choices=choices)
    (bubble,) = draw(reply)
    assert bubble.text == f"Which?\n\n1. {label}\n2. Skip"


def test_a_long_text_is_cut_where_a_paragraph_ends_and_the_buttons_stand_last() -> None:
    paragraphs = [f"{number} " + "word " * 200 for number in range(9)]
    first, *_, last = draw(Reply(text="\n\n".join(paragraphs), choices=[Option(label="Menu", value=":menu")]))
    assert first.text.endswith("word ") and first.keyboard is None
    assert last.keyboard is not None


@given(st.text(max_size=900), st.integers(4, 60))
def test_pieces_fit_and_nothing_but_blank_space_is_lost(text: str, limit: int) -> None:
    pieces = list(split(text, limit))
    assert all(len(piece.encode("utf-16-le")) <= 2 * limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert LONGEST_MESSAGE == 4096


@given(st.text(min_size=1, max_size=300), st.none() | st.text(min_size=1, max_size=300))
def test_any_choice_fits_a_button_and_comes_back(value: str, key: str | None) -> None:
    data = pack(value, key)
    assert len(data.encode()) <= LONGEST
    tap = unpack(data)
    assert tap
    asked = question(key) if key else None
    latest = [Reply(text="", question=asked, choices=[Option(label="x", value=value)])]
    assert tap.meant([] if tap.says_all else latest) == (value, key)


def test_a_button_names_the_question_that_it_was_drawn_for() -> None:
    now = [Reply(text="Online?", question=question("online"), choices=[Option(label="Yes", value="yes")])]
    drawn = [("yes", "home"), ("yes", "k" * 70), (":help", "home")]
    taps = [tap for value, key in drawn if (tap := unpack(pack(value, key)))]
    assert [tap.meant(now) for tap in taps] == [("yes", "home"), None, (":help", None)]


def test_a_face_stands_before_its_words_and_steps_stand_side_by_side() -> None:
    faces = [Option(label="Happy", value="h", face="happy"), Option(label="Rather not say", value="r")]
    numbers = [Option(label=str(step), value=str(step)) for step in range(11)]
    skip = Option(label="Skip", value=":skip")
    (faced,) = draw(Reply(text="How?", choices=faces))
    (stepped,) = draw(Reply(text="How deep?", question=question("depth"), choices=[*numbers, skip]))
    assert faced.keyboard and stepped.keyboard
    assert [[button.text for button in row] for row in faced.keyboard.inline_keyboard] == [
        ["🙂 Happy"],
        ["Rather not say"],
    ]
    assert [len(row) for row in stepped.keyboard.inline_keyboard] == [6, 5, 1]


def test_the_way_along_is_told_in_the_language_of_the_question() -> None:
    (bubble,) = draw(Reply(text="Jak?", language="pl", question=question("how")))
    assert bubble.text == "Pytanie 3 z 10\n\nJak?"


def test_foreign_button_data_is_nothing() -> None:
    assert unpack("hello") is None


def test_a_note_is_a_message_of_its_own_that_a_tap_copies() -> None:
    note = "😀 Seen: ...\n<b>Told</b>: `...`"
    said, noted = draw(Reply(text="Ring.", note=note, choices=[Option(label="Menu", value=":menu")]))
    assert "Told" not in said.text and said.entities == () and said.keyboard is None
    (code,) = noted.entities
    in_units = noted.text.encode("utf-16-le")[2 * code.offset : 2 * (code.offset + code.length)]
    assert (code.type, in_units.decode("utf-16-le")) == ("pre", note)
    assert noted.keyboard is not None


def test_a_long_note_is_cut_and_each_piece_can_be_copied() -> None:
    _, *notes = draw(Reply(text="Ring.", note="\n".join(f"{number}. 😀 Seen: ..." for number in range(600))))
    assert len(notes) > 1
    assert all(len(one.text.encode("utf-16-le")) // 2 <= LONGEST_MESSAGE for one in notes)
    assert all(len(one.entities) == 1 for one in notes)


def test_numbers_are_not_written_out_as_addresses() -> None:
    ring = Link(label="Ring MASH, 024 7678 8555", url="tel:+442476788555")
    text = Link(label="Text Shout, 85258", url="sms:85258")
    (bubble,) = draw(Reply(text="MASH: 024 7678 8555", links=[ring, text]))
    assert bubble.text == "MASH: 024 7678 8555"
