"""A pack is sound, or every fault in it is named with its file and row."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from api.guidance.content import ContentFault, digest, read, texts

Edit = Callable[[str, str, str], int]

# file, what stands there, what is put in its place, the fault, and how many rows above it is told:
# a missing field at its item's first row, a fault in a block of text at the row where the block opens.
FAULTS = [
    ("contacts.yml", "    label: MASH\n", "", "'label' is missing", 1),
    ("contacts.yml", 'phone: "101"', "phone: 101", "'phone' has to be words", 0),
    ("contacts.yml", 'phone: "101"', "note: ring", "needs a phone, a text number or a link", 2),
    ("contacts.yml", "confirmed: false", "confirmed: true", "needs the dates 'verified' and 'expires'", 8),
    ("contacts.yml", "confirmed: false", "confirmed: No", "'confirmed' has to be true or false", 0),
    ("contacts.yml", '"024 7678 8555"', '"024 7678 85555"', "a digit too many or too few", 2),
    ("contacts.yml", "key: edt", "key: mash", "the key 'mash' is there twice", 0),
    ("contacts.yml", "source: mash-guide", "source: nowhere", "no source 'nowhere'", 0),
    ("contacts.yml", "label: MASH", "label: '{mash}'", "curly brackets are not filled in here", 0),
    ("sources.yml", "reviewed: 2026-11-22", "reviewed: soon", "'reviewed' has to be a date", 0),
    ("partnership.yml", "key: coventry", "colour: blue\nkey: coventry", "'colour' is not a field here", 0),
    ("phrases.yml", "judgement:", "jugdement:", "'judgement' is missing", 23),
    ("phrases.yml", "{days}", "{weeks}", "nothing is called {weeks}", 0),
    ("levels.yml", "domain: child", "domain: school", "'domain' has to be one of", 0),
    ("levels.yml", "number: 2", "number: 3", "the levels 1, 2, 3 and 4 have to stand here once each", 19),
    ("levels.yml", "red_flag: exploitation", "red_flag: nothing", "no topic 'nothing'", 0),
    ("topics/fgm.yml", "must report it", "should report it", "its text has to say 'must'", 1),
    ("topics/fgm.yml", "    basis: Female", "    # basis: Female", "legal basis", 2),
    ("escalation.yml", "days: 1", "days: one", "'days' has to be a whole number", 0),
    ("cards/en.yml", "kind: support", "kind: immediate", "the card for child, immediate is there twice", 30),
    ("cards/en.yml", "kind: support", "kind: gentle", "'kind' has to be one of", 0),
    ("cards/en.yml", "topic: my-safety", "topic: safety", "no topic 'safety'", 0),
    ("cards/pl.yml", "{number}", "{numer}", "nothing is called {numer}", 0),
    ("cards/ur.yml", "{emergency.number}", "999", "only in contacts.yml", 1),
    ("topics/escalation.yml", "contacts: [mash, edt]", "contacts: [mush]", "no contact 'mush'", 0),
    ("topics/escalation.yml", "{stages}", "{stage}", "nothing is called {stage}", 3),
    ("topics/escalation.yml", "{stages}", "{stages", "curly brackets may hold only", 3),
    ("topics/escalation.yml", "slug: escalation", "slug: escalate", "slug has to be the file's name", 0),
    ("topics/escalation.yml", "related: [contact-mash", "related: [greet", "has no menu label", 0),
    ("topics/contact-mash.yml", "Ring for advice", "Ring 024 7678 8555", "only in contacts.yml", 1),
    ("topics/contact-mash.yml", "Ring for advice", "Ring 02476788555", "only in contacts.yml", 1),
    ("topics/immediate-danger.yml", "{emergency.number} now", "999 now", "only in contacts.yml", 1),
    ("topics/information-sharing.yml", "must disclose", "must consider it", "may not be softened", 1),
    ("topics/must-i-report.yml", "duties_of: [fgm,", "duties_of: [mush,", "no topic 'mush'", 0),
    ("topics/must-i-report.yml", "duties_of: [fgm,", "duties_of: [greet,", "has no duties", 0),
    ("contacts.yml", 'phone: "024 7678 8555"', 'phone: "0 ring the council"', "'phone'", 0),
    ("contacts.yml", 'text: "85258"', 'text: "SHOUT to 85258"', "'text'", 0),
    ("topics/consent.yml", "section: Seven golden rules", "section: 7", "'section' has to be words", 0),
]


@pytest.mark.parametrize(("file", "old", "new", "fault", "above"), FAULTS)
def test_a_fault_is_named_with_its_file_and_row(
    folder: Path, edit: Edit, file: str, old: str, new: str, fault: str, above: int
) -> None:
    row = edit(file, old, new)
    with pytest.raises(ContentFault) as raised:
        read(folder)
    told = [one for one in raised.value.faults if one.file == file and fault in one.fault]
    assert [one.row for one in told] == [row - above], str(raised.value)
    assert f"{file}, row {row - above}: {told[0].fault}" in str(raised.value)


def test_all_faults_are_told_at_once(folder: Path, edit: Edit) -> None:
    edit("contacts.yml", "    label: MASH\n", "")
    edit("sources.yml", "reviewed: 2026-11-22", "reviewed: soon")
    edit("topics/greet.yml", "slug: greet", "slug: [")
    (folder / "topics" / "goodbye.yml").write_bytes(b"\xff\xfe")
    (folder / "escalation.yml").unlink()
    (folder / "topics" / "stray.yaml").write_text("slug: stray\n", encoding="utf-8")
    (folder / "topics" / "levels-of-need.yml").unlink()
    with pytest.raises(ContentFault) as raised:
        read(folder)
    assert {fault.file for fault in raised.value.faults} >= {
        "contacts.yml",
        "sources.yml",
        "topics/greet.yml",
        "topics/goodbye.yml",
        "topics/stray.yaml",
        "topics/levels-of-need.yml",
        "escalation.yml",
    }


@pytest.mark.parametrize(
    "spoilt", ["", "- a\n- b\n", "just words\n", "a: 1\na: 2\n", "\ta: b\n", "a: &x [*x]\n"]
)
def test_a_file_that_is_no_content_is_a_fault(folder: Path, spoilt: str) -> None:
    for file in ("contacts.yml", "levels.yml", "topics/greet.yml"):
        (folder / file).write_text(spoilt, encoding="utf-8")
    with pytest.raises(ContentFault) as raised:
        read(folder)
    assert {"contacts.yml", "levels.yml", "topics/greet.yml"} <= {fault.file for fault in raised.value.faults}


def test_no_slip_of_the_hand_ends_in_anything_but_a_fault(folder: Path) -> None:
    """Lines are dropped, doubled, indented, shortened at random; the pack is read or its faults are told."""
    chance = random.Random(5)
    files = sorted(path for path in folder.rglob("*.yml"))
    told = 0
    for _ in range(15):
        file = chance.choice(files)
        kept = file.read_text(encoding="utf-8")
        lines = kept.splitlines()
        at = chance.randrange(len(lines))
        lines[at : at + 1] = chance.choice(
            [[], [lines[at]] * 2, [" " + lines[at]], [lines[at][: len(lines[at]) // 2]], [lines[at] + ": 5"]]
        )
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        try:
            read(folder)
        except ContentFault as fault:
            told += 1
            assert file.name in str(fault)
        file.write_text(kept, encoding="utf-8")
    assert told > 4


def test_the_digest_follows_the_content(folder: Path, edit: Edit) -> None:
    before = digest(texts(folder))
    assert digest(texts(folder)) == before
    edit("topics/greet.yml", "Hello.", "Good day.")
    assert digest(texts(folder)) != before
