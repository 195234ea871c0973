"""What comments are about: a program suggests themes, and somebody who reads the comment decides."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.meaning import coding_repository, repository, suggesting
from api.meaning.suggesting import Suggesting
from api.meaning.tables import CodingRow
from api.staff.person import Person
from nlu.suggesting import OFTEN, Worth

PAGE = 20
READ = ""
"""The theme of the row that says that somebody has read a comment."""
SAMPLE, PRECISE = OFTEN, 9
"""Suggestions of a theme that somebody has read, and how many of ten were right, to accept the rest."""


@dataclass(frozen=True)
class Comment:
    """One comment with the codes that its words suggest, those that are ticked, and whether it was read."""

    response_id: UUID
    words: str
    suggested: Sequence[str]
    ticked: Set[str]
    read: bool


@dataclass(frozen=True)
class Page:
    """Up to twenty comments; `more` says whether others follow."""

    number: int
    comments: Sequence[Comment]
    more: bool


@dataclass(frozen=True)
class Offer:
    """How good the suggestions of a theme were, of those that somebody has read; the rest waits.

    `unseen`: what was learned knows comments that somebody has read, so it has to be as good on others.
    """

    theme: str
    name: str
    read: int
    right: int
    unseen: Worth | None

    @property
    def precise(self) -> bool:
        """Whether all others may be accepted."""
        enough = self.read >= SAMPLE and (self.unseen is None or self.unseen.often)
        return enough and self.of_ten >= PRECISE

    @property
    def of_ten(self) -> int:
        """So many of ten were right."""
        here = 10 * self.right // self.read if self.read else 0
        return here if self.unseen is None else min(here, self.unseen.right or 0)


@dataclass(frozen=True)
class Decided:
    """How many comments are about which themes together, in true counts. `whole`: all comments, no sample."""

    about: Mapping[frozenset[str], int]
    whole: bool

    @property
    def base(self) -> int:
        """The comments that count."""
        return sum(self.about.values())

    @property
    def counts(self) -> dict[str, int]:
        """How many are about each theme."""
        found: Counter[str] = Counter()
        for themes, times in self.about.items():
            found.update(dict.fromkeys(themes, times))
        return dict(found)

    def without(self, themes: Set[str]) -> int:
        """How many are about none of these."""
        return sum(times for theirs, times in self.about.items() if not theirs & themes)


def page(session: Session, wave_id: UUID, question: str, number: int) -> Page:
    """One page of the comments to a question, numbered from 1."""
    found = repository.page(session, wave_id, question, (number - 1) * PAGE, PAGE + 1)
    suggester, rows = suggesting.of(session, wave_id, question).suggester, found[:PAGE]
    decisions = _decisions(coding_repository.codings(session, wave_id, question, [row[0] for row in rows]))
    comments = []
    for response_id, words in rows:
        right = decisions.get(response_id, {})
        suggested = suggester.suggest(words)
        ticked = {theme for theme, kept in right.items() if kept and theme != READ}
        if READ not in right:
            ticked |= {theme for theme in suggested if right.get(theme, True)}
        comments.append(Comment(response_id, words, suggested, ticked, READ in right))
    return Page(number, comments, len(found) > PAGE)


def named(session: Session, wave_id: UUID, question: str, names: Sequence[str]) -> Mapping[str, UUID]:
    """Which comments a form means, by the names that stand in it."""
    return repository.named(session, wave_id, question, names)


def first_unread(session: Session, wave_id: UUID, question: str) -> int:
    """The number of the first page that nobody has confirmed; the last page where all are."""
    place = coding_repository.first_unread(session, wave_id, question)
    if place is None:
        place = max(0, repository.count_comments(session, wave_id, question) - 1)
    return place // PAGE + 1


def confirm(
    session: Session, who: Person, wave_id: UUID, question: str, ticked: Mapping[UUID, Set[str]]
) -> None:
    """Keeps what somebody has decided of the comments of a page; of strange responses and themes nothing."""
    suggester = suggesting.of(session, wave_id, question).suggester
    rows: list[CodingRow] = []
    for response_id, chosen in ticked.items():
        words = repository.comment(session, wave_id, question, response_id)
        if words is None:
            continue
        right = chosen & suggester.themes.keys()
        decided = {READ: True} | {theme: theme in right for theme in right | set(suggester.suggest(words))}
        rows += [
            CodingRow(response_id=response_id, question=question, theme=theme, right=kept)
            for theme, kept in decided.items()
        ]
    coding_repository.drop_codings(session, question, list({row.response_id for row in rows}))
    coding_repository.put_codings(session, rows, over=True)
    if rows:
        audit.record(session, who, "comments_coded", wave_id)


def offers(session: Session, wave_id: UUID, question: str) -> list[Offer]:
    """For each theme how good its suggestions were among the comments that somebody has read."""
    return _offers(session, wave_id, question, suggesting.of(session, wave_id, question))


def _offers(session: Session, wave_id: UUID, question: str, here: Suggesting) -> list[Offer]:
    suggester = here.suggester
    decisions = _decisions(coding_repository.codings(session, wave_id, question))
    read = dict.fromkeys(suggester.themes, 0)
    right = dict.fromkeys(suggester.themes, 0)
    for response_id, words in coding_repository.those_read(session, wave_id, question):
        for theme in suggester.suggest(words):
            read[theme] += 1
            right[theme] += decisions[response_id].get(theme, False)
    return [
        Offer(key, theme.name, read[key], right[key], here.unseen(key))
        for key, theme in suggester.themes.items()
        if read[key]
    ]


def accept(session: Session, who: Person, wave_id: UUID, question: str, theme: str) -> bool:
    """Takes every suggestion of a theme that nobody has read as right; False where that is not allowed.

    What somebody has read stays as they have decided.
    """
    here = suggesting.of(session, wave_id, question)
    offered = _offers(session, wave_id, question, here)
    if not any(offer.precise for offer in offered if offer.theme == theme):
        return False
    read = {response_id for response_id, _ in coding_repository.those_read(session, wave_id, question)}
    rows = [
        CodingRow(response_id=response_id, question=question, theme=theme, right=True, bulk=True)
        for response_id, words in repository.comments(session, wave_id, question)
        if response_id not in read and theme in here.suggester.suggest(words)
    ]
    coding_repository.put_codings(session, rows, over=False)
    audit.record(session, who, "comments_accepted", wave_id)
    return True


def decided(session: Session, wave_id: UUID, question: str) -> Decided:
    """What people have decided of the comments that they have read.

    Comments are read in a random order, so those that were read stand for all. What was accepted unread does
    not count: nobody knows what else those comments are about, nor what the others are about.
    """
    decisions = _decisions(coding_repository.codings(session, wave_id, question))
    about = Counter(
        frozenset(theme for theme, right in themes.items() if right and theme != READ)
        for themes in decisions.values()
        if READ in themes
    )
    every = repository.count_comments(session, wave_id, question)
    return Decided(dict(about), whole=about.total() == every)


def _decisions(rows: Sequence[CodingRow]) -> dict[UUID, dict[str, bool]]:
    """By response and theme whether it is right."""
    found: dict[UUID, dict[str, bool]] = {}
    for row in rows:
        found.setdefault(row.response_id, {})[row.theme] = row.right
    return found
