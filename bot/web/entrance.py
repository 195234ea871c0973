"""Ways in: with a code, with a question, and straight to help."""

from dataclasses import replace
from typing import Literal
from uuid import UUID, uuid4

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.templating import Jinja2Templates

from api.conversation.service import Address, Desk, Turn
from api.errors import NotFound
from bot.web import cookies
from bot.web.cookies import Person, Place
from bot.web.look import wished

LONGEST_CODE = 40
INVITATION_LENGTH = 12  # codes of surveys are shorter
AUDIENCES: tuple[Literal["young_person", "parent", "practitioner"], ...] = (
    "young_person",
    "parent",
    "practitioner",
)


class Entrance:
    """The routes that lead into a chat."""

    def __init__(self, desk: Desk, pages: Jinja2Templates, https: bool) -> None:
        self.desk = desk
        self.pages = pages
        self.https = https

    def help(self, request: Request) -> Response:
        """Who to turn to; needs no database."""
        cards = {audience: self.desk.card(audience, "immediate") for audience in AUDIENCES}
        return self.pages.TemplateResponse(request, "help.html", {"cards": cards})

    def look_up(self, request: Request, code: str = "") -> Response:
        """The code form of the first page."""
        if not (found := _tidy(code)):
            return self.pages.TemplateResponse(request, "welcome.html", {"missing": True}, status_code=400)
        return RedirectResponse(f"/join/{found}", 303)

    def before(self, request: Request, code: str) -> Response:
        """What follows. A link preview that loads this starts nothing."""
        found = _tidy(code)
        context = {"code": found, "invitation": is_invitation(found)}
        return self.pages.TemplateResponse(request, "join.html", context)

    def join(self, request: Request, code: str) -> Response:
        """Uses a code, in the chat that this browser is in where that fits, else in a new one."""
        person = cookies.person(request) or cookies.newcomer()
        address = Address(kind="web", value=person.token)
        place = self._place(cookies.place(request), _tidy(code), wished(request))
        self.desk.take(
            place.conversation,
            Turn(choice=f":join {place.code}", key=uuid4().hex, person=person.token, address=address),
        )
        if not person.member and self.desk.is_member(address):
            return self._go("/inbox", place, Person(person.token, member=True))
        return self._go("/chat", place, person)

    def ask(self, request: Request) -> Response:
        """A practitioner's chat, opened with the menu."""
        conversation = self.desk.open("web", audience="practitioner")
        self.desk.take(conversation, Turn(choice=":menu", key=uuid4().hex))
        return self._go("/chat", Place(conversation), cookies.person(request) or cookies.newcomer())

    def _place(self, place: Place | None, code: str, language: str | None) -> Place:
        """Where this browser is, or a new conversation in the language that the browser asks for."""
        try:
            if place and (place.code == code or not self._mid_question(place.conversation)):
                self.desk.latest(place.conversation)
                return replace(place, code=code)
        except NotFound:
            pass
        return Place(self.desk.open("web", language=language), code)

    def _mid_question(self, conversation: UUID) -> bool:
        """Whether another survey waits for an answer: a code must not become that answer."""
        return any(reply.question for reply in self.desk.latest(conversation))

    def _go(self, address: str, place: Place, person: Person) -> Response:
        response = RedirectResponse(address, 303)
        cookies.set_place(response, place, https=self.https)
        cookies.set_person(response, person, https=self.https)
        return response


def is_invitation(code: str) -> bool:
    """Whether it has the length of an invitation to the action group."""
    return len(_tidy(code)) == INVITATION_LENGTH


def _tidy(code: str) -> str:
    """Codes are letters and digits; people add spaces and dashes."""
    return "".join(letter for letter in code if letter.isascii() and letter.isalnum()).upper()[:LONGEST_CODE]
