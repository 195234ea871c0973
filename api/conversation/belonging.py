"""The action group from its members' side: who joins by a code, what is kept of a member, and leaving."""

from uuid import UUID

from sqlmodel import Session

from api import clock, codes
from api.broadcasts import service as broadcasts
from api.conversation import interests, repository
from api.conversation.contracts import Link, Option, Reply
from api.conversation.sentences import only
from api.conversation.tables import ConversationRow
from api.conversation.turn import Turn
from api.conversation.words import button, say
from api.feedback import service as feedback
from api.guidance import escalation
from api.guidance import service as guidance
from api.languages import NAMES
from api.members import leaving, links, places, preferences
from api.members import service as members
from api.members.addresses import WEB, Address
from api.members.service import Joining
from api.members.tables import MemberRow
from api.reminders import service as reminders
from api.safety import duty
from api.waves.keys import KeyRing

LEAVE, KEPT, STOP, YES = ":leave", ":kept", ":stop", "yes"
MEMBERSHIP = "/membership"


def join(session: Session, keys: KeyRing, conversation: ConversationRow, turn: Turn, code: str) -> Reply:
    """Joins by a code; one for several people asks for a name first, which the next words are."""
    joining = members.join(session, keys, code, turn.address, clock.today())
    if joining is Joining.NAME_NEEDED and (found := members.invitation(session, code)):
        conversation.joining = found.id
        conversation.audience = "practitioner"  # who can write in their own words on the web
        return _asks_name(say("member.name_needed").format(agency=found.agency))
    if joining is Joining.UNKNOWN and turn.address is not None:
        joining = _comes_too(session, keys, turn.address, code)
    if joining is Joining.UNKNOWN:
        conversation.wrong_codes += 1
    return _joined(conversation, joining)


def _comes_too(session: Session, keys: KeyRing, here: Address, code: str) -> Joining:
    """Where a member has a code for, they are reached as well."""
    link = links.spend(session, codes.tidy(code), clock.now())
    if link is None or link.member_id is None:
        return Joining.UNKNOWN
    places.add(session, keys, link.member_id, here)
    return Joining.HERE_TOO


def named(session: Session, keys: KeyRing, conversation: ConversationRow, turn: Turn) -> Reply | None:
    """Whoever was asked for a name gives it; None where nobody was, or something else is meant."""
    invitation = conversation.joining
    if invitation is None:
        return None
    if turn.choice is not None or turn.command is not None or codes.looks_like_code(turn.words):
        conversation.joining = None
        return only("member.not_joined", conversation.language) if turn.command == ":no" else None
    name = " ".join(turn.words.split())
    if not any(sign.isalpha() for sign in name) or len(name) > members.LONGEST_NAME:
        return _asks_name(say("member.no_name"))
    conversation.joining = None
    joining = members.join_as(session, keys, invitation, name, turn.address, clock.today())
    return _joined(conversation, joining)


def asked(
    session: Session,
    keys: KeyRing,
    conversation: ConversationRow,
    turn: Turn,
    command: str | None,
    web: str,
) -> Reply | None:
    """What is kept of a member, what they are written about, the way to their pages at `web`, and leaving.

    None where it is about none of these. To stop is to leave for members alone, and only where no survey
    waits that it could be meant for.
    """
    in_words = None if command else interests.meant(turn.words)
    command = command or in_words
    said, _, rest = (command or "").partition(" ")
    if command is None or said not in (LEAVE, KEPT, STOP, interests.INBOX, interests.THEMES):
        return None
    in_survey = conversation.run_id is not None or conversation.offered_wave is not None
    member = members.member_at(session, keys, turn.address) if turn.address else None
    if said == STOP and (in_survey or member is None):
        return None
    if member is None:
        # "Stop messages about me" may be said of anything: it is read on, for guidance that fits.
        by_chance = in_words is not None and not interests.is_named(session, in_words)
        return None if by_chance else only("member.no_member", None)
    here = turn.address is not None and turn.address.kind == WEB
    if said == KEPT:
        return _kept(session, member, web, here=here)
    if here and said != LEAVE and said != STOP:  # a page shows it all
        place, page = ("inbox_here", "/inbox") if said == interests.INBOX else ("themes_here", MEMBERSHIP)
        return Reply(text=say(f"member.{place}"), choices=[button("menu")], links=_pages(web, page))
    if said == interests.THEMES:
        return interests.asked(session, member, command)
    if said == interests.INBOX:
        return Reply(text=say("member.inbox_ask"), choices=[_way(interests.INBOX, "inbox"), button("menu")])
    if rest == YES:
        return _left(session, conversation, member)
    stay = Option(label=say("labels.stay"), value=":menu")
    ways = [_way(f"{LEAVE} {YES}", "leave_yes"), _way(interests.THEMES, "themes"), stay]
    return Reply(text=say("member.leave"), choices=ways)


