"""What leaves a comment before anyone stores or reads it, and what stays."""

from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.redaction import Redacted, redact
from tests.nlu.redaction_score import read

DEV = Path(__file__).parent / "sentences" / "redaction_dev.jsonl"


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
        ("i sit next to grace and tom", "i sit next to [name] and [name]"),
        ("will pushed me over", "[name] pushed me over"),
        ("hope is my eldest", "[name] is my eldest"),
        ("we saw skye and autumn", "we saw [name] and [name]"),
        ("jakes mum shouted", "[name] mum shouted"),
        ("they call him tank", "they call him [name]"),
        ("Nowak, Julia is away", "[name], [name] is away"),
        ("J. Patel wrote it", "[name]. [name] wrote it"),
        ("pupil CM disclosed it", "pupil [name] disclosed it"),
        ("Fatima El Amin left", "[name] left"),
        ("meri beti mahnoor udas hai", "meri beti [name] udas hai"),
        ("syn oskar nie chce chodzić do szkoły", "syn [name] nie chce chodzić do szkoły"),
        ("میری بیٹی مریم سکول نہیں جاتی", "میری بیٹی [name] سکول نہیں جاتی"),
        ("ਮੇਰਾ ਪੁੱਤਰ ਗੁਰਪ੍ਰੀਤ ਡਰਦਾ ਹੈ", "ਮੇਰਾ ਪੁੱਤਰ [name] ਡਰਦਾ ਹੈ"),
        ("his insta is toxicwolf#4471", "his insta is [name]"),
        ("dm ruby.r0se on snap", "dm [name] on snap"),
        ("flat 4, 88 Radford Rd", "[place]"),
        ("i live in hillfields", "i live in [place]"),
        ("kingsmead school lets us down", "[school] lets us down"),
        ("at holly lodge they laugh", "at [place] they laugh"),
        ("his plate is bd65 vfo", "his plate is [number]"),
        ("crime number 20/118273/24", "crime number [number]"),
        ("she was born in February 2016", "she was born in [date]"),
        ("look at tiktok.com/@cov.fights", "look at [link]"),
        ("Summer's uncle touches her", "[name]'s uncle touches her"),
        ("Psycho's uncle touches her", "[name]'s uncle touches her"),
        ("her name's Summer", "her name's [name]"),
        ("his names jaydun", "his names [name]"),
        ("im Angel and im 9", "im [name] and im 9"),
        ("J.a.y.d.e.n hit me", "[name] hit me"),
        ("i am J a y d e n ok", "i am [name] ok"),
        ("jayd3n hurts me", "[name] hurts me"),
        ("J\u0430yden hit me", "[name] hit me"),
        ("Jay\u200bden hits me", "[name] hits me"),
        ("im at 52.4068, -1.5197", "im at [place]"),
        ("im at ///filled.count.soap now", "im at [place] now"),
        ("what3words is filled.count.soap", "what3words is [place]"),
        ("my bruver kayn hitz me evry day", "my bruver [name] hitz me evry day"),
        ("payul sed he wil kil me at scool", "[name] sed he wil kil me at scool"),
        ("i fink jayden tuk my fone", "i fink [name] tuk my fone"),
        ("i fink i wont to tork to mary at skool", "i fink i wont to tork to [name] at skool"),
        ("my friend molly takes ket", "my friend [name] takes ket"),
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
        "The Strategy Meeting and the Child Protection Plan are on Tuesday",
        "becuase teechers shud lisen more",
        "i get bare stressed in maths innit",
        "the postnatal helpline was no help",
        "school wale meri baat nahi sunte",
        "nikt nie pomaga i szkoła nie odpowiada",
        "profesorii nu ascultă și nu știu ce să fac",
        "سکول میں کوئی میری بات نہیں سنتا",
        "ਮੈਨੂੰ ਕੋਈ ਮਦਦ ਨਹੀਂ ਮਿਲਦੀ",
        "In summer we may go out, I hope so, and in May too",
        "Feeling Sad Today Because Of School",
        "we watch youtube.com and read gov.uk",
        "i wont to kil my self evry day",
        "i keep havin sewisidal thorts",
        "my step bruver has a nife to my mums nek",
        "my stepdad mayks me tuch him",
        "they want me to mary my cuzin in pakistan im 14",
        "abbu marte hain",
        "dad Beats me and mum Starves me",
        "mummy pinchded me",
        "my mates trappin and i cant leave",
        "took 20 paracetamol, 30 co-codamol and all my sertraline",
        "he gave me xanax, ketamine and fentanyl",
        "citalopram, fluoxetine and metformin with Calpol",
        "drank domestos. bulimic. nobody knows",
        "im Christian and he is Muslim",
        "Victim's mother said so, Today's teacher was kind",
        "my lil blade is in my coat",
        "f u c k this, i scored 5.5, 6.5",
        "we've had enough, they would've told us, who'd listen",
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


def test_what_was_redacted_before_stays_as_it_is() -> None:
    said = "tell [name] at [place], [name] is kind"
    assert redact(said) == Redacted(said, ())


@pytest.mark.parametrize("case", read(DEV), ids=lambda case: case["text"][:20])
def test_nothing_more_is_taken_out_of_redacted_words(case: dict[str, Any]) -> None:
    once = redact(case["text"]).text
    assert redact(once).text == once


@pytest.mark.parametrize(
    "unit",
    [
        *("a", "A.", "1-", "a_", "aa.", "Ab ", "ab/", "ਗੁ", "\u200c", "'s "),
        *("snap a1bc ", "x dot ", "flat 1, ", "one two ", "sdfkj ", "Kgfdk ", "St ", "0800 1111 "),
        *("The Oakfield ", "in holly park ", "school called ", "harry potter ", "hope and "),
    ],
)
def test_long_words_cost_no_more_than_their_length(unit: str) -> None:
    """20 ms for 2,000 letters and ten times that for ten times as many: CPU time, the best of three."""
    said = (unit * 20_000)[:20_000]
    assert min(_cost(said) for _ in range(3)) < 0.2


def _cost(said: str) -> float:
    started = process_time()
    redact(said)
    return process_time() - started


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
