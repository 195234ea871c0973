"""The buttons of a reminder: ":remind STAGE DAY" sets it, ":forget STAGE DAY" takes it back."""

from datetime import date

from sqlmodel import Session

from api import clock
from api.conversation.contracts import Option, Reply
from api.conversation.replies import REMIND
from api.conversation.turn import Turn
from api.conversation.words import button, say
from api.guidance import escalation
from api.reminders import service as reminders
from api.waves.keys import KeyRing

FORGET = ":forget"


def tapped(session: Session, keys: KeyRing, turn: Turn) -> Reply | None:
    """What becomes of a reminder; None where the turn is about none that there can be."""
    for command, does in ((REMIND, _remind), (FORGET, _forget)):
        stage, _, day = (turn.after(command) or "").partition(" ")
        if (due := _day(day)) and any(stage == known.slug for known in escalation.stages(session)):
            return does(session, keys, turn, stage, due)
    return None


def _remind(session: Session, keys: KeyRing, turn: Turn, stage: str, due: date) -> Reply:
    now = clock.now()
    day = escalation.day_in_words(due, clock.here(now).date())
    if not reminders.can_be_set(due, now):
        return _says("too_late", day)
    if not reminders.set_for(session, keys, turn.address, stage, due, now):
        return _says("members_only", day)
    return _says("is_set", day, Option(label=say("labels.forget"), value=f"{FORGET} {stage} {due}"))


def _forget(session: Session, keys: KeyRing, turn: Turn, stage: str, due: date) -> Reply:
    reminders.take_back(session, keys, turn.address, stage, due)
    return _says("forgotten", escalation.day_in_words(due, clock.today()))


def _says(place: str, day: str, *choices: Option) -> Reply:
    return Reply(text=say(f"reminder.{place}").format(day=day), choices=[*choices, button("menu")])


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
