"""The second factor: codes of an app on a telephone, and recovery codes for when it is lost."""

import re
from datetime import datetime
from uuid import UUID

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from api import codes
from api.errors import WrongState
from api.staff.sessions import digest
from api.staff.tables import AccountRow, RecoveryCodeRow, StaffSessionRow
from api.waves.keys import STAFF, KeyRing

ISSUER = "Heard"
# Telephones go wrong by seconds, and people type: one step of 30 s to each side (RFC 6238, 5.2).
WINDOW = 1
RECOVERY_CODES = 10
RECOVERY_LENGTH = 16
LOST = (
    "Your second factor cannot be read any more: its key is gone from the machine that Heard runs on. Use a "
    "recovery code, or ask an administrator for a new link."
)


class FactorLost(WrongState):
    """The key of the second factors is not the one they were sealed with."""


def offered(keys: KeyRing, browser: StaffSessionRow) -> str:
    """The secret that is set up at a browser, made when it is first asked for. Raises FactorLost."""
    if browser.offered is None:
        fresh = {"account": str(browser.account_id), "secret": pyotp.random_base32()}
        browser.offered = keys.seal(STAFF, fresh)
    return secret(keys, browser.account_id, browser.offered)


def secret(keys: KeyRing, account_id: UUID, sealed: bytes) -> str:
    """What was sealed, in the letters that apps take. Raises FactorLost, also for that of another account."""
    try:
        held = keys.open(STAFF, sealed)
    except WrongState as fault:
        raise FactorLost(LOST) from fault
    if held["account"] != str(account_id):
        raise FactorLost(LOST)
    return str(held["secret"])


def address(secret: str, account: AccountRow) -> str:
    """What the picture says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email or account.name, issuer_name=ISSUER)


def step(secret: str, typed: str, now: datetime) -> int | None:
    """The step of time whose code was typed, if any."""
    code = re.sub(r"\s", "", typed)
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=WINDOW)
    except OTPVerificationError:
        return None


def is_right(keys: KeyRing, account: AccountRow, typed: str, now: datetime) -> bool:
    """Whether it is the code of an account; it is used up then. Raises FactorLost."""
    if account.factor is None:
        return False
    found = step(secret(keys, account.id, account.factor), typed, now)
    if found is None or found <= account.step:
        return False
    account.step = found
    return True


def prove(keys: KeyRing, account: AccountRow, browser: StaffSessionRow, typed: str, now: datetime) -> bool:
    """Takes what was offered at a browser, once a code of it is typed. Raises FactorLost."""
    found = step(offered(keys, browser), typed, now)
    if found is None:
        return False
    account.factor, account.step = browser.offered, found
    browser.offered = None
    return True


def make_recovery_codes(session: Session, account_id: UUID) -> list[str]:
    """New ones in the place of all before, as people read them."""
    forget_recovery_codes(session, account_id)
    made = [codes.make(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCodeRow(digest=digest(code), account_id=account_id) for code in made)
    return [codes.spaced(code) for code in made]


def use_recovery_code(session: Session, account_id: UUID, typed: str) -> bool:
    """Whether it was one of theirs; then it is one no more."""
    gone = delete(RecoveryCodeRow).where(
        col(RecoveryCodeRow.account_id) == account_id,
        col(RecoveryCodeRow.digest) == digest(codes.tidy(typed)),
    )
    return session.exec(gone).rowcount == 1


def forget_recovery_codes(session: Session, account_id: UUID) -> None:
    """All of an account."""
    session.exec(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.account_id) == account_id))


def recovery_codes_left(session: Session, account_id: UUID) -> int:
    """How many an account can still use."""
    left = select(func.count()).select_from(RecoveryCodeRow)
    return session.exec(left.where(RecoveryCodeRow.account_id == account_id)).one()
