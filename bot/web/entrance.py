"""Ways in: with a code, with a question, and straight to help."""

from dataclasses import replace
from uuid import uuid4

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.templating import Jinja2Templates

from api.conversation.contracts import Reply
from api.conversation.service import Address, Desk, Setting, Turn
from api.errors import NotFound, Unavailable
from bot.web import cookies
from bot.web.cookies import Person, Place
from bot.web.look import READERS, look_here, setting_of, wished
from bot.web.view import is_under_way

LONGEST_CODE = 40
REPLY = ":reply"
INVITATION_LENGTH = 12  # codes of surveys are shorter
SINGLE_USE_LENGTH = 10


class Entrance:
    """The routes that lead into a chat."""

    def __init__(self, desk: Desk, pages: Jinja2Templates, https: bool) -> None:
        self.desk = desk
        self.pages = pages
        self.https = https

    def welcome(self, request: Request) -> Response:
        """The first page, with the way back to questions that wait."""
        return self._first_page(request, 200)

    def help(self, request: Request) -> Response:
        """Who to turn to, first for whom the chat is with; needs no database."""
        here = cookies.place(request)
        known = setting_of(here) if here else Setting()
        first = known.reader or known.audience
        readers = [reader for reader in READERS if reader != "child" or first == "child"]
        ordered = sorted(readers, key=lambda reader: reader != first)
        language = look_here(request).language
        cards = {reader: self.desk.card(reader, "asked", language) for reader in ordered}
        return self.pages.TemplateResponse(request, "help.html", {"cards": cards})

    def look_up(self, request: Request, code: str = "") -> Response:
        """The code form of the first page."""
        if not (found := tidy(code)):
            return self._first_page(request, 400)
        return RedirectResponse(f"/join/{found}", 303)

    def before(self, request: Request, code: str) -> Response:
        """What follows. A link preview that loads this starts nothing."""
        found = tidy(code)
        context = {
            "code": found,
            "invitation": is_invitation(found),
            "once": len(found) == SINGLE_USE_LENGTH,
        }
        return self.pages.TemplateResponse(request, "join.html", context)

    def join(self, request: Request, code: str) -> Response:
        """Uses a code, in the chat that this browser is in where that fits, else in a new one."""
        person = cookies.person(request) or cookies.newcomer()
        address = Address(kind="web", value=person.token)
        place = self._place(request, tidy(code))
        self.desk.take(
            place.conversation,
            Turn(choice=f":join {place.code}", key=uuid4().hex, person=person.token, address=address),
        )
        if not person.member and self.desk.is_member(address):
            return self._go(request, "/inbox", place, Person(person.token, member=True))
        return self._go(request, "/chat", place, person)

    def ask(self, request: Request) -> Response:
        """A practitioner's chat, opened with the menu."""
        conversation = self.desk.open("web", audience="practitioner")
        self.desk.take(conversation, Turn(choice=":menu", key=uuid4().hex))
        return self._go(request, "/chat", Place(conversation), cookies.person(request) or cookies.newcomer())

    def reply(self, request: Request, token: str) -> Response:
        """A practitioner's chat in which a broadcast is answered: the token is that of somebody's copy."""
        person = cookies.person(request) or cookies.newcomer()
        conversation = self.desk.open("web", audience="practitioner")
        address = Address(kind="web", value=person.token)
        choice = f"{REPLY} {token}"
        self.desk.take(conversation, Turn(choice=choice, key=uuid4().hex, address=address))
        return self._go(request, "/chat", Place(conversation), person)

    def _place(self, request: Request, code: str) -> Place:
        """Where this browser is or has left a survey, or a new conversation in the language it asks for."""
        here, left = cookies.place(request), cookies.survey(request)
        for known in (here, left):
            if known and known.code == code and self._says(known) is not None:
                return known
        # A survey that waits stays where it is: a code must not become an answer in it.
        if here and not self._waits(here, left) and self._says(here) is not None:
            return replace(here, code=code)
        return Place(self.desk.open("web", language=wished(request)), code)

    def _first_page(self, request: Request, status: int) -> Response:
        here = cookies.place(request)
        try:
            waits = here is not None and is_under_way(self._says(here) or [])
        except Unavailable:  # this page must open all the same
            waits = False
        context = {"missing": status == 400, "here": here.code if here and waits else None}
        return self.pages.TemplateResponse(request, "welcome.html", context, status_code=status)

    def _says(self, place: Place) -> list[Reply] | None:
        """What was said last; None when the conversation is gone."""
        try:
            return self.desk.latest(place.conversation)
        except NotFound:
            return None

    def _waits(self, place: Place, left: Place | None) -> bool:
        """Whether a survey is not done with there."""
        paused_before = left is not None and left.conversation == place.conversation
        return paused_before or is_under_way(self._says(place) or [])

    def _go(self, request: Request, address: str, place: Place, person: Person) -> Response:
        """Sends the browser on; a survey that it leaves behind is remembered."""
        response = RedirectResponse(address, 303)
        here, left = cookies.place(request), cookies.survey(request)
        if here and here.code and here.conversation != place.conversation and self._waits(here, left):
            cookies.set_survey(response, here, https=self.https)
        elif left and left.conversation == place.conversation:
            cookies.forget(response, cookies.SURVEY)
        cookies.set_place(response, place, https=self.https)
        cookies.set_person(response, person, https=self.https)
        return response


def is_invitation(code: str) -> bool:
    """Whether it has the length of an invitation to the action group."""
    return len(tidy(code)) == INVITATION_LENGTH


def tidy(code: str) -> str:
    """Codes are letters and digits; people add spaces and dashes."""
    return "".join(letter for letter in code if letter.isascii() and letter.isalnum()).upper()[:LONGEST_CODE]
