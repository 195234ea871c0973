"""Coming in by a link in an e-mail: asking for one, opening it, and joining by one."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask
from starlette.templating import Jinja2Templates

from api.conversation.ways_in import (
    EMAIL,
    LONGEST_NAME,
    Address,
    Invited,
    Joining,
    Opened,
    Parcel,
    WaysIn,
    mail,
    one_line,
    why_not,
)
from bot.web import cookies
from bot.web.cookies import Person
from bot.web.entrance import tidy
from bot.web.inbox import shut
from bot.web.post import Post

Text = Annotated[str, Form()]
# Of links that open nothing: the page says so, and how to get another.
OVER = {"gone": 410, "taken": 409}


class Links:
    """The pages. What they answer is the same whether or not anybody is known at an address, and as soon."""

    def __init__(self, ways: WaysIn, post: Post, pages: Jinja2Templates, https: bool) -> None:
        self.ways = ways
        self.post = post
        self.pages = pages
        self.https = https

    def ask(self, request: Request, email: Text = "") -> Response:
        """Sends a link to whoever is a member at this address."""
        address = mail(email)
        if fault := self._fault(address):
            return shut(self.pages, request, self.post, typed=email, fault=fault, status=_status(fault))
        return self._sent(request, "come_in", lambda: self.ways.to_come_in(address or ""))

    def before(self, request: Request, token: str) -> Response:
        """What a link is for, with a button: programs that look after mail open every link."""
        use = self.ways.use_of(token)
        facts = {"token": token, "use": use or "gone"}
        return self.pages.TemplateResponse(request, "link.html", facts, status_code=200 if use else 410)

    def open(self, request: Request, token: str) -> Response:
        """Uses it up."""
        here, fresh = cookies.person(request), cookies.newcomer()
        browser = Address("web", here.token) if here else None
        done, own = self.ways.open(token, browser, Address("web", fresh.token))
        if own is None:
            return self._opened(request, done)
        response: Response = RedirectResponse("/inbox", 303)
        if done is Opened.JOINED:
            response = self._opened(request, done)
        cookies.set_person(response, Person(own.value, member=True), https=self.https)
        return response

    def ask_to_join(self, request: Request, code: str) -> Response:
        """The form by which somebody joins with an e-mail address."""
        return self._form(request, tidy(code), self.ways.invited(code), {}, {})

    def join(self, request: Request, code: str, email: Text = "", name: Text = "") -> Response:
        """Sends the link by which they do."""
        invited, said, address = self.ways.invited(code), one_line(name), mail(email)
        if isinstance(invited, Joining):
            return self._form(request, tidy(code), invited, {}, {})
        faults = {}
        if invited.needs_name and (not any(map(str.isalpha, said)) or len(said) > LONGEST_NAME):
            faults["name"] = "name"
        if fault := self._fault(address, count=not faults):
            faults["email"] = fault
        if faults:
            return self._form(request, tidy(code), invited, {"email": email, "name": name}, faults)
        given = said if invited.needs_name else None
        return self._sent(request, "join", lambda: self.ways.to_join(code, given, address or ""))

    def _fault(self, address: str | None, *, count: bool = True) -> str | None:
        """Why no letter goes there, if none does; else it counts as one."""
        if not self.post.carries(EMAIL):
            return "no_mail"
        if address is None:
            return "email"
        return None if not count or self.post.may_send(address) else "busy"

    def _sent(self, request: Request, use: str, make: Callable[[], Parcel | None]) -> Response:
        response = self.pages.TemplateResponse(request, "link_sent.html", {"use": use})
        response.background = BackgroundTask(self.post.send, make)
        return response

    def _opened(self, request: Request, done: Opened | Joining) -> Response:
        why = why_not(done) if isinstance(done, Joining) else None
        facts = {"done": str(done), "why": why}
        status = 409 if why else OVER.get(done, 200)
        return self.pages.TemplateResponse(request, "link_opened.html", facts, status_code=status)

    def _form(
        self,
        request: Request,
        code: str,
        invited: Invited | Joining,
        typed: dict[str, str],
        faults: dict[str, str],
    ) -> Response:
        why = why_not(invited) if isinstance(invited, Joining) else None
        person = cookies.person(request)
        facts = {
            "code": code,
            "invited": invited,
            "why": why,
            "typed": typed,
            "faults": faults,
            "is_member": person is not None and person.member,
            "longest": LONGEST_NAME,
        }
        status = 409 if why else 422 if faults else 200
        return self.pages.TemplateResponse(request, "join_by_mail.html", facts, status_code=status)


def _status(fault: str) -> int:
    return 429 if fault == "busy" else 422
