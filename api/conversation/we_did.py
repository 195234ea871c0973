"""The way from a survey to what was done with earlier answers, where there is anything to read of it."""

from sqlmodel import Session

from api.actions import said_reading
from api.conversation.contracts import Link
from api.conversation.helping import Helping
from api.conversation.words import say
from api.guidance.service import Reader


def links(session: Session, helping: Helping, reader: Reader, language: str) -> list[Link]:
    """A link to the page for these readers; none while nothing is published for them."""
    if not said_reading.has_any(session, reader):
        return []
    address = said_reading.address(helping.web_address, reader, language)
    return [Link(label=say("labels.we_did", language), url=address)]
