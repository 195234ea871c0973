"""A member's own page: what they choose, where they are reached, what is kept of them, and leaving."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel
from starlette.background import BackgroundTask
from starlette.templating import Jinja2Templates

from api.conversation.membership import (
    LONGEST_ROLE,
    Address,
    Home,
    Hours,
    Membership,
    Removed,
    Wishes,
    one_line,
)
from api.conversation.ways_in import EMAIL, PHONE, WaysIn, mail, mobile
from api.languages import NAMES
from bot.web import cookies
from bot.web.inbox import shut
from bot.web.post import Post

PATH = "/membership"
HOURS = range(24)
# What a page that has done something says of it, by what stands in its address.
DONE = ("saved", "removed", "sent")
KINDS = {EMAIL: mail, PHONE: mobile}
Text = Annotated[str, Form()]


class Typed(BaseModel):
    """The form as it was filled in. `themes` are those that are ticked; `first` to `fourth`, channels."""

    role: str = ""
    language: str = ""
    themes: list[str] = []
    first: str = ""
    second: str = ""
    third: str = ""
    fourth: str = ""
    quiet_from: str = ""
    quiet_until: str = ""

    @property
    def channels(self) -> list[str]:
        """Kinds of channel in the order chosen, each once."""
        return list(dict.fromkeys(filter(None, (self.first, self.second, self.third, self.fourth))))


class MemberPages:
    """The pages of the member who uses a browser; any other is shown how to come in."""

    def __init__(
        self, membership: Membership, ways: WaysIn, post: Post, pages: Jinja2Templates, usual: Hours | None
    ) -> None:
        self.membership = membership
        self.ways = ways
        self.post = post
        self.pages = pages
        self.usual = usual

    def show(self, request: Request, done: str = "") -> Response:
        """The page as it stands."""
        home = self._home(request)
        if home is None:
            return shut(self.pages, request, self.post)
        return self._page(request, home, _drawn(home), {}, done=done if done in DONE else "")

    def choose(self, request: Request, typed: Annotated[Typed, Form()]) -> Response:
        """Keeps what was chosen, or says what cannot be; nothing typed is lost."""
        home = self._home(request)
        if home is None:
            return shut(self.pages, request, self.post, status=403)
        if faults := _faults(typed, home):
            return self._page(request, home, typed, faults, status=422)
        known, hours = home.wishes.left_themes, None
        if typed.quiet_from:
            hours = Hours(int(typed.quiet_from), int(typed.quiet_until))
        # A theme that has gone out of the list stays left: it may come back.
        left = [code for code in home.themes if code not in typed.themes]
        left += [code for code in known if code not in home.themes]
        wanted = Wishes(typed.role, typed.language, left, typed.channels, hours)
        self.membership.choose(_browser(request), wanted)
        return _back("saved")

    def add(self, request: Request, kind: Text = EMAIL, value: Text = "") -> Response:
        """Sends a link to an address; it becomes theirs when somebody opens it there."""
        home = self._home(request)
        if home is None:
            return shut(self.pages, request, self.post, status=403)
        known = kind in KINDS and self.post.carries(kind)
        found = KINDS[kind](value) if known else None
        if found is None or not self.post.may_send(found):
            fault = {kind if known else EMAIL: "busy" if found is not None else "malformed"}
            status = 429 if found else 422
            return self._page(request, home, _drawn(home), fault, status=status, address=value)
        browser, address = _browser(request), Address(kind, found)
        response = _back("sent")
        response.background = BackgroundTask(self.post.send, lambda: self.ways.to_confirm(browser, address))
        return response

    def make_code(self, request: Request) -> Response:
        """A code that brings them into Telegram or another browser, shown in this answer only."""
        home, code = self._home(request), self.ways.to_type(_browser(request))
        if home is None or code is None:
            return shut(self.pages, request, self.post, status=403)
        return self._page(request, home, _drawn(home), {}, code=code)

    def remove(self, request: Request, place: Annotated[UUID | None, Form()] = None) -> Response:
        """Reaches them at one address less."""
        home = self._home(request)
        if home is None:
            return shut(self.pages, request, self.post, status=403)
        here = any(one.id == place and one.is_here for one in home.places)
        ended = self.membership.remove(_browser(request), place) if place else Removed.NOT_THERE
        if ended is Removed.LAST:
            return self._page(request, home, _drawn(home), {"places": "last"}, status=409)
        response: Response = _back("removed")
        if here and ended is Removed.REMOVED:
            response = RedirectResponse("/inbox", 303)
            cookies.forget(response, cookies.PERSON)
        return response

    def ask(self, request: Request) -> Response:
        """Says what it means to leave, with a button."""
        if self._home(request) is None:
            return shut(self.pages, request, self.post)
        return self.pages.TemplateResponse(request, "membership_leave.html", {"has_left": False})

    def leave(self, request: Request) -> Response:
        """Deletes them; this browser forgets the chat as well, where their name may stand."""
        if self._home(request) is None:
            return shut(self.pages, request, self.post)
        place = cookies.place(request)
        self.membership.leave(_browser(request), place.conversation if place else None)
        response = self.pages.TemplateResponse(request, "membership_leave.html", {"has_left": True})
        cookies.forget(response, cookies.PERSON, cookies.CHAT)
        return response

    def _home(self, request: Request) -> Home | None:
        return self.membership.home(_browser(request)) if cookies.person(request) else None

    def _page(
        self,
        request: Request,
        home: Home,
        typed: Typed,
        faults: Mapping[str, str],
        *,
        status: int = 200,
        **more: str,
    ) -> Response:
        facts: dict[str, Any] = {
            "home": home,
            "typed": typed,
            "faults": faults,
            "tongues": NAMES,
            "hours": HOURS,
            "usual": self.usual,
            "done": "",
            "address": "",
            "code": "",
            "ways": [kind for kind in KINDS if self.post.carries(kind)],
            "longest_role": LONGEST_ROLE,
        }
        return self.pages.TemplateResponse(request, "membership.html", facts | more, status_code=status)


def _browser(request: Request) -> Address:
    """This browser as an address; a stranger's is nobody's."""
    person = cookies.person(request)
    return Address("web", person.token if person else "")


def _back(done: str) -> RedirectResponse:
    return RedirectResponse(f"{PATH}?done={done}", 303)


def _drawn(home: Home) -> Typed:
    """The form as it would have been filled in for what is kept."""
    wishes, order = home.wishes, [*home.order, "", "", "", ""]
    return Typed(
        role=wishes.role or "",
        language=wishes.language,
        themes=[code for code in home.themes if code not in wishes.left_themes],
        first=order[0],
        second=order[1],
        third=order[2],
        fourth=order[3],
        quiet_from=str(wishes.quiet.start) if wishes.quiet else "",
        quiet_until=str(wishes.quiet.end) if wishes.quiet else "",
    )


def _faults(typed: Typed, home: Home) -> dict[str, str]:
    """Field -> the name of the sentence that says what is wrong."""
    faults = {}
    if len(one_line(typed.role)) > LONGEST_ROLE:
        faults["role"] = "role"
    if typed.language not in NAMES:
        faults["language"] = "language"
    if not set(typed.channels) <= set(home.order):
        faults["first"] = "channels"
    hours = [str(hour) for hour in HOURS]
    if (typed.quiet_from in hours) != (typed.quiet_until in hours):
        faults["quiet_from"] = "hours_half"
    elif typed.quiet_from and (typed.quiet_from not in hours or typed.quiet_from == typed.quiet_until):
        faults["quiet_from"] = "hours_same"
    return faults
