"""`python -m nlu check`: the figures of the screen as tables, and the sentences that it gets wrong."""

from collections.abc import Callable, Iterator, Sequence

from nlu import corpus, evaluation, training
from nlu.corpus import Sentence
from nlu.evaluation import Outcome, Outcomes, Share
from nlu.screen import join

Table = list[list[str]]
"""Rows of cells, the first row being the head."""

_VIEWS: dict[str, Callable[[Sentence], str]] = {
    "harm type": lambda sentence: sentence.kind,
    "voice": lambda sentence: sentence.voice,
    "difficulty": lambda sentence: sentence.difficulty,
    "author": lambda sentence: sentence.by,
}


def kept_aside(authors: Sequence[str]) -> Iterator[Table]:
    """Figures on sentences that no rule and no weight was made from; of all authors where none is named."""
    outcomes = evaluation.judge(corpus.read_kept_aside(authors))
    yield _targets(outcomes)
    yield from _views(outcomes)


def development() -> Iterator[Table]:
    """Figures of the patterns, and of a second tier that has not seen the author of a sentence."""
    yield from _views(_held_out())


def types() -> Iterator[Table]:
    """What the second tier sees of a harm type that it was never told of, by an author it never saw."""
    samples = training.sample(corpus.read())
    opinions = training.held_out(samples)
    level = training.cuts(samples, opinions).check_in
    known = training.seen_by_type(samples, opinions, level)
    unknown = training.seen_by_type(samples, training.held_out_types(samples), level)
    head = ["harm type", "trained with the type", "trained without it"]
    yield [head, *([kind, *(_percent(Share(*found[kind])) for found in (known, unknown))] for kind in known)]


def mistakes() -> Iterator[str]:
    """Development sentences that the patterns miss, and those without harm that they flag."""
    outcomes = evaluation.judge(corpus.read())
    for outcome in outcomes.harm:
        urgent = outcome.sentence.tier == "immediate"
        if outcome.patterns is None or (urgent and outcome.patterns.tier != "immediate"):
            seen = outcome.patterns.tier if outcome.patterns else "missed"
            yield _line(seen, outcome.sentence, outcome.sentence.tier, outcome.sentence.difficulty)
    for outcome in (*outcomes.hard_negatives, *outcomes.ordinary):
        if outcome.patterns:
            yield _line("flagged", outcome.sentence, str(outcome.patterns.family))


def aligned(table: Table) -> str:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table)
    return "\n".join(line.rstrip() for line in lines)


def markdown(table: Table) -> str:
    head, *rows = ("| " + " | ".join(row) + " |" for row in table)
    return "\n".join([head, "| --- " * len(table[0]) + "|", *rows])


def _held_out() -> Outcomes:
    sentences = corpus.read()
    samples = training.sample(sentences)
    opinions = training.held_out(samples)
    cuts = training.cuts(samples, opinions)
    of = {sentence: opinions[at] for at, sentence in enumerate(samples.sentences)}
    return evaluation.judge(sentences, lambda sentence, found: join(found, of[sentence], cuts))


def _targets(outcomes: Outcomes) -> Table:
    harm, alike, ordinary = outcomes.harm, outcomes.hard_negatives, outcomes.ordinary
    half, most = outcomes.milliseconds()
    return [
        ["figure", "target", "measured"],
        ["harm, either tier", "at least 85 %", _percent(evaluation.either(harm))],
        ["harm, alert alone", "at least 60 %", _percent(evaluation.alert(harm))],
        ["danger now, either tier", "", _percent(evaluation.either(evaluation.urgent(harm)))],
        ["danger now, taken as such", "at least 18 of 20", _percent(evaluation.immediate(harm))],
        ["alerts, taken as danger now", "", _percent(evaluation.hastened(harm))],
        ["look-alikes, taken as danger now", "", _percent(evaluation.hastened(alike))],
        ["ordinary answers, taken as danger now", "", _percent(evaluation.hastened(ordinary))],
        ["look-alikes, alert alone", "at most 10 %", _percent(evaluation.alert(alike))],
        ["look-alikes, either tier", "at most 35 %", _percent(evaluation.either(alike))],
        ["ordinary answers, alert", "at most 0.5 %", _percent(evaluation.alert(ordinary))],
        ["ordinary answers, check-in", "at most 5 %", _percent(evaluation.check_in(ordinary))],
        ["time a message, half and 99 of 100 below", "under 1 ms", f"{half:.2f} ms, {most:.2f} ms"],
    ]


def _views(outcomes: Outcomes) -> Iterator[Table]:
    for view, key in _VIEWS.items():
        grouped = [*evaluation.groups(outcomes.harm, key), ("all", list(outcomes.harm))]
        head = [
            view,
            "sentences",
            "either tier",
            "alert",
            "patterns",
            "danger now taken as such",
            "others taken so",
        ]
        yield [head, *(_recall(name, members) for name, members in grouped)]
    grouped = [
        *evaluation.groups(outcomes.hard_negatives, lambda sentence: sentence.kind),
        ("all look-alikes", list(outcomes.hard_negatives)),
        *(
            (f"ordinary, {voice}", members)
            for voice, members in evaluation.groups(outcomes.ordinary, lambda sentence: sentence.kind)
        ),
        ("all ordinary answers", list(outcomes.ordinary)),
    ]
    yield [
        ["no harm is told", "sentences", "either tier", "alert", "patterns", "taken as danger now"],
        *(
            [name, str(len(members)), *_cells(members), _percent(evaluation.hastened(members))]
            for name, members in grouped
        ),
    ]


def _recall(name: str, members: Sequence[Outcome]) -> list[str]:
    urgent = evaluation.immediate(members)
    taken = f"{urgent.hits} of {urgent.of}" if urgent.of else ""
    return [name, str(len(members)), *_cells(members), taken, _percent(evaluation.hastened(members))]


def _cells(members: Sequence[Outcome]) -> list[str]:
    return [_percent(share(members)) for share in (evaluation.either, evaluation.alert, evaluation.patterns)]


def _percent(share: Share) -> str:
    low, high = share.interval()
    return f"{share.rate:.1%} [{low * 100:.0f} to {high * 100:.0f}]"


def _line(what: str, sentence: Sentence, *more: str) -> str:
    return "\t".join([what, sentence.kind, *more, sentence.by, sentence.text])
