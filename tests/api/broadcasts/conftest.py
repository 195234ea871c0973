"""Members of several agencies, and broadcasts to them."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import Session

from api.broadcasts import ledger
from api.broadcasts import service as broadcasts
from api.broadcasts.tables import BroadcastRow, DeliveryRow, DeliveryState
from api.broadcasts.wishes import Wishes
from api.members import addresses
from api.members.addresses import Address
from api.members.tables import AgencyRow, MemberRow
from api.waves.keys import KeyRing
from tests.people import ROBIN, approved

Member = Callable[..., UUID]
JOINED = date(2026, 11, 20)


@pytest.fixture
def member(session: Session, keys: KeyRing) -> Member:
    """Makes a member who is reached in Telegram, or elsewhere."""

    def joined(
        name: str = "Sam Sample", agency: str = "Hill School", kind: str = "telegram", **more: object
    ) -> UUID:
        row = MemberRow(name=name, agency=agency, joined=JOINED, **more)  # type: ignore[arg-type]
        session.add(row)
        session.flush()
        session.add(addresses.row(keys, row.id, Address(kind, f"{name} {agency}")))
        session.flush()
        return row.id

    return joined


@pytest.fixture
def agencies(session: Session) -> None:
    """The types of two agencies; of others nobody has said it."""
    session.add_all(
        [AgencyRow(name="Hill School", type="education"), AgencyRow(name="Ward 7", type="health")]
    )
    session.flush()


def handed_out(session: Session, wanted: Wishes, **words: str) -> BroadcastRow:
    """One that has been sent, and has reached everybody whom it is for."""
    row = approved(session, wanted=wanted, **words)
    broadcasts.send(session, ROBIN, row.id)
    arrive(session, row)
    return row


def arrive(session: Session, row: BroadcastRow) -> None:
    """Every copy that is on its way ends well."""
    on_its_way = DeliveryRow.broadcast_id == row.id, DeliveryRow.state == DeliveryState.WAITING
    session.exec(update(DeliveryRow).where(*on_its_way).values(state=DeliveryState.SENT))  # type: ignore[arg-type]
    ledger.finish(session, row.id)
    session.flush()
    session.expire_all()


def fail(session: Session, row: BroadcastRow, member_id: UUID, state: DeliveryState) -> None:
    """One copy did not arrive after all."""
    copy = session.get_one(DeliveryRow, (row.id, member_id))
    copy.state = state
    session.flush()
