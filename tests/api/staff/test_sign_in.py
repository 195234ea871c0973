"""A link signs in once; a session can be ended."""

import pytest
from sqlmodel import Session

from api.errors import SignInNeeded
from api.staff import service as staff
from api.staff.service import Person

ROBIN = Person("Robin Madeup", "Safeguarding lead")


def test_a_link_works_once(session: Session) -> None:
    link = staff.make_link(session)
    opened = staff.sign_in(session, link, ROBIN)
    assert staff.check(session, opened) == ROBIN
    with pytest.raises(SignInNeeded, match="./heard link"):
        staff.sign_in(session, link, ROBIN)


def test_signing_out_ends_the_session(session: Session) -> None:
    opened = staff.sign_in(session, staff.make_link(session), ROBIN)
    staff.sign_out(session, opened)
    with pytest.raises(SignInNeeded):
        staff.check(session, opened)


@pytest.mark.parametrize("token", [None, "", "made-up"])
def test_nobody_else_gets_in(session: Session, token: str | None) -> None:
    with pytest.raises(SignInNeeded):
        staff.check(session, token)