def kept(session: Session, member: MemberRow) -> str:
    """All that is kept of a member, in words."""
    today, themes = clock.today(), guidance.themes(session)
    told, hours = duty.member(session), preferences.quiet(member)
    ways = preferences.order(member.channels, members.kinds(session, member.id))
    quiet = {"start": f"{hours.start:02}:00", "end": f"{hours.end:02}:00"} if hours else {}
    shown = {
        "name": member.name,
        "agency": member.agency,
        "role": member.role or say("member.not_said"),
        "joined": escalation.day_in_words(member.joined, today),
        "language": NAMES.get(member.language, member.language),
        "channels": ", ".join(say(f"member.channels.{kind}") for kind in ways),
        "quiet": say("member.quiet" if hours else "member.no_quiet").format(**quiet),
        "left": ", ".join(themes.get(code, code) for code in member.left_themes) or say("member.none"),
        "letters": len(broadcasts.letters(session, member.id)),
        "reminders": reminders.waiting_for(session, member.id),
        "issues": feedback.number_from(session, member.id),
        "duty": say("member.on_duty") if told and told.id == member.id else "",
        "guest": say("member.guest") if member.guest else "",
    }
    return say("member.kept").format(**shown)


def _kept(session: Session, member: MemberRow, web: str, *, here: bool) -> Reply:
    ours = [] if here else [_way(interests.INBOX, "inbox")]
    ways = [*ours, _way(interests.THEMES, "themes"), _way(LEAVE, "leave"), button("menu")]
    return Reply(text=kept(session, member), choices=ways, links=_pages(web, MEMBERSHIP) if here else [])


def _pages(web: str, path: str) -> list[Link]:
    return [Link(label=say("labels.membership"), url=f"{web}{path}")]


def _left(session: Session, conversation: ConversationRow, member: MemberRow) -> Reply:
    """Everything of theirs goes, and what was said in this chat, where their name may stand."""
    leaving.leave(session, member.id)
    forget_talk(session, conversation.id)
    return only("member.left", None)


def forget_talk(session: Session, conversation_id: UUID) -> None:
    """Forgets what was said in a chat, and what was being written in it."""
    if draft := feedback.draft(session, conversation_id):
        feedback.drop(session, draft)
    repository.forget_turns(session, conversation_id)


def _asks_name(text: str) -> Reply:
    return Reply(text=text, choices=[button("menu"), button("no"), button("help")])


def _joined(conversation: ConversationRow, joining: Joining) -> Reply:
    if joining in (Joining.JOINED, Joining.HERE_TOO):
        conversation.audience = "practitioner"
    ours = [button("kept")] if joining in (Joining.JOINED, Joining.ALREADY, Joining.HERE_TOO) else []
    return Reply(text=say(f"member.{joining}"), choices=[button("menu"), *ours, button("help")])


def _way(value: str, label: str) -> Option:
    return Option(label=say(f"labels.{label}"), value=value)
