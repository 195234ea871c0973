"""What the words of Coventry's pack must and must not say."""

import re
from pathlib import Path

from api.guidance import service
from api.guidance.content import read
from api.guidance.pack import Contact

CONTENT = Path(service.__file__).parent / "content" / "coventry"
PACK = read(CONTENT)
# Other programs look for topics under these names.
SLUGS = {
    "threshold-check", "levels-of-need", "escalation", "contact-mash", "contact-out-of-hours",
    "immediate-danger", "early-help", "staff-allegation", "exploitation", "missing", "fgm", "prevent",
    "domestic-abuse", "neglect", "online-harm", "child-on-child", "self-harm", "private-fostering",
    "modern-slavery", "consent", "information-sharing", "must-i-report", "child-disclosure-advice",
    "training", "stag-join", "raise-issue", "start-survey", "my-safety", "who-are-you", "greet",
    "goodbye", "out-of-scope",
}  # fmt: skip


def _numbers(contact: Contact) -> str:
    return contact.phone or contact.text or ""


def test_every_topic_is_there_with_a_source() -> None:
    assert {topic.slug for topic in PACK.topics} >= SLUGS
    assert all(topic.sources for topic in PACK.topics)


def test_no_file_but_the_contacts_holds_a_phone_number() -> None:
    numbers = {re.sub(r"\D", "", _numbers(contact)) for contact in PACK.contacts}
    for path in CONTENT.rglob("*.yml"):
        if path.name == "contacts.yml":
            continue
        for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            # Dates and spans of years are no numbers to ring; comments are for the editor.
            line = re.sub(r"20\d\d-\d\d(-\d\d)?", "", line.split(" #")[0])
            assert not re.search(r"\d[\d\s().-]{5,}\d", line), f"{path.name}, row {row}"
            assert not numbers & set(re.findall(r"\d+", line)), f"{path.name}, row {row}"


def test_nothing_claims_to_be_confirmed_that_nobody_confirmed() -> None:
    assert not any(contact.confirmed or contact.verified for contact in PACK.contacts)
    assert not any(source.confirmed for source in PACK.sources)
    assert [level.name for level in PACK.levels.levels] == ["Universal", "Early help", None, None]
    assert [level.confirmed for level in PACK.levels.levels] == [True, True, False, False]
    assert not any(indicator.confirmed for indicator in PACK.levels.indicators)
    assert {stage.key: stage.days for stage in PACK.escalation.stages} == {
        "1a": 1, "1b": 1, "2": None, "3": None, "4": None,
    }  # fmt: skip


def test_no_sign_is_told_as_another_council_s_that_was_seen_in_none() -> None:
    for sign in PACK.levels.indicators:
        if sign.level == 4 or sign.domain == "family":
            assert sign.source.source == "general-practice", sign.key


def test_every_indicator_above_level_one_can_be_found() -> None:
    assert all(bool(indicator.words) == (indicator.level > 1) for indicator in PACK.levels.indicators)
