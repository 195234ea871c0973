"""What leaves a comment before anyone stores or reads it, and what stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.redaction import redact


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("my friend Jayden is kind", "my friend [name] is kind"),
        ("jayden and aaliyah hit me", "[name] and [name] hit me"),
        ("my teacher Miss Khan is nice", "my teacher Miss [name] is nice"),
        ("mr patel shouted", "mr [name] shouted"),
        ("my worker Sarah Jones said so", "my worker [name] said so"),
        ("she is called shanaynay", "she is called [name]"),
        ("Harry's dad shouted", "[name]'s dad shouted"),
        ("we saw Grace and Mark in town", "we saw [name] and [name] in town"),
        ("Grace told me about it", "[name] told me about it"),
        ("I live in Hillfields", "I live in [place]"),
        ("I live at 14 Foleshill Road", "I live at [place]"),
        ("i live on foleshill road", "i live on [place]"),
        ("my postcode is cv6 5gr", "my postcode is [place]"),
        ("ring me on 07700 900123", "ring me on [number]"),
        ("call 024 7655 5012 please", "call [number] please"),
        ("oh seven seven double oh nine one two", "[number]"),
        ("my NHS number is 999 123 4567", "my NHS number is [number]"),
        ("it is QQ 12 34 56 C", "it is [number]"),
        ("ref AB-123456", "ref [number]"),
        ("I was born on 12/05/2010", "I was born on [date]"),
        ("born 3rd of March 2009", "born [date]"),
        ("write to sam.smith@example.com", "write to [email]"),
        ("sam at example dot com", "[email]"),
        ("it is on https://example.com/sam", "it is on [link]"),
        ("my snap is jess_x09", "my snap is [name]"),
        ("add me @jess.x", "add me [name]"),
        ("I go to Barrs Hill", "I go to [school]"),
        ("Foxford Community School is good", "[school] is good"),
        ("he goes to St Mary's", "he goes to [school]"),
    ],
)
def test_what_points_to_a_person_is_taken_out(said: str, kept: str) -> None:
    assert redact(said).text == kept


@pytest.mark.parametrize(
    "said",
    [
        "Coventry is good. LADO, MASH and CAMHS are slow. I use Snapchat and TikTok",
        "ring Childline on 0800 1111, 999, or text 85258",
        "call MASH on 024 7678 8555 or at night 024 7683 2222",
        "childline.org.uk helped me",
        "My Mum and my Nan make tea, I miss my dad",
        "I'm in year 9 and I am 13, I rate it 9/10",
        "I can't wait for Christmas in December, my exam is in May",
        "I like English, Maths and PE with the SENCO",
        "he called me fat and stupid",
        "Will you help? May I go? Hope it gets better",
        "I AM SO ANGRY WITH EVERYONE AT SCHOOL",
        "the main road and our street are dark",
        "in 2019/2020 it was better",
        "I rate the Positive Youth Foundation",
        "ESOL classes please",
    ],
)
def test_what_a_report_needs_stays(said: str) -> None:
    assert redact(said).text == said


def test_spans_say_where_in_the_words_as_given() -> None:
    said = "tell Aaliyah on 07700 900123"
    redacted = redact(said)
    assert [(said[start:end], kind) for start, end, kind in redacted.spans] == [
        ("Aaliyah", "name"),
        ("07700 900123", "number"),
    ]


pieces = st.sampled_from(
    [
        "Jayden ",
        "mr ",
        "07700 900 ",
        "cv6 5gr",
        "@",
        ".",
        "St ",
        "School",
        "called ",
        "one two ",
        "snap is ",
        "\n",
        "Ω",
        "'s ",
    ]
)


@given(st.one_of(st.text(), st.lists(pieces, max_size=25).map("".join)))
def test_any_text_is_redacted_with_spans_in_order_and_inside(text: str) -> None:
    redacted = redact(text)
    at = 0
    rebuilt = ""
    for start, end, kind in redacted.spans:
        assert at <= start < end <= len(text)
        rebuilt += text[at:start] + f"[{kind}]"
        at = end
    assert redacted.text == rebuilt + text[at:]
