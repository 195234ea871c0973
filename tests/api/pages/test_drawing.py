"""Words become paragraphs, lists and numbers to tap, and never anything else."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.drawing import opening, rest, words

TAGS = re.compile(r"</?(?:p|ul|li|br|a)(?: [^>]*)?>")


@given(st.text())
def test_no_letter_is_lost_and_no_tag_comes_in(text: str) -> None:
    drawn = TAGS.sub("", str(words(text)))
    assert "<" not in drawn
    plain = re.sub(r"(?m)^\s*- ", "", text)
    assert re.sub(r"\s|- ", "", unescape(drawn)) == re.sub(r"\s|- ", "", plain)


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("Childline: 0800 1111 (free)", "tel:08001111"),
        ("NSPCC: 0808 800 5000", "tel:08088005000"),
        ("MASH: 024 7678 8555.", "tel:02476788555"),
        ("In danger, call 999 now", "tel:999"),
        ("NHS mental health crisis: 111 (any age)", "tel:111"),
        ("Police, not an emergency: 101 (hours not yet confirmed)", "tel:101"),
        ("Shout: text 85258 (free)", "sms:85258"),
    ],
)
def test_a_number_can_be_tapped(line: str, address: str) -> None:
    assert f'href="{address}"' in words(line)


@pytest.mark.parametrize(
    "line", ["section 111 of the Act", "101 people", "press 55", "in 2026", "level 4", "85258 people", "1999"]
)
def test_other_numbers_are_left_alone(line: str) -> None:
    assert "<a" not in words(line)


def test_dashes_make_a_list_between_paragraphs() -> None:
    drawn = str(words("Tell somebody:\n- a teacher\n- a nurse\nThank you."))
    assert drawn.count("<li>") == 2
    assert drawn.count("<ul") == 1
    assert drawn.index("<p") < drawn.index("<ul") < drawn.rindex("<p")


def test_the_opening_is_a_heading_and_the_rest_follows() -> None:
    assert opening("How safe\nare you?\n\nAt home.\n\nOr away.") == "How safe are you?"
    assert rest("How safe are you?\n\nAt home.\n\nOr away.") == "At home.\n\nOr away."
    assert rest("How safe are you?") == ""


def test_the_line_right_above_a_list_is_its_name() -> None:
    long = "Ring, and say who you are, what you saw and when, and whom you have told of it so far."
    drawn = str(words(f"Before you ring.\nHave ready:\n- the times\n\nThen:\n\n- ring\n\n{long}\n- MASH"))
    assert [name[1] for name in re.finditer(r'heard-names">([^<]*)<', drawn)] == ["Have ready:"]
