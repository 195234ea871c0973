"""The tone of a comment by VADER, to compare: no reading is made with it."""

from functools import cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from nlu.english import unmasked
from nlu.tone import Tone, is_scored

# The cuts that its authors name.
_CLEAR = 0.05


class Vader:
    """VADER's list and rules as they come."""

    def score(self, text: str) -> float | None:
        """From -1 to 1; None where it knows none of the words."""
        if not is_scored(text):
            return None
        found: float = _analyser().polarity_scores(unmasked(text))["compound"]
        return found or None

    def classify(self, text: str) -> Tone:
        """Not scored, or the side of its cuts."""
        found = self.score(text)
        if found is None:
            return Tone.not_scored
        if abs(found) < _CLEAR:
            return Tone.mixed
        return Tone.positive if found > 0 else Tone.negative


@cache
def _analyser() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()
