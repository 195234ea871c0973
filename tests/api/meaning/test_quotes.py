"""Quotes: only from larger groups, only in the words of the comment, only after a second person."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, delete, select

from api.errors import NotFilled, NotFound, SecondPerson, WrongState
from api.meaning import coding, quotes
from api.meaning.pieces import holds, tidy
from api.meaning.quotes import TooFew
from api.meaning.service import of_wave
from api.meaning.tables import QuoteRow, QuoteState
from api.runs.tables import ResponseRow
from api.staff.person import Person, Role
from api.waves.tables import WaveRow
from tests import comments
from tests.comments import QUESTION

ANN = Person(uuid4(), "Ann Example", "Analyst", {Role.ANALYST})
BEA = Person(uuid4(), "Bea Example", "Lead", {Role.APPROVER})
SAID = "The bus is too full and people are rude. I am not safe there."
THEME = "travelling"
Opened = Callable[..., WaveRow]


def confirmed(session: Session, open_wave: Opened, buses: int) -> UUID:
    wave = comments.closed(session, open_wave, [SAID] * buses + ["Nothing much really"] * 20)
    for number in (1, 2, 3):
        shown = coding.page(session, wave, QUESTION, number)
        coding.confirm(session, ANN, wave, QUESTION, {one.response_id: one.ticked for one in shown.comments})
    return wave


def proposed(session: Session, open_wave: Opened) -> QuoteRow:
    wave = confirmed(session, open_wave, 12)
    response, _ = quotes.choices(session, wave, QUESTION, THEME, 0, 1)[0]
    return quotes.propose(session, ANN, wave, QUESTION, THEME, response)


def test_a_quote_is_shown_once_another_person_has_approved_it(session: Session, open_wave: Opened) -> None:
    row = proposed(session, open_wave)
    assert of_wave(session, row.wave_id).quotes == ()
    with pytest.raises(SecondPerson):
        quotes.approve(session, ANN, row.id, quotes.mark(row))
    quotes.approve(session, BEA, row.id, quotes.mark(row))
    [quote] = of_wave(session, row.wave_id).quotes
    assert (quote.words, quote.theme) == (SAID, "Getting around")


def test_nothing_leads_from_an_approved_quote_to_a_response(session: Session, open_wave: Opened) -> None:
    row = proposed(session, open_wave)
    response = row.response_id
    quotes.approve(session, BEA, row.id, quotes.mark(row))
    session.flush()
    session.expire_all()
    kept = session.get_one(QuoteRow, row.id)
    assert str(response) not in str(kept.model_dump())
    assert quotes.original(session, kept) is None
    session.exec(delete(ResponseRow).where(col(ResponseRow.wave_id) == kept.wave_id))
    assert len(of_wave(session, kept.wave_id).quotes) == 1


def test_a_proposal_goes_with_its_response(session: Session, open_wave: Opened) -> None:
    row = proposed(session, open_wave)
    session.flush()
    session.exec(delete(ResponseRow).where(col(ResponseRow.wave_id) == row.wave_id))
    assert session.exec(select(QuoteRow)).all() == []


def test_nobody_is_quoted_from_a_group_under_ten(session: Session, open_wave: Opened) -> None:
    wave = confirmed(session, open_wave, 9)
    assert quotes.offered(session, wave, [QUESTION]) == []
    with pytest.raises(TooFew):
        quotes.choices(session, wave, QUESTION, THEME, 0, 20)


def test_a_group_that_has_become_too_small_keeps_its_quotes_back(session: Session, open_wave: Opened) -> None:
    row = proposed(session, open_wave)
    one = coding.page(session, row.wave_id, QUESTION, 1)
    changed = [comment.response_id for comment in one.comments if comment.ticked][:3]
    coding.confirm(session, ANN, row.wave_id, QUESTION, {response: set() for response in changed})
    with pytest.raises(TooFew):
        quotes.approve(session, BEA, row.id, quotes.mark(row))


def test_it_may_be_shortened_and_never_added_to(session: Session, open_wave: Opened) -> None:
    row = proposed(session, open_wave)
    quotes.shorten(session, ANN, row.id, "... people are rude. ...")
    assert row.words == "… people are rude. …"
    with pytest.raises(NotFilled):
        quotes.shorten(session, ANN, row.id, "… people are very rude …")
    with pytest.raises(NotFilled):
        quotes.shorten(session, ANN, row.id, "")


def test_what_was_read_is_what_is_approved(session: Session, open_wave: Opened) -> None:
    row = proposed(session, open_wave)
    before = quotes.mark(row)
    quotes.shorten(session, ANN, row.id, "The bus is too full …")
    with pytest.raises(WrongState):
        quotes.approve(session, BEA, row.id, before)


def test_whoever_shortens_a_quote_does_not_approve_it(session: Session, open_wave: Opened) -> None:
    row = proposed(session, open_wave)
    quotes.shorten(session, BEA, row.id, "The bus is too full …")
    with pytest.raises(SecondPerson):
        quotes.approve(session, BEA, row.id, quotes.mark(row))


def test_sent_back_with_a_reason_shortened_and_proposed_again(session: Session, open_wave: Opened) -> None:
    row = proposed(session, open_wave)
    with pytest.raises(NotFilled):
        quotes.refuse(session, BEA, row.id, "")
    quotes.refuse(session, BEA, row.id, "Too long")
    assert (row.state, row.answer) == (QuoteState.REFUSED, "Too long")
    quotes.shorten(session, ANN, row.id, "The bus is too full …")
    assert (row.state, row.answer) == (QuoteState.PROPOSED, None)
    quotes.refuse(session, BEA, row.id, "Still")
    quotes.discard(session, ANN, row.id)
    with pytest.raises(NotFound):
        quotes.get(session, row.id)


def test_withdrawn_it_is_shown_no_more_and_does_not_come_back(session: Session, open_wave: Opened) -> None:
    row = proposed(session, open_wave)
    with pytest.raises(WrongState):
        quotes.withdraw(session, ANN, row.id)
    quotes.approve(session, BEA, row.id, quotes.mark(row))
    with pytest.raises(WrongState):
        quotes.shorten(session, ANN, row.id, "The bus is too full …")
    quotes.withdraw(session, ANN, row.id)
    assert of_wave(session, row.wave_id).quotes == ()
    assert row.words == ""
    with pytest.raises(WrongState):
        quotes.approve(session, BEA, row.id, quotes.mark(row))


def test_a_comment_is_quoted_once_for_good(session: Session, open_wave: Opened) -> None:
    row = proposed(session, open_wave)
    response = row.response_id
    assert response is not None
    quotes.approve(session, BEA, row.id, quotes.mark(row))
    quotes.withdraw(session, BEA, row.id)
    # Whoever confirms its page anew does not open the way either.
    coding.confirm(session, ANN, row.wave_id, QUESTION, {response: {THEME}})
    left = [one for one, _ in quotes.choices(session, row.wave_id, QUESTION, THEME, 0, 20)]
    assert len(left) == 11 and response not in left
    with pytest.raises(NotFound):
        quotes.propose(session, ANN, row.wave_id, QUESTION, THEME, response)


def test_of_a_comment_that_was_approved_meanwhile_no_second_quote_is(
    session: Session, open_wave: Opened
) -> None:
    row = proposed(session, open_wave)
    response = row.response_id
    quotes.approve(session, BEA, row.id, quotes.mark(row))
    session.flush()
    late = QuoteRow(
        wave_id=row.wave_id, question=QUESTION, theme=THEME, words=SAID, response_id=response, author="Ann"
    )
    session.add(late)
    session.flush()
    with pytest.raises(WrongState):
        quotes.approve(session, BEA, late.id, quotes.mark(late))


def test_pressed_twice_at_once_it_is_one_proposal(
    session: Session, open_wave: Opened, engine: Engine
) -> None:
    wave = confirmed(session, open_wave, 12)
    response, _ = quotes.choices(session, wave, QUESTION, THEME, 0, 1)[0]
    session.commit()

    def press() -> UUID:
        with Session(engine) as other:
            row = quotes.propose(other, ANN, wave, QUESTION, THEME, response)
            other.commit()
            return row.id

    with ThreadPoolExecutor() as people:
        made = {done.result() for done in [people.submit(press) for _ in range(4)]}
    assert list(session.exec(select(QuoteRow.id)).all()) == list(made)


def test_the_same_comment_is_proposed_once(session: Session, open_wave: Opened) -> None:
    row = proposed(session, open_wave)
    session.flush()
    again = quotes.propose(session, ANN, row.wave_id, QUESTION, THEME, row.response_id)
    assert again.id == row.id
    with pytest.raises(NotFound):
        quotes.propose(session, ANN, row.wave_id, QUESTION, THEME, uuid4())


@pytest.mark.parametrize(
    "words",
    [
        SAID,
        SAID.removesuffix("."),
        "The bus is too full …",
        "… people are rude …",
        "The bus … I am not safe there.",
        "The bus ... safe there",
        "… The bus is too full …",
    ],
)
def test_words_of_the_comment(words: str) -> None:
    assert holds(SAID, words)


@pytest.mark.parametrize(
    "words",
    [
        "people are rude",
        "The bus is full …",
        "…",
        "… …",
        "",
        "… I am not safe … The bus …",
        "… not saf …",
        "… ot safe there",
        "The bus is too full… and more",
        "THE BUS …",
        f"{SAID} More",
        "… there. there.",
    ],
)
def test_words_that_are_not_those_of_the_comment(words: str) -> None:
    assert not holds(SAID, words)


@pytest.mark.parametrize(
    ("comment", "words", "is_quote"),
    [
        ("I can't trust them here", "I can … trust them here", False),
        ("I can’t trust them here", "I can … trust them here", False),
        ("We don't feel safe at home", "… t feel safe at home", False),
        ("We aren't safe", "We aren …", False),
        ("I can't trust them here", "I can't … them here", True),
        ("They said 'go away' to us", "They said 'go …", True),
        ("They said 'go away' to us", "… go away …", True),
    ],
)
def test_no_word_is_cut_at_an_apostrophe(comment: str, words: str, is_quote: bool) -> None:
    assert holds(comment, words) is is_quote


@given(st.lists(st.booleans(), min_size=14, max_size=14))
def test_whatever_whole_words_are_left_out_with_a_sign_what_stays_is_a_quote(kept: list[bool]) -> None:
    said = [word if keep else "…" for word, keep in zip(SAID.split(), kept, strict=True)]
    assert holds(SAID, tidy(" ".join(said))) == any(kept)


@given(st.text(alphabet="abc .…", max_size=40), st.text(alphabet="abc .…", max_size=40))
def test_every_word_of_a_quote_is_a_word_of_the_comment(comment: str, words: str) -> None:
    if holds(comment, words):
        plain = comment.replace(".", " ").replace("…", " ").split()
        assert set(words.replace(".", " ").replace("…", " ").split()) <= set(plain)
