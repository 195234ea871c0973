"""The child's side of the workshop: `python -m api.meaning judge|tones|teach`, lines of JSON in, JSON out."""

import json
import sys
from collections import Counter
from dataclasses import asdict
from typing import Any, BinaryIO


def judge(material: BinaryIO) -> dict[str, Any]:
    """A comment and how it sounds to people on each line in; what that says of the scorers out."""
    from nlu.judging import judge
    from nlu.tone import Tone

    lines = [json.loads(line) for line in material]
    found = judge([(words, Tone(heard)) for words, heard in lines])
    return {
        "labels": found.labels,
        "scorers": {name: asdict(mistakes) for name, mistakes in found.scorers.items()},
        "model": found.model.to_json() if found.model else None,
    }


def tones(material: BinaryIO) -> dict[str, int]:
    """The learned scorer (or null) on the first line and a comment on each other in; counts of tones out."""
    from nlu.learned import Learned
    from nlu.tone import Scorer, TextBlobScorer

    model = json.loads(next(material))
    scorer: Scorer = TextBlobScorer() if model is None else Learned.from_json(model)
    return dict(Counter(str(scorer.classify(json.loads(line))) for line in material))


def teach(material: BinaryIO) -> dict[str, Any]:
    """The code-book on the first line, a comment and its themes on each other in; what they teach out."""
    from nlu.suggesting import Worth
    from nlu.teaching_themes import teach
    from nlu.themes import CodeBook, Theme

    book = CodeBook(
        {key: Theme(name, frozenset(stems)) for key, (name, stems) in json.loads(next(material)).items()}
    )
    lines = [json.loads(line) for line in material]
    found = teach([(words, set(about)) for words, about in lines], book)
    return {
        "words": {theme: asdict(Worth.of(found.words[theme])) for theme in found.learned},
        "learned": {theme: asdict(Worth.of(score)) for theme, score in found.learned.items()},
        "model": found.model.to_json() if found.model else None,
    }


if __name__ == "__main__":
    json.dump({"judge": judge, "tones": tones, "teach": teach}[sys.argv[1]](sys.stdin.buffer), sys.stdout)
