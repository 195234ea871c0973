"""Differences between groups: chance is rarely taken for one, a real one is found, and gaps are explained."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.findings import equality
from api.findings.protection import Counted, protect
from api.findings.published import Crossing, Group, Published

ANSWERS = ["very safe", "safe", "not safe", "dont_know"]
NOT_ASKED = "marriage or civil partnership"
Weights = Mapping[str, Sequence[int]]


def crossing(
    people: Sequence[tuple[str, str]], groups: Sequence[str], key: str = "home", characteristic: str = "sex"
) -> Crossing:
    """What is published of (group, answer) pairs."""

    def group(name: str) -> Group:
        counts = Counter(answer for of, answer in people if of == name)
        choices = [(answer, answer.capitalize()) for answer in ANSWERS]
        counted = Counted(key, key, choices, False, None, sum(counts.values()), counts)
        return Group(value=name, label=name.capitalize(), table=protect(counted))

    return Crossing(
        key=key,
        label=f"How safe at {key}?",
        by="about",
        by_label="Your sex?",
        characteristic=characteristic,
        groups=tuple(map(group, groups)),
    )


def published(*crossings: Crossing, audience: str = "young_person") -> Published:
    return Published(
        id=UUID(int=1),
        number=1,
        taken=date(2026, 11, 9),
        final=True,
        title="Made-up group",
        audience=audience,
        survey="your_voice_matters",
        version="1",
        first_week=None,
        last_week=None,
        asked=None,
        answered=None,
        tables=(),
        crossings=crossings,
    )


def drawn(chance: random.Random, sizes: Mapping[str, int], weights: Weights) -> list[tuple[str, str]]:
    return [
        (group, answer)
        for group, size in sizes.items()
        for answer in chance.choices(ANSWERS, weights[group], k=size)
    ]


def test_of_surveys_without_a_difference_at_most_one_in_twenty_names_one() -> None:
    chance, flagged = random.Random(7), 0
    surveys = 300
    for _ in range(surveys):
        groups = [f"group {number}" for number in range(chance.randint(2, 5))]
        weights = [chance.randint(1, 6) for _ in ANSWERS]
        crossings = [
            crossing(
                drawn(
                    chance, {one: chance.randint(25, 400) for one in groups}, dict.fromkeys(groups, weights)
                ),
                groups,
                key,
            )
            for key in ("home", "school", "online", "travel", "area")
        ]
        flagged += bool(equality.said(published(*crossings)))
    assert flagged <= surveys / 20


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.integers(120, 400), st.integers(250, 900))
def test_a_planted_difference_is_named_with_both_shares(seed: int, few: int, many: int) -> None:
    chance = random.Random(seed)
    sizes = {"girls": few, "boys": many}
    weights = {"girls": [1, 2, 6, 1], "boys": [6, 2, 1, 1]}
    lines = equality.said(published(crossing(drawn(chance, sizes, weights), list(sizes))))
    [line] = [line for line in lines if "Not safe" in line]
    assert line.startswith("“How safe at home?” About ")
    assert "of those who said “Girls” to “Your sex?”" in line
    assert line.count("%") == 2


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(ANSWERS)), max_size=400))
def test_it_says_nothing_of_groups_that_are_too_small(people: list[tuple[str, str]]) -> None:
    data = published(crossing(people, ["a", "b", "c"]))
    sizes = Counter(group for group, _ in people)
    said = " ".join(equality.said(data))
    for group in "abc":
        if sizes[group] < 30:
            assert f"“{group.upper()}”" not in said
        if sizes[group] < 20:
            assert f"“{group.upper()}”" in " ".join(equality.unshown(data))


def test_whoever_does_not_say_is_no_group_of_a_characteristic() -> None:
    people = [("yes", "safe")] * 200 + [("no", "safe")] * 200 + [("rather_not_say", "not safe")] * 200
    lines = equality.said(published(crossing(people, ["yes", "no", "rather_not_say"])))
    assert lines
    assert not [line for line in lines if "“Rather_not_say” to" in line]


def test_small_shares_and_whole_groups_are_told_as_far_as_they_are_shown() -> None:
    people = [("yes", "safe")] * 100 + [("no", "not safe")] * 96 + [("no", "safe")] * 4
    lines = equality.said(published(crossing(people, ["yes", "no"])))
    assert any(
        "Nearly all of those who said “Yes”" in line and "that are shown at most 8% did" in line
        for line in lines
    )
    assert any("At most 8% of those who said “Yes”" in line and "about 95% did" in line for line in lines)


@settings(max_examples=60, deadline=None)
@given(st.integers(60, 150), st.lists(st.integers(0, 18), min_size=1, max_size=3))
@example(70, [7, 12])
def test_at_most_is_a_bound(own: int, others: list[int]) -> None:
    people = [("a", "safe")] * own + [("a", "not safe")] * 40
    for name, safe in zip("bcd", others, strict=False):
        people += [(name, "safe")] * safe + [(name, "not safe")] * (38 - safe)
    names = ["a", *"bcd"[: len(others)]]
    true = 100 * sum(others) / (38 * len(others))
    for line in equality.said(published(crossing(people, names))):
        if "said “A”" in line and "answered “Safe”" in line and "that are shown at most" in line:
            assert int(line.rsplit("at most ", 1)[1].split("%")[0]) >= true


def test_where_groups_are_too_small_nothing_was_compared() -> None:
    small = published(crossing([("a", "safe")] * 25 + [("b", "not safe")] * 15, ["a", "b"]))
    large = published(crossing([("a", "safe")] * 80 + [("b", "safe")] * 80, ["a", "b"]))
    assert (equality.compared(small), equality.compared(large)) == (False, True)
    assert list(equality.said(large)) == []


def test_what_is_no_protected_characteristic_is_left_alone() -> None:
    people = [("north", "safe")] * 100 + [("south", "not safe")] * 100
    data = published(crossing(people, ["north", "south"], characteristic=""))
    assert equality.said(data) == ()
    assert list(equality.unshown(data)) == [
        "No answers are told apart by protected characteristics in these numbers."
    ]


@pytest.mark.parametrize(
    ("audience", "why"), [("young_person", "Before sixteen"), ("parent", "This survey does not ask these")]
)
def test_what_could_not_be_shown_is_explained(audience: str, why: str) -> None:
    home = [("yes", "safe")] * 30 + [("no", "safe")] * 12 + [("maybe", "safe")] * 25
    school = [("yes", "safe")] * 30 + [("no", "safe")] * 12 + [("maybe", "safe")] * 9
    names = ["yes", "no", "maybe"]
    data = published(crossing(home, names), crossing(school, names, "school"), audience=audience)
    never, at_times, absent, reason = equality.unshown(data)
    assert "“Your sex?” Not shown: “No”. At least 20" in never
    assert "Not shown for every question: “Maybe”" in at_times
    assert NOT_ASKED in absent
    assert " sex" not in absent.replace("sexual", "")
    assert why in reason


def test_the_rule_itself_is_said() -> None:
    assert "Newcombe" in equality.method()
