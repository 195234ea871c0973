"""Answers, menus and searches, as people meet them."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from api import clock
from api.guidance import service
from api.guidance.content import ContentFault, read
from api.guidance.tables import Topic

CONTENT = Path(service.__file__).parent / "content" / "coventry"
PACK = read(CONTENT)

Edit = Callable[[str, str, str], int]
UNCONFIRMED = "Not yet confirmed by the partnership: check with the business unit."
OVERDUE = "The review date of this text has passed"


def told(session: Session, slug: str, today: date | None = None) -> service.Answer:
    now = datetime.combine(today, time(12), clock.HERE) if today else None
    found = service.answer(session, slug, now)
    assert found is not None
    return found


@pytest.mark.parametrize("slug", [topic.slug for topic in PACK.topics])
def test_every_topic_answers_in_plain_text_with_its_source(loaded: Session, slug: str) -> None:
    answer = told(loaded, slug)
    assert answer.slug == slug
    assert not re.search(r"[{}<>*_#]|  ", answer.text)
    assert answer.sources
    assert all(source.title and source.section and source.version for source in answer.sources)
    assert all(item.label for item in answer.related)


def test_an_unknown_topic_is_none(loaded: Session) -> None:
    assert service.answer(loaded, "no-such-topic") is None


def test_unconfirmed_guidance_says_so_to_practitioners(loaded: Session) -> None:
    for topic in PACK.topics:
        answer = told(loaded, topic.slug)
        assert answer.unconfirmed
        assert (UNCONFIRMED in answer.text) == (topic.audiences == ["practitioner"])


def test_a_number_comes_with_its_name_and_its_doubts(loaded: Session) -> None:
    answer = told(loaded, "contact-mash")
    assert "- MASH: 024 7678 8555 (hours not yet confirmed)" in answer.text
    assert (
        "- LADO: 024 7683 1730 (from an old directory entry, probably replaced"
        in told(loaded, "staff-allegation").text
    )


def test_escalation_gives_the_clocks_that_are_known_and_no_other(loaded: Session) -> None:
    stages = [line for line in told(loaded, "escalation").text.split("\n") if line.startswith("- Stage")]
    assert [line.rsplit(": ", 1)[1] for line in stages] == [
        "within 1 working day",
        "within 1 working day",
        "time limit not yet confirmed",
        "time limit not yet confirmed",
    ]


def test_levels_without_a_known_name_say_so(loaded: Session) -> None:
    lines = told(loaded, "levels-of-need").text
    assert "- Level 2, Early help: " in lines
    assert "- Level 3 (local name not yet confirmed): " in lines


def test_a_must_reaches_the_reader_as_a_must(loaded: Session) -> None:
    seen = 0
    for topic in PACK.topics:
        for duty in (duty for duty in topic.duties if duty.kind == "must"):
            seen += 1
            paragraph = next(
                part for part in told(loaded, topic.slug).text.split("\n\n") if duty.text[:20] in part
            )
            assert re.search(r"\bmust\b", paragraph)
            assert "Basis: " in paragraph
            assert not re.search(r"\b(should|could|might|ought)\b", paragraph)
    assert seen >= 3


def test_a_duty_is_told_everywhere_as_it_stands_on_its_own_page(
    session: Session, folder: Path, edit: Edit
) -> None:
    edit("topics/staff-allegation.yml", "within 24 hours of the", "within 12 hours of the")
    service.load(session, folder)
    here = told(session, "must-i-report").text
    assert "within 12 hours of the allegation reaching you" in here
    for slug in ("fgm", "staff-allegation", "private-fostering"):
        there = told(session, slug).text.split("\n\n")
        [duty] = [part for part in there if "must" in part and "(Basis: " in part]
        assert duty in here.split("\n\n")


def test_a_page_that_tells_the_duty_of_another_is_no_surer_and_no_newer_than_that_one(
    session: Session, folder: Path
) -> None:
    for path in folder.rglob("*.yml"):
        words = path.read_text(encoding="utf-8").replace("verified: null", "verified: 2026-11-01")
        words = words.replace("expires: null", "expires: 2027-11-01")
        words = re.sub(r"review_by: 202.-..-..", "review_by: 2027-11-01", words)
        if path.name != "fgm.yml":
            words = words.replace("confirmed: false", "confirmed: true")
        path.write_text(words, encoding="utf-8")
    service.load(session, folder)
    assert told(session, "must-i-report").unconfirmed
    assert not told(session, "contact-mash").unconfirmed


def test_a_passed_review_date_is_said(session: Session, folder: Path) -> None:
    before, after = (folder / "sources.yml").read_text(encoding="utf-8").split("key: escalation-policy")
    after = after.replace("review_by: 2027-02-28", "review_by: 2026-11-30", 1)
    (folder / "sources.yml").write_text(f"{before}key: escalation-policy{after}", encoding="utf-8")
    service.load(session, folder)
    on_the_day = told(session, "escalation", date(2026, 11, 30))
    assert not on_the_day.overdue
    assert OVERDUE not in on_the_day.text
    after_it = told(session, "escalation", date(2026, 12, 1))
    assert after_it.overdue
    assert OVERDUE in after_it.text.split("\n\n")[-1]
    assert not told(session, "contact-mash", date(2026, 12, 1)).overdue


def test_an_expired_number_says_so_everywhere(session: Session, folder: Path) -> None:
    contacts = (folder / "contacts.yml").read_text(encoding="utf-8")
    before, after = contacts.split("key: childline\n")
    after = after.replace("verified: null", "verified: 2026-10-01", 1)
    after = after.replace("expires: null", "expires: 2026-12-31", 1)
    (folder / "contacts.yml").write_text(f"{before}key: childline\n{after}", encoding="utf-8")
    service.load(session, folder)
    said = "not checked lately, may have changed"
    assert said not in told(session, "my-safety", date(2026, 12, 31)).text
    assert f"Childline: 0800 1111 ({said})" in told(session, "my-safety", date(2027, 1, 1)).text
    card = service.signpost(service.cards(folder), "young_person", "support", today=date(2027, 1, 1))
    assert f"Childline: 0800 1111 ({said})" in card.text


def test_a_pack_that_is_all_confirmed_is_silent_about_it(session: Session, folder: Path) -> None:
    for path in folder.rglob("*.yml"):
        words = path.read_text(encoding="utf-8").replace("confirmed: false", "confirmed: true")
        words = words.replace("verified: null", "verified: 2026-11-01")
        words = words.replace("expires: null", "expires: 2027-11-01")
        path.write_text(words, encoding="utf-8")
    service.load(session, folder)
    answer = told(session, "contact-mash", date(2026, 11, 22))
    assert not answer.unconfirmed
    assert UNCONFIRMED not in answer.text


def test_loading_again_changes_nothing(session: Session, folder: Path, edit: Edit) -> None:
    service.load(session, folder)
    session.commit()
    written = session.execute(text("select xmin, slug from topic order by slug")).all()
    service.load(session, folder)
    session.commit()
    assert session.execute(text("select xmin, slug from topic order by slug")).all() == written
    edit("topics/greet.yml", "Hello.", "Good day.")
    (folder / "topics" / "goodbye.yml").unlink()
    service.load(session, folder)
    session.commit()
    assert told(session, "greet").text.startswith("Good day.")
    assert service.answer(session, "goodbye") is None


def test_a_faulty_pack_leaves_the_published_one(loaded: Session, folder: Path, edit: Edit) -> None:
    edit("topics/greet.yml", "slug: greet", "slug: 5")
    with pytest.raises(ContentFault, match=r"topics/greet\.yml, row 1: "):
        service.load(loaded, folder)
    loaded.rollback()
    assert told(loaded, "greet").text.startswith("Hello.")


def test_another_partnership_needs_another_folder_only(session: Session, folder: Path, edit: Edit) -> None:
    service.load(session, CONTENT)
    edit("partnership.yml", "Coventry Safeguarding Children Partnership", "Anywhere Partnership")
    service.load(session, folder)
    assert "program of the Anywhere Partnership" in told(session, "greet").text
    assert session.execute(text("select count(*) from guidance_pack")).scalar() == 1


def test_each_audience_has_its_menu(loaded: Session) -> None:
    practitioner = [item.slug for item in service.menu(loaded, "practitioner")]
    assert {"threshold-check", "escalation", "contact-mash"} <= set(practitioner)
    assert not {"greet", "goodbye", "out-of-scope"} & set(practitioner)
    assert [item.slug for item in service.menu(loaded, "young_person")] == [
        "my-safety",
        "start-survey",
        "who-are-you",
    ]


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("they closed it and I disagree", "escalation"),
        ("MASH closed it and I disagree", "escalation"),
        ("complaint about a teacher hurting a pupil", "staff-allegation"),
        ("who is the LADO?", "staff-allegation"),
        ("what threshold applies?", "threshold-check"),
        ("who do I ring tonight", "contact-out-of-hours"),
        ("can I share information without consent", "consent"),
        ("county lines", "exploitation"),
        ("a child told me something", "child-disclosure-advice"),
        ("is this anonymous", "who-are-you"),
    ],
)
def test_a_search_in_ones_own_words_finds_the_topic_first(loaded: Session, words: str, slug: str) -> None:
    found = service.search(loaded, words)
    assert found[0].slug == slug
    assert found[0].label
    assert found[0].opening
    assert len(found) <= 3


@pytest.mark.parametrize(
    "words", ["", "   ", "the and of", "xyzzy", "\0", "'; drop table topic --", "!!! & | (", "\ud800"]
)
def test_a_search_without_a_hit_is_empty(loaded: Session, words: str) -> None:
    assert service.search(loaded, words) == []
    assert loaded.get(Topic, "escalation") is not None


def test_a_search_keeps_to_its_audience(loaded: Session) -> None:
    assert service.search(loaded, "consent", audience="young_person") == []
