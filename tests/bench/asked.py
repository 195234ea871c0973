"""Whether a practitioner meets the page that was asked for, through the whole of Heard. Prints no words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nlu import understanding
from nlu.evaluation import Share
from nlu.report import Table
from tests.bench.meter import Meter, Phone

SETS = sorted(file.stem.removeprefix("kept_aside_") for file in understanding.KEPT_ASIDE.glob("kept_aside_*"))
URGENT = "immediate"
PLACES = ANSWER, BELOW, CARD, BUTTON = (
    "as the answer",
    "below a help card",
    "as the topic of a help card",
    "as a button only",
)
FOLLOWED = RIGHT, OTHER, ALONE = "the right page below", "another page below", "no page below"


@dataclass(frozen=True, slots=True)
class Met:
    """The topic that was meant, and the replies to the first words of a conversation."""

    meant: str
    replies: Sequence[dict[str, Any]]

    @property
    def card(self) -> str | None:
        """Which help card."""
        return next((reply["card"] for reply in self.replies if "card" in reply), None)

    @property
    def pages(self) -> list[str]:
        """The topics that were answered, with a card above or without."""
        return [reply["topic"] for reply in self.replies if reply["topic"] and "card" not in reply]

    @property
    def place(self) -> str | None:
        """Where the right page stands in what was said; None where it is nowhere."""
        if self.meant in self.pages:
            return BELOW if self.card else ANSWER
        if self.meant in [reply["topic"] for reply in self.replies]:
            return CARD
        offered = [choice["value"] for reply in self.replies for choice in reply["choices"]]
        return BUTTON if self.meant in offered else None

    @property
    def followed(self) -> str:
        """What stands below the card."""
        if not self.pages:
            return ALONE
        return RIGHT if self.meant in self.pages else OTHER


def measure(meter: Meter) -> None:
    """Prints a column for each set; each was written by one author."""
    phone = Phone(meter.site.url)
    columns = [_figures(_asked(phone, name)) for name in SETS]
    print(f"\n| words that were never learnt from | {' | '.join(f'set {name}' for name in SETS)} |")
    print(f"|---|{'---|' * len(SETS)}")
    for rows in zip(*columns, strict=True):
        print(f"| {rows[0][0]} | {' | '.join(figure for _, figure in rows)} |", flush=True)


def _asked(phone: Phone, name: str) -> list[Met]:
    """What is said to each sentence of a set, in a conversation of its own."""
    return [
        Met(topic, phone.post(phone.conversation(audience="practitioner"), {"text": words})["replies"])
        for topic, words in understanding.kept_aside([name])
    ]


def _figures(met: Sequence[Met]) -> Table:
    """Rows of a name and a figure: of all words, of questions that are not about danger, of danger."""
    questions = [one for one in met if one.meant not in understanding.URGENT]
    danger = [one for one in met if one.meant in understanding.URGENT]
    found = Counter(one.place for one in met)
    return [
        ["all words", str(len(met))],
        ["right page among what is said", _share([one.place is not None for one in met])],
        *([f"- {place}", str(found[place])] for place in PLACES),
        ["questions that are not about danger", str(len(questions))],
        ["right page among what is said", _share([one.place is not None for one in questions])],
        *_cards("help card", [one for one in questions if one.card], len(questions)),
        *_cards("of these, urgent", [one for one in questions if one.card == URGENT], len(questions)),
        ["words about danger", str(len(danger))],
        ["urgent card", str(sum(one.card == URGENT for one in danger))],
        ["another help card, or a page on danger", str(sum(_is_met_softly(one) for one in danger))],
        ["neither", str(sum(one.card is None and not _on_danger(one) for one in danger))],
    ]


def _cards(name: str, met: Sequence[Met], of: int) -> Table:
    """How often a card is met, and with what below."""
    below = Counter(one.followed for one in met)
    return [
        [name, _share([True] * len(met) + [False] * (of - len(met)))],
        *([f"- {what}", str(below[what])] for what in FOLLOWED),
    ]


def _is_met_softly(met: Met) -> bool:
    return met.card != URGENT and (met.card is not None or _on_danger(met))


def _on_danger(met: Met) -> bool:
    return any(topic in understanding.URGENT for topic in met.pages)


def _share(hits: Sequence[bool]) -> str:
    share = Share(sum(hits), len(hits))
    low, high = share.interval()
    return f"{share.rate:.1%} [{low * 100:.0f} to {high * 100:.0f}]"
