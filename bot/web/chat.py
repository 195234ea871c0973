"""The chat itself: the page, a turn, and hiding it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask
from starlette.templating import Jinja2Templates

from api.conversation.contracts import Reply
from api.conversation.service import Address, Desk, Setting, Turn
from api.errors import HeardError, NotFound
from bot.web import cookies
from bot.web.card import HIDE
from bot.web.cookies import Person, Place
from bot.web.entrance import tidy
from bot.web.look import Look, contact_page, look_of, setting_of
from bot.web.view import CARRY_ON, given_back, is_under_way, screen

# What a survey ends with.
ENDS = {":send", ":discard"}
# What a member leaves the group with.
LEAVES = ":leave yes"

Words = Annotated[str | None, Form()]


class Chat:
    """The routes of a chat that has begun."""

    def __init__(self, desk: Desk, pages: Jinja2Templates, https: bool) -> None:
        self.desk = desk
        self.pages = pages
        self.https = https

    def show(self, request: Request) -> Response:
        """The chat as it stands: what was said last."""
        try:
            place = _place(request)
            replies = self.desk.latest(place.conversation)
            return self._draw(request, "chat.html", replies, self._dress(request, place))
        except NotFound:
            gone = self.pages.TemplateResponse(request, "gone.html", status_code=404)
            cookies.forget(gone, cookies.CHAT)
            return gone

    def take(
        self,
        request: Request,
        text: Words = None,
        choice: Words = None,
        turn: Words = None,
        question: Words = None,
    ) -> Response:
        """One turn. htmx gets what is new; without it the browser is sent back to the page."""
        by_htmx = request.headers.get("hx-request") == "true"
        try:
            place = _place(request)
            said = replace(_turn(request, text, choice, turn, question), hint=setting_of(place))
            if said.command == HIDE:
                return self._hide(request, place, said, by_htmx=by_htmx)
            replies = self._say(place, said)
            unkept = any(reply.unkept for reply in replies)
            setting = _as_drawn(request, place) if unkept else self._dress(request, place)
        except NotFound:
            return _elsewhere(by_htmx)
        typed = given_back(replies, text, question)
        # A receipt and refused words are kept nowhere, nor is anything while the database is away: only this
        # very answer can show them.
        fleeting = bool(typed) or unkept or any(reply.receipt for reply in replies)
        if by_htmx and (fleeting or not _looks_new(place, request.state.look)):
            response = self._draw(request, "turn.html", replies, setting, typed)
        elif fleeting and not by_htmx:
            response = self._draw(request, "chat.html", replies, setting, typed)
        else:
            response = _elsewhere(by_htmx)
        if unkept:  # the card must not wait for what else there is to ask the database
            return response
        self._keep_in_step(request, response, text, choice, setting.audience)
        self._keep_the_survey(request, response, place, replies, text, choice)
        return response

    def hide(self, request: Request, choice: Words = None) -> Response:
        """Forgets the chat in this browser, and nobody's inbox.

        Who taps to hide it beside a help card is taken away at once, without a script as well.
        """
        response: Response = RedirectResponse("/closed", 303)
        if choice == HIDE:
            response = self.pages.TemplateResponse(request, "closed.html", {"leaves": True})
        return _forgotten(request, response)

    def _say(self, place: Place, said: Turn) -> Sequence[Reply]:
        """The replies. A chat that is gone begins anew for whoever needs help; for nobody else."""
        try:
            return self.desk.take(place.conversation, said)
        except NotFound:
            if not self.desk.card_for(said):
                raise
        self.desk.open("web", said.hint.audience, said.hint.language, place.conversation)
        return self.desk.take(place.conversation, said)

    def _hide(self, request: Request, place: Place, said: Turn, *, by_htmx: bool) -> Response:
        """Words that say so hide the chat as the button does: what was said must not stay on the page."""

        def forget() -> None:
            with suppress(HeardError):
                self.desk.take(place.conversation, said)

        response = _elsewhere(by_htmx, "/closed")
        response.background = BackgroundTask(forget)  # the page is gone before the database is asked
        return _forgotten(request, response)

    def _keep_in_step(
        self, request: Request, response: Response, text: str | None, choice: str | None, audience: str | None
    ) -> None:
        """Whoever joined by this turn stays known: the inbox must not be gone with the window.

        Whoever has left does not. In other turns nobody does either.
        """
        person = cookies.person(request)
        joins = text and audience == "practitioner" and person is not None and not person.member
        leaves = choice == LEAVES
        if person is None or not (joins or leaves):
            return
        with suppress(HeardError):  # the replies are there, and the inbox's own page will keep them known
            is_member = self.desk.is_member(Address(kind="web", value=person.token))
            if is_member != person.member:
                cookies.set_person(response, Person(person.token, member=is_member), https=self.https)

    def _keep_the_survey(
        self,
        request: Request,
        response: Response,
        place: Place,
        replies: Sequence[Reply],
        text: str | None,
        choice: str | None,
    ) -> None:
        """Remembers where a pause was, and which code was typed in; forgets a survey that is done with."""
        left = cookies.survey(request)
        if text and any(one.value == ":start" for reply in replies for one in reply.choices):
            cookies.set_place(response, replace(place, code=tidy(text)), https=self.https)
        if place.code and any(one.value == CARRY_ON for reply in replies for one in reply.choices):
            cookies.set_survey(response, place, https=self.https)
        elif (
            choice in ENDS and left and left.conversation == place.conversation and not is_under_way(replies)
        ):
            cookies.forget(response, cookies.SURVEY)

    def _dress(self, request: Request, place: Place) -> Setting:
        setting = self.desk.setting(place.conversation)
        request.state.look = look_of(setting)
        return setting

    def _draw(
        self, request: Request, template: str, replies: Sequence[Reply], setting: Setting, typed: str = ""
    ) -> Response:
        """A page, or what is new of it; the browser remembers how it looks."""
        place, look = _place(request), request.state.look
        setting = replace(setting, reader=setting.reader or setting_of(place).reader)
        context: dict[str, Any] = {
            "screen": screen(replies, setting, typed),
            "key": uuid4().hex,
            "contact": contact_page(setting),
        }
        response = self.pages.TemplateResponse(request, template, context)
        drawn = replace(place, reader=setting.reader or "")
        if template == "chat.html":
            drawn = replace(drawn, language=look.language, theme=look.theme)
        if drawn != place:
            cookies.set_place(response, drawn, https=self.https)
        return response


def _place(request: Request) -> Place:
    place = cookies.place(request)
    if place is None:
        raise NotFound("This browser is in no chat.")
    return place


def _as_drawn(request: Request, place: Place) -> Setting:
    """What the page looks like already; the database is not asked."""
    setting = setting_of(place)
    request.state.look = look_of(setting)
    return setting


def _looks_new(place: Place, look: Look) -> bool:
    return (place.language, place.theme) != (look.language, look.theme)


def _elsewhere(by_htmx: bool, to: str = "/chat") -> Response:
    return Response(headers={"HX-Redirect": to}) if by_htmx else RedirectResponse(to, 303)


def _forgotten(request: Request, response: Response) -> Response:
    """The browser forgets the chat, and whoever is no member."""
    person = cookies.person(request)
    keeps_inbox = person is not None and person.member
    cookies.forget(response, cookies.CHAT, cookies.SURVEY, *([] if keeps_inbox else [cookies.PERSON]))
    return response


def _turn(
    request: Request, text: str | None, choice: str | None, key: str | None, question: str | None
) -> Turn:
    person = cookies.person(request)
    return Turn(
        # A tapped button counts, whatever was in the box; harm is seen in the box all the same.
        text=text,
        choice=choice or None,
        key=key or None,
        question=question or None,
        person=person.token if person else None,
        address=Address(kind="web", value=person.token) if person else None,
    )
