"""Two levels of need side by side."""

import pytest
from sqlmodel import Session

from api.guidance import service


def test_two_levels_stand_beside_each_other_by_domain(loaded: Session) -> None:
    answer = service.answer(loaded, "levels-of-need:2-3")
    assert answer
    assert answer.slug == "levels-of-need"
    assert answer.text.startswith("Level 2, Early help beside Level 3 (local name not yet confirmed)")
    parts = answer.text.split("\n\n")
    for domain in ("The child's development", "Parenting", "Family and surroundings"):
        blocks = [part.split("\n") for part in parts if part.startswith(domain)]
        assert [block[0] for block in blocks] == [f"{domain}, level 2", f"{domain}, level 3"]
        assert all(line.startswith("- ") for block in blocks for line in block[1:])
    assert "Attendance below about nine days in ten" in answer.text
    assert "Episodes of going missing" in answer.text
    assert "Level 3 (local name not yet confirmed): not confirmed" in answer.text
    assert "Ring MASH for advice on the shared plan" in answer.text
    assert "- MASH: 024 7678 8555" in answer.text
    assert answer.unconfirmed
    assert {"Level 2, the child", "Level 3, the child"} <= {source.section for source in answer.sources}


def test_the_other_pairs_and_the_check_are_offered(loaded: Session) -> None:
    answer = service.answer(loaded, "levels-of-need:2-3")
    assert answer
    assert [item.slug for item in answer.related] == [
        "levels-of-need:1-2",
        "levels-of-need:3-4",
        "threshold-check",
    ]
    for item in answer.related:
        assert service.answer(loaded, item.slug)


def test_the_page_on_all_levels_leads_to_each_pair(loaded: Session) -> None:
    answer = service.answer(loaded, "levels-of-need")
    assert answer
    assert [item.label for item in answer.related[:3]] == [
        "Levels 1 and 2",
        "Levels 2 and 3",
        "Levels 3 and 4",
    ]


def test_levels_far_apart_and_in_either_order_can_be_compared(loaded: Session) -> None:
    ahead, back = service.answer(loaded, "levels-of-need:1-4"), service.answer(loaded, "levels-of-need:4-1")
    assert ahead and back
    assert ahead.text == back.text
    assert "A child has told someone of harm" in ahead.text


@pytest.mark.parametrize("part", ["2-2", "0-1", "4-5", "2", "2-3-4", "x", "２-３"])
def test_what_is_no_pair_is_no_page(loaded: Session, part: str) -> None:
    assert service.answer(loaded, f"levels-of-need:{part}") is None


def test_other_topics_have_no_parts(loaded: Session) -> None:
    assert service.answer(loaded, "neglect:2-3") is None
