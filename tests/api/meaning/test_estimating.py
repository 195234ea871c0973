"""The shares that are told are those that people would count, within the band that is told beside them."""

import random

from hypothesis import given
from hypothesis import strategies as st

from api.meaning.estimating import estimate

TONES = ("positive", "mixed", "negative", "not_scored")
COUNTS = st.fixed_dictionaries({tone: st.integers(0, 5000) for tone in TONES})
TABLE = st.dictionaries(
    st.sampled_from(TONES), st.dictionaries(st.sampled_from(TONES[:3]), st.integers(0, 100))
)


@given(COUNTS, TABLE, st.booleans())
def test_nobody_is_lost_and_what_is_not_scored_stays_so(
    counted: dict[str, int], table: dict[str, dict[str, int]], elsewhere: bool
) -> None:
    found = estimate(counted, table, elsewhere=elsewhere)
    assert sum(found.counts.values()) == sum(counted.values())
    assert found.counts["not_scored"] == counted["not_scored"]
    assert all(number >= 0 for number in found.counts.values())
    assert found.within % 5 == 0


def test_a_scorer_that_leans_is_set_right() -> None:
    # It finds one in five of the negative comments, as TextBlob did on public comments.
    chance = random.Random(8)
    hits = {"negative": 0, "positive": 0}
    for _ in range(200):
        truth = [chance.choice(["negative", "positive", "positive"]) for _ in range(2000)]
        heard = ["negative" if tone == "negative" and chance.random() < 0.2 else "positive" for tone in truth]
        table: dict[str, dict[str, int]] = {}
        for said, tone in list(zip(heard, truth, strict=True))[:150]:
            row = table.setdefault(said, {})
            row[tone] = row.get(tone, 0) + 1
        counted = {tone: heard.count(tone) for tone in TONES}
        found = estimate(counted, table, elsewhere=False)
        assert found.within <= 10
        for tone in hits:
            off = abs(found.counts[tone] - truth.count(tone)) / 2000 * 100
            hits[tone] += off <= found.within
    # Uncorrected, every one of these would be some 26 points off.
    assert min(hits.values()) >= 190


def test_fewer_labels_and_labels_of_other_waves_widen_the_band() -> None:
    counted = {"positive": 300, "negative": 200}
    many = {"positive": {"positive": 90, "negative": 30}, "negative": {"negative": 60, "positive": 20}}
    few = {one: {tone: number // 4 for tone, number in row.items()} for one, row in many.items()}
    bands = [estimate(counted, table, elsewhere=False).within for table in (many, few)]
    assert bands[0] < bands[1]
    assert estimate(counted, many, elsewhere=True).within == bands[0] + 5
