"""What the unit wants of a broadcast beside its words: for whom, how urgent, what it asks of its readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from api.broadcasts.tables import BroadcastRow
from api.errors import WrongState
from api.members import audience
from api.members.audience import Audience, Reach
from api.waves import service as waves
from api.waves.tables import Entry, WaveRow, WaveState

LONGEST_REVIEW = 100
# Typed by hand into the address of a form, anything may come.
LONGEST_CODE, MOST_CODES = 100, 50


@dataclass(frozen=True)
class Wishes:
    """`resend`: a copy of which nobody knows whether it has arrived is sent once more. `urgent`: it leaves in
    quiet hours too. `asks`: readers are asked to say that they have understood it.
    """

    agency_types: Sequence[str] = ()
    roles: Sequence[str] = ()
    languages: Sequence[str] = ()
    theme: str | None = None
    resend: bool = True
    urgent: bool = False
    asks: bool = False
    review: str | None = None
    wave_id: UUID | None = None

    @property
    def audience(self) -> Audience:
        """For whom it is."""
        return Audience(self.agency_types, self.roles, self.languages, self.theme)


NONE = Wishes()


def of(row: BroadcastRow) -> Wishes:
    """What is wanted of a broadcast."""
    return Wishes(
        tuple(row.agency_types),
        tuple(row.roles),
        tuple(row.languages),
        row.theme,
        row.resend,
        row.urgent,
        row.asks,
        row.review,
        row.wave_id,
    )


def put(session: Session, row: BroadcastRow, wanted: Wishes) -> None:
    """Writes down what is wanted. An audience is never made wider by what makes no sense in it.

    Raises NotFound for a wave that there is not.
    """
    row.agency_types, row.roles = _codes(wanted.agency_types), _codes(wanted.roles)
    row.languages = _codes(wanted.languages)
    row.theme = (wanted.theme or "")[:LONGEST_CODE] or None
    row.resend, row.urgent, row.asks = wanted.resend, wanted.urgent, wanted.asks
    row.review = (wanted.review or "").strip()[:LONGEST_REVIEW] or None
    row.wave_id = waves.get(session, wanted.wave_id).id if wanted.wave_id else None


def chosen(session: Session, row: BroadcastRow) -> Sequence[UUID]:
    """The members whom it goes to, none of whom leaves before the transaction ends."""
    return audience.chosen(session, of(row).audience)


def count(session: Session, row: BroadcastRow) -> Reach:
    """How many they are now."""
    return audience.count(session, of(row).audience)


def surveys(session: Session) -> list[WaveRow]:
    """Waves that a broadcast can invite to: open now, for practitioners, by one link for everybody.

    Codes of their own would lead from a member to their answers.
    """
    return [wave for wave in waves.opened(session) if _is_for_all(wave)]


def check(session: Session, row: BroadcastRow) -> None:
    """Raises WrongState where the survey that it invites to takes no answers any more."""
    if row.wave_id is None:
        return
    wave = waves.get(session, row.wave_id)
    if wave.state != WaveState.OPEN or not _is_for_all(wave):
        raise WrongState(
            f"The survey that it invites to has closed: {wave.title}. Take the broadcast back, and leave the "
            "survey out or choose another one."
        )


def _is_for_all(wave: WaveRow) -> bool:
    return wave.audience == "practitioner" and wave.entry == Entry.LINK


def _codes(codes: Sequence[str]) -> list[str]:
    return [code[:LONGEST_CODE] for code in dict.fromkeys(codes) if code][:MOST_CODES]
