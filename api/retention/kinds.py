"""Every kind of data that is kept: what drops what is past its clock, and what counts it."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session

from api.audit import service as audit
from api.broadcasts import calls, ledger
from api.broadcasts import service as broadcasts
from api.broadcasts.tables import BroadcastKind
from api.conversation import retention as conversations
from api.feedback import service as feedback
from api.guidance import changes as guidance
from api.members import links as member_links
from api.members import service as members
from api.reminders import service as reminders
from api.retention import repository
from api.retention.broom import Broom, Kind
from api.retention.clocks import (
    AUDIT_LASTS,
    CLOSED_ACCOUNTS_LAST,
    DELETIONS_LAST,
    ENDED_KEYS_LAST,
    MISUNDERSTANDINGS_LAST,
    REMINDED_LASTS,
    REMINDERS_WAIT,
    UNREACHABLE_LASTS,
    UNSENT_ISSUES_LAST,
    WORK_LASTS,
    Clocks,
)
from api.runs import service as runs
from api.safety import contact
from api.safety import service as safety
from api.staff import accounts, links, sessions
from api.staff import keys as api_keys
from api.understanding import service as understanding
from api.waves import rehearsals
from api.waves import service as waves


def _days(number: int) -> timedelta:
    return timedelta(days=number)


def _forget_rehearsals(session: Session, broom: Broom) -> int:
    over = waves.rehearsals_over(session, broom.now)
    rehearsals.drop(session, broom.keys, over)
    return len(over)


def _destroy_keys(session: Session, broom: Broom) -> int:
    # A wave that is being made has its key before anybody sees the wave.
    repository.hold(session, "wave")
    left = waves.left_keys(session, broom.keys)
    for wave_id in left:
        broom.keys.destroy(wave_id)
    return len(left)


def _forget_alerts(session: Session, broom: Broom) -> int:
    handled, raised = broom.ago(broom.clocks.handled_alerts), broom.ago(broom.clocks.alerts)
    return safety.forget_past(session, handled_before=handled, raised_before=raised)


def _past_alerts(session: Session, broom: Broom) -> int:
    handled, raised = broom.ago(broom.clocks.handled_alerts), broom.ago(broom.clocks.alerts)
    return safety.past(session, handled_before=handled, raised_before=raised)


def _forget_sign_ins(session: Session, broom: Broom) -> int:
    return links.forget_past(session, broom.now) + sessions.forget_past(session, broom.now)


def _past_sign_ins(session: Session, broom: Broom) -> int:
    return links.past(session, broom.now) + sessions.past(session, broom.now)


def _letters(name: str, kind: BroadcastKind, lasts: Callable[[Clocks], timedelta]) -> Kind:
    """Broadcasts of one kind, with their copies."""
    return Kind(
        name,
        lambda session, broom: broadcasts.forget_past(session, broom.now - lasts(broom.clocks), kind),
        lambda session, broom: broadcasts.past(session, broom.now - lasts(broom.clocks), kind),
        ("attempt", "delivery", "broadcast_text", "broadcast_document", "broadcast"),
    )


# What each is in words, and who decides: words.yml, and docs/privacy.md.
KINDS = (
    Kind(
        "conversations",
        lambda session, broom: conversations.forget_idle(session, broom.today),
        lambda session, broom: conversations.idle(session, broom.today),
        ("turn", "conversation"),
    ),
    Kind(
        "runs",
        lambda session, _: runs.forget_closed(session),
        lambda session, _: runs.of_closed(session),
        ("run", "participation", "signpost"),
    ),
    Kind(
        "codes",
        lambda session, _: waves.forget_spent_codes(session),
        lambda session, _: waves.spent_codes(session),
        ("entry_code",),
    ),
    Kind(
        "rehearsals",
        _forget_rehearsals,
        lambda session, broom: len(waves.rehearsals_over(session, broom.now)),
        ("run", "participation", "turn"),
    ),
    Kind(
        "keys",
        _destroy_keys,
        lambda session, broom: len(waves.left_keys(session, broom.keys)),
    ),
    Kind(
        "responses",
        lambda session, broom: runs.forget_responses(session, broom.ago(broom.clocks.responses)),
        lambda session, broom: runs.old_responses(session, broom.ago(broom.clocks.responses)),
        ("response", "label", "coding", "quote"),
        daily=True,  # people take their answers back, and quotes lose what leads to them
    ),
    Kind("alerts", _forget_alerts, _past_alerts, ("alert",)),
    Kind(
        "calls",
        lambda session, broom: calls.forget_past(session, broom.now - _days(broom.clocks.alerts)),
        lambda session, broom: calls.past(session, broom.now - _days(broom.clocks.alerts)),
        ("attempt", "delivery", "broadcast"),
    ),
    Kind(
        "audit",
        lambda session, broom: audit.forget_past(session, broom.now - AUDIT_LASTS),
        lambda session, broom: audit.past(session, broom.now - AUDIT_LASTS),
        ("audit",),
    ),
    Kind(
        "contacts",
        lambda session, broom: contact.forget_past(session, broom.ago(broom.clocks.contacts), broom.today),
        lambda session, broom: contact.past(session, broom.ago(broom.clocks.contacts)),
        ("contact.request",),
        daily=True,  # people take them back, and words go when somebody has dealt with them
    ),
    Kind(
        "sign_ins",
        _forget_sign_ins,
        _past_sign_ins,
        ("sign_in_link", "staff_session"),
    ),
    Kind(
        "accounts",
        lambda session, broom: accounts.forget_past(session, broom.today - CLOSED_ACCOUNTS_LAST),
        lambda session, broom: accounts.past(session, broom.today - CLOSED_ACCOUNTS_LAST),
        ("account",),
    ),
    Kind(
        "api_keys",
        lambda session, broom: api_keys.forget_past(session, broom.today - ENDED_KEYS_LAST),
        lambda session, broom: api_keys.past(session, broom.today - ENDED_KEYS_LAST),
        ("api_key",),
    ),
    # Members stay until they leave; then everything goes at once.
    Kind("members", lambda *_: 0, lambda *_: 0, ("member", "address"), daily=True),
    Kind(
        "member_links",
        lambda session, broom: member_links.forget_past(session, broom.now),
        lambda session, broom: member_links.past(session, broom.now),
        ("member_link",),
        daily=True,  # they are used up
    ),
    Kind(
        "invitations",
        lambda session, broom: members.forget_spent_invitations(session, broom.today),
        lambda session, broom: members.spent_invitations(session, broom.today),
        ("invitation",),
    ),
    _letters("broadcasts", BroadcastKind.UNIT, lambda clocks: _days(clocks.broadcasts)),
    _letters("tests", BroadcastKind.TEST, lambda _: REMINDED_LASTS),
    Kind(
        "reminders",
        lambda session, broom: reminders.forget_past(session, broom.today - REMINDERS_WAIT),
        lambda session, broom: reminders.past(session, broom.today - REMINDERS_WAIT),
        ("reminder",),
        daily=True,  # they are sent and taken back
    ),
    _letters("reminded", BroadcastKind.REMINDER, lambda _: REMINDED_LASTS),
    Kind(
        "issues",
        lambda session, broom: feedback.forget_past(session, broom.ago(broom.clocks.issues)),
        lambda session, broom: feedback.past(session, broom.ago(broom.clocks.issues)),
        ("issue",),
        daily=True,  # members leave, and are taken out of what they sent
    ),
    Kind("reports", lambda *_: 0, lambda *_: 0),  # published: they stay, as findings do
    Kind("actions", lambda *_: 0, lambda *_: 0),  # with what people were told was done
    _letters("answers", BroadcastKind.ANSWER, lambda clocks: _days(clocks.issues)),
    Kind(
        "unsent_issues",
        lambda session, broom: feedback.forget_left(session, broom.today - UNSENT_ISSUES_LAST),
        lambda session, broom: feedback.left(session, broom.today - UNSENT_ISSUES_LAST),
        ("issue_draft",),
        daily=True,  # they are sent and dropped
    ),
    Kind(
        "unreachable",
        lambda session, broom: ledger.forget_unreachable(session, broom.today - UNREACHABLE_LASTS),
        lambda session, broom: ledger.unreachable(session, broom.today - UNREACHABLE_LASTS),
        ("unreachable",),
    ),
    Kind(
        "misunderstandings",
        lambda session, broom: understanding.forget_past(session, broom.today, MISUNDERSTANDINGS_LAST),
        lambda session, broom: understanding.past(session, broom.today, MISUNDERSTANDINGS_LAST),
    ),
    Kind(
        "guidance",
        lambda session, broom: guidance.forget_past(session, broom.now - AUDIT_LASTS),
        lambda session, broom: guidance.past(session, broom.now - AUDIT_LASTS),
        ("guidance_change",),
    ),
    Kind(
        "work",
        lambda _, broom: broom.work.forget(broom.now - WORK_LASTS),
        lambda _, broom: broom.work.past(broom.now - WORK_LASTS),
    ),
    Kind(
        "deletions",
        lambda session, broom: repository.drop_before(session, broom.today - DELETIONS_LAST),
        lambda session, broom: repository.count_before(session, broom.today - DELETIONS_LAST),
    ),
)
