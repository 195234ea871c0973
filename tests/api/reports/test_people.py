"""Numbers of people in reports: no word claims more than what is published of every wave."""

import re
from datetime import date

import pytest

from api.actions.contracts import Moved
from api.actions.tables import ActionState
from api.findings import equality
from api.findings.published import Audit, Crossing, Group, Published
from api.papers import blocks
from api.reports.front import changed_to_begin_with
from api.reports.material import Material, Silent
from api.reports.paper import paper
from api.reports.tables import ReportKind
from tests.api.reports.conftest import AUTUMN, a_part, an_action, everything, published, safe
from tests.api.reports.test_reports import row_of, tables, words_of


def small(number: int = 1) -> Published:
    """A class of which too few answered."""
    return published(title=f"Class {number}", asked=30, answered=None, tables=(), crossings=())


def on(kind: ReportKind, material: Material) -> blocks.Paper:
    return paper(row_of(kind), material, "Example Partnership")


def of(*waves: Published, kind: ReportKind = ReportKind.QUARTER) -> blocks.Paper:
    return on(kind, Material(parts=tuple(map(a_part, waves))))


def people(made: blocks.Paper) -> str:
    facts = next(block for block in made.blocks if isinstance(block, blocks.Facts))
    return next(number for number, what in facts.pairs if what == "people answered")


def test_a_sum_says_what_is_not_in_it() -> None:
    assert people(of(small())) == "fewer than 20"
    assert people(of(*map(small, range(4)))) == "not shown"
    assert people(of(published(answered=40), small(1), small(2))) == "at least about 40"
    assert people(of(published(answered=40), published(answered=60))) == "about 100"


def test_where_only_practitioners_were_asked_they_are_counted() -> None:
    part = a_part(published(audience="practitioner", answered=60))
    assert people(on(ReportKind.QUARTER, Material(parts=(), practitioners=(part,)))) == "about 60"


def test_the_pack_says_of_whom_nothing_is_known() -> None:
    waves = (published(asked=None, answered=120), published(asked=30, answered=20), small())
    made = of(*waves, kind=ReportKind.SCRUTINY)
    assert tables(made)["By who was asked"].rows == (
        ("Young people", "3", "not recorded", "at least about 140"),
    )
    shares = [row[-1] for row in tables(made)["Waves of which it is known how many were asked"].rows]
    assert shares == ["–", "–"]  # of 30 people


def test_the_pack_names_waves_without_numbers() -> None:
    silent = (Silent(title="Nobody came", closed=AUTUMN),)
    made = on(ReportKind.SCRUTINY, Material(parts=(a_part(),), silent=silent))
    assert "Nobody came, closed on 14 September 2026" in words_of(made)


def test_where_no_group_could_be_compared_it_is_not_said_that_none_differs() -> None:
    sexes = tuple(
        Group(value=sex, label=sex, table=safe("home", "at home", (5, 4, 2, 1, 1))) for sex in ("Girl", "Boy")
    )
    few = Crossing(key="home", label="Safe?", by="sex", by_label="sex", characteristic="sex", groups=sexes)
    said = words_of(of(published(crossings=(few,))))
    assert "No group answered so differently" not in said
    assert "so nothing could be compared" in said
    assert "Newcombe" not in said


def test_how_groups_are_compared_stands_once_in_it() -> None:
    said = words_of(of(published(), published(title="Another")))
    assert said.count(equality.method()) == 1


STRICT = Audit(rules="1/50/60", tried=0, rounds=1, withheld=(), narrowest=None)


@pytest.mark.parametrize("kind", [ReportKind.QUARTER, ReportKind.SCRUTINY, ReportKind.YEAR])
def test_stricter_rules_are_told_as_they_are(kind: ReportKind) -> None:
    none = published(answered=None, tables=(), crossings=(), audit=STRICT, title="Class")
    made = of(none, published(audit=STRICT), kind=kind)
    said = words_of(made)
    assert not re.findall(r"[^.\"]*(?:fewer than 20|about 35)[^.\"]*", said, re.IGNORECASE)
    assert ("fewer than 50" in said.lower(), "about 65" in said) == (True, True)
    assert people(of(none)) == "fewer than 50"


def test_rules_as_they_come_are_told_too() -> None:
    said = words_of(on(ReportKind.QUARTER, everything()))
    assert "need about 35 answers. A question or a group with fewer than 20 answers is not shown" in said
    assert "{" not in " ".join(re.findall(r'"text":"([^"]*)"', said))


def test_only_what_was_done_in_these_months_is_told_as_done() -> None:
    later = an_action(
        state=ActionState.DONE,
        to_escalate=False,
        moved=(Moved(date(2026, 9, 2), ActionState.PLANNED, ""),),
    )
    assert "Done" not in changed_to_begin_with(Material(parts=(a_part(),), actions=(later,)))


def test_what_was_opened_again_has_no_day_on_which_it_closed() -> None:
    again = an_action(
        to_escalate=False,
        moved=(
            Moved(date(2026, 7, 2), ActionState.DONE, ""),
            Moved(date(2026, 7, 9), ActionState.UNDER_WAY, ""),
        ),
    )
    done = an_action(
        title="Done", state=ActionState.DONE, moved=(Moved(date(2026, 7, 2), ActionState.DONE, ""),)
    )
    made = on(ReportKind.SCRUTINY, Material(parts=(a_part(),), actions=(again, done)))
    assert [row[-1] for row in tables(made)["Actions"].rows] == ["–", "2 July 2026"]


def test_a_quote_tells_the_role_of_who_said_it_and_not_the_group() -> None:
    parts = tuple(a_part(published(title=f"Class {number}")) for number in range(2))
    made = on(ReportKind.QUARTER, Material(parts=parts))
    said = [block for block in made.blocks if isinstance(block, blocks.Heading | blocks.Quote)]
    places = [place for place, block in enumerate(said) if isinstance(block, blocks.Quote)]
    assert places[1] == places[0] + 1
    over = said[places[0] - 1]
    assert isinstance(over, blocks.Heading) and over.text == "In their words: young people"


def test_what_practitioners_wrote_is_told_too() -> None:
    theirs = a_part(published(title="Policy in practice", audience="practitioner"))
    said = words_of(on(ReportKind.QUARTER, Material(parts=(), practitioners=(theirs,))))
    assert ("A practitioner: lights" in said, "How the comments sounded" in said) == (True, True)


def test_groups_of_several_waves_together_have_their_tables() -> None:
    pool = published(title="Two waves together")
    made = on(ReportKind.QUARTER, Material(parts=(a_part(small()),), pools=(pool,)))
    assert "Answers by group: Two waves together" in words_of(made)


def test_help_cards_are_counted_by_times_not_people() -> None:
    cards = safe("signposts", "anywhere", (41, 22, 31, 11, 10))
    made = of(published(signposts=cards), kind=ReportKind.SCRUTINY)
    notes = [block.note for block in made.blocks if isinstance(block, blocks.Table)]
    assert "Of about 115 times that somebody went through the questions" in notes
