"""Nothing that a practitioner reads turns a duty into advice, wherever in the content it stands."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session

from api import clock
from api.guidance import compare, escalation, service
from api.guidance.content import read
from api.guidance.pack import SOFTER, Pack
from api.guidance.service import Check
from api.guidance.shelf import library

CONTENT = Path(service.__file__).parent / "content" / "coventry"
Edit = Callable[[str, str, str], int]

# Guidance says what to do, in the imperative. These say something else with a softer word.
ALLOWED = (
    "A level to consider",
    "lead to a level to consider",
    "A should means: do it unless",
    "who advises settings on it",
    "anyone who could be harmed by it",
    "could put the child at risk",
    "or advise on one named child",
    "review it and try to resolve it",
)
# What must be done, in any words, and so the word has to stand in that sentence.
DUTIES = (
    r"\breport(ed)?\b.*\b(themselves|yourself|yourselves)\b|\byou yourself\b",
    r"\b(referral|allegation)\b.*\bLADO\b.*\bwithin 24 hours\b",
    r"\bcouncil\b.*\btold\b.*\bprivate fostering\b",
    r"\bdecisions\b.*\bbased on Effective Support\b",
    r"\bview, copy or share a nude image\b",
)


def rendered(session: Session, pack: Pack) -> Iterator[str]:
    """Everything that the guidance says to practitioners, as it is drawn."""
    for topic in pack.topics:
        answer = service.answer(session, topic.slug)
        assert answer is not None
        yield answer.text
        yield answer.note
    for pair in compare.pairs(pack.levels, library(session).facts(clock.now())):
        compared = service.answer(session, pair.slug)
        assert compared is not None
        yield compared.text
    yield from checks(session, pack)
    for stage in ["0", *(stage.key for stage in pack.escalation.stages)]:
        for since in (None, date(2026, 11, 20)):
            answer = escalation.where(session, stage, since).answer
            yield answer.text
            yield answer.note
        yield "\n".join(escalation.reminder(session, stage, date(2026, 11, 23)))


def checks(session: Session, pack: Pack) -> Iterator[str]:
    """Threshold checks: every sign, and every answer to every question at each level."""
    signs, told = pack.levels.indicators, pack.phrases.check
    found = [Check(red_flag="none", signs=(sign.key,)) for sign in signs] + [Check(red_flag="none", signs=())]
    for level in range(1, 5):
        keys = tuple(sign.key for sign in signs if sign.level == level and not sign.red_flag)[:5]
        known = Check(red_flag="none", signs=keys)
        for field in ("age", "in_place", "consent", "earlier"):
            found += [replace(known, **{field: code}) for code in getattr(told, field)]
    for check in found:
        answer = service.consider(session, check)
        yield answer.text
        yield answer.note


def softened(session: Session, pack: Pack) -> list[str]:
    """Sentences that are softer than their duty, or are advice that nobody has typed as such."""
    typed = {duty.text for topic in pack.topics for duty in topic.duties if duty.kind != "must"}
    spared = {re.sub(r"\{.*?\}.*", "", text) for text in typed} | set(ALLOWED)
    sentences = {
        sentence.strip()
        for text in rendered(session, pack)
        for line in text.split("\n")
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", line)
    }
    return [
        sentence
        for sentence in sorted(sentences)
        if (SOFTER.search(sentence) and not any(one in sentence for one in spared))
        or (any(re.search(duty, sentence) for duty in DUTIES) and not re.search(r"\bmust\b", sentence))
    ]


def test_no_sentence_is_softer_than_its_duty(loaded: Session) -> None:
    assert softened(loaded, read(CONTENT)) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("topics/fgm.yml", "must also report it", "should also report it"),
        ("topics/fgm.yml", "must also report it", "also report it"),
        ("topics/staff-allegation.yml", "Tell the local authority", "You should tell the local authority"),
        ("topics/staff-allegation.yml", "keep to 24 hours", "try to keep to 24 hours"),
        ("topics/fgm.yml", "  - Tell your safeguarding lead", "  - Consider telling your safeguarding lead"),
        ("topics/must-i-report.yml", "tell your safeguarding lead at once", "you might tell your lead"),
        ("levels.yml", "route: Ring MASH now", "route: You should ring MASH now"),
        ("levels.yml", "note: Do not speak", "note: It is recommended not to speak"),
        ("levels.yml", "Ring MASH early", "You are advised to ring MASH early"),
        ("phrases.yml", "Ring MASH for advice, or", "It could help to ring MASH for advice, or"),
        ("phrases.yml", "If you are worried, act", "If you are worried, you should act"),
        ("phrases.yml", "it goes to the next stage.", "it could go to the next stage."),
        ("phrases.yml", "tell the social worker today", "consider telling the social worker"),
        ("escalation.yml", "at night and at weekends, at once.", "at night, ideally at once."),
        ("escalation.yml", "- What was agreed, or", "- What was agreed, where possible, or"),
        ("escalation.yml", "What needs to happen for", "What should happen for"),
    ],
)
def test_a_softer_word_is_found_wherever_it_is_put(
    session: Session, folder: Path, edit: Edit, file: str, old: str, new: str
) -> None:
    edit(file, old, new)
    service.load(session, folder)
    words = re.sub(r"^\W*(route: |note: )?", "", new)
    assert any(words in sentence for sentence in softened(session, read(folder)))
