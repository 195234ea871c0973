"""Leaving a theme of messages to the action group, and coming back: asked in words, done by a tap."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session

from api import clock
from api.conversation.contracts import Link, Option, Reply
from api.conversation.turn import Turn
from api.conversation.words import button, command_before, say
from api.db import transaction
from api.guidance import service as guidance
from api.members import links
from api.members import service as members
from api.members.addresses import WEB
from api.members.tables import MemberRow
from api.waves.keys import KeyRing
from surveys.words import plain

THEMES, INBOX = ":themes", ":inbox"
_STOP, _BACK = "stop", "back"


def meant(words: str) -> str | None:
    """The command that words such as "stop messages about training" stand for, with what they are about."""
    found = command_before(words)
    return " ".join(found) if found else None


def is_named(session: Session, command: str) -> bool:
    """Whether it is clear which theme a command that stands for words is about."""
    return _theme(command, guidance.themes(session)) is not None


def asked(session: Session, member: MemberRow, command: str) -> Reply:
    """The button for what was asked in words; the list of all where it is not clear which theme is meant."""
    themes = guidance.themes(session)
    if not themes:
        return Reply(text=say("member.no_themes"), choices=[button("menu")])
    act, theme = _act(command)[0], _theme(command, themes)
    if theme is not None:
        way = _way(theme, themes[theme], left=act == _BACK)
        return Reply(text=say(f"member.theme_{act}_ask").format(theme=themes[theme]), choices=[way, _all()])
    ways = [_way(code, label, left=code in member.left_themes) for code, label in themes.items()]
    return Reply(text=say("member.which_theme" if act else "member.themes"), choices=[*ways, button("menu")])


@dataclass(frozen=True)
class Choosing:
    """What a member does by a tap. Like the receipts of letters it is kept with no conversation: nothing that
    is written down of it shares a transaction with one.
    """

    engine: Engine
    keys: KeyRing
    web: str

    def tapped(self, turn: Turn) -> Reply | None:
        """What is said to it; None where the turn is about something else."""
        said, _, rest = (turn.choice or "").partition(" ")
        if said not in (THEMES, INBOX) or turn.address is None:
            return None
        act, _, theme = rest.partition(" ")
        with transaction(self.engine) as session:
            member = members.member_at(session, self.keys, turn.address, hold=True)
            if member is None:
                return None
            if said == INBOX:
                return self._let_in(session, member) if turn.address.kind != WEB else None
            themes = guidance.themes(session)
            if act not in (_STOP, _BACK) or theme not in themes:
                return None
            stays = [code for code in member.left_themes if code != theme]
            member.left_themes = [*stays, theme] if act == _STOP else stays
        ways = [_way(theme, themes[theme], left=act == _STOP), _all(), button("menu")]
        return Reply(text=say(f"member.theme_{act}").format(theme=themes[theme]), choices=ways)

    def _let_in(self, session: Session, member: MemberRow) -> Reply:
        url = f"{self.web}/link/{links.to_come_in(session, member.id, clock.now())}"
        way = Link(label=say("labels.membership"), url=url)
        return Reply(text=say("member.inbox"), choices=[button("menu")], links=[way])


def _all() -> Option:
    return Option(label=say("labels.themes"), value=THEMES)


def _way(code: str, label: str, *, left: bool) -> Option:
    act = _BACK if left else _STOP
    return Option(label=say(f"labels.theme_{act}").format(theme=label), value=f"{THEMES} {act} {code}")


def _act(command: str) -> tuple[str, str]:
    """What is to be done, and about what."""
    act, _, about = command.removeprefix(THEMES).strip().partition(" ")
    return act, about


def _theme(command: str, themes: Mapping[str, str]) -> str | None:
    act, about = _act(command)
    return _named(about, themes) if act in (_STOP, _BACK) else None


def _named(about: str, themes: Mapping[str, str]) -> str | None:
    """The one theme whose name holds all the words; its whole name goes first."""
    wanted = plain(about)
    names = {code: (plain(label), plain(code.replace("-", " "))) for code, label in themes.items()}
    whole = [code for code, said in names.items() if wanted in said]
    parts = set(wanted.split())
    within = [code for code, said in names.items() if parts and parts <= set(" ".join(said).split())]
    found = whole or within
    return found[0] if len(found) == 1 else None
