"""Where channels hand in requests to be contacted; each call is a transaction of its own."""

from dataclasses import dataclass

from sqlalchemy import Engine

from api import clock, codes
from api.db import transaction
from api.safety import contact
from api.safety.contact import Office as Office
from api.safety.contact import Sent as Sent
from api.safety.contact import Wish as Wish
from api.safety.contact_reach import Fault as Fault
from api.safety.contact_reach import reach as reach
from api.waves.keys import KeyRing


@dataclass(frozen=True)
class ContactDesk:
    """Every method but `new_code` raises Unavailable when the database does not answer."""

    engine: Engine
    keys: KeyRing

    def office(self) -> Office:
        """Who reads requests and when, and whether one can be sent now."""
        with transaction(self.engine) as session:
            return contact.office(session)

    def new_code(self) -> str:
        """A code for a form that is about to be filled in, by which what it sends can be taken back."""
        return codes.spaced(codes.make(codes.RECEIPT_LENGTH))

    def send(self, wish: Wish, code: str) -> Sent:
        """Keeps a request once. Raises WrongState while nobody reads requests."""
        kept = codes.tidy(code)
        if not codes.looks_like_code(kept) or len(kept) != codes.RECEIPT_LENGTH:
            kept = codes.make(codes.RECEIPT_LENGTH)  # somebody has tampered with the form
        with transaction(self.engine) as session:
            sent = contact.send(session, self.keys, wish, kept, clock.today())
        return Sent(codes.spaced(sent.code), sent.is_new)

    def refuse(self) -> None:
        """Notes that more is sent than can be taken: the console and the health say so."""
        with transaction(self.engine) as session:
            contact.refuse(session, clock.today())

    def take_back(self, code: str) -> bool:
        """Deletes a request that has not been dealt with; whether there was one."""
        with transaction(self.engine) as session:
            return contact.take_back(session, self.keys, code)
