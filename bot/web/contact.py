"""The form by which somebody asks to be contacted. It reads no cookie of the chat, and knows of none."""

from typing import Annotated, Literal, cast

from fastapi import APIRouter, Form, Request, Response
from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from pydantic import BaseModel
from starlette.templating import Jinja2Templates

from api.conversation.contracts import Reply
from api.conversation.service import Desk
from api.errors import Unavailable, WrongState
from api.safety.contact_desk import ContactDesk, Fault, Wish, reach
from bot.web.look import of_request

# Of all people together: who sent what is counted nowhere. A form sent twice does not count.
BUSIEST = RateLimitItemPerHour(600)
LONGEST = {"name": 80, "reach": 120, "when": 200, "about": 300}
YES_OR_NO = ("yes", "no")
READERS = ("child", "young_person", "parent", "practitioner")


class Typed(BaseModel):
    """The form as it was filled in; `code` is what the page made up for it."""

    name: str = ""
    reach: str = ""
    when: str = ""
    message: str = ""
    caller: str = ""
    about: str = ""
    code: str = ""


class ContactPages:
    """The pages; `desk` only draws the help card that stands on each of them."""

    def __init__(self, contact: ContactDesk, desk: Desk, pages: Jinja2Templates) -> None:
        self.contact = contact
        self.desk = desk
        self.pages = pages
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def form(self, request: Request) -> Response:
        """What it means to send this, and the form."""
        return self._form(request, Typed(code=self.contact.new_code()), {}, 200)

    def send(self, request: Request, typed: Annotated[Typed, Form()]) -> Response:
        """Keeps the request, or says what is missing; nothing typed is lost."""
        kept = {name: " ".join(getattr(typed, name).split()) for name in LONGEST}
        if faults := _faults(typed, kept):
            return self._form(request, typed, faults, 422)
        wish = Wish(
            name=kept["name"],
            reach=reach(kept["reach"]),
            when=kept["when"],
            may_leave_message=typed.message == "yes",
            may_say_who=typed.caller == "yes",
            about=kept["about"],
        )
        try:
            if not self._limiter.test(BUSIEST, "sent"):
                self.contact.refuse()
                return self._form(request, typed, {"busy": "busy"}, 429)
            sent, office = self.contact.send(wish, typed.code), self.contact.office()
        except WrongState:
            return self._page(request, "contact_shut.html", {"resting": False}, 409)
        except Unavailable:
            return self._form(request, typed, {"resting": "resting"}, 503)
        if sent.is_new:
            self._limiter.hit(BUSIEST, "sent")
        return self._page(request, "contact_sent.html", {"code": sent.code, "office": office}, 200)

    def back(self, request: Request) -> Response:
        """Asks for the code of a request."""
        return self._page(request, "contact_back.html", {"outcome": "asked", "code": ""}, 200)

    def take_back(self, request: Request, code: Annotated[str, Form()] = "") -> Response:
        """Deletes the request, unless somebody has dealt with it."""
        found = code.strip()[: LONGEST["name"]]
        try:
            if not found:
                outcome, status = "missing", 400
            elif self.contact.take_back(found):
                outcome, status = "gone", 200
            else:
                outcome, status = "unknown", 404
        except Unavailable:
            outcome, status = "resting", 503
        return self._page(request, "contact_back.html", {"outcome": outcome, "code": found}, status)

    def _form(self, request: Request, typed: Typed, faults: dict[str, str], status: int) -> Response:
        try:
            office = self.contact.office()
        except Unavailable:
            if not faults:  # nothing has been typed yet
                return self._page(request, "contact_shut.html", {"resting": True}, 503)
            office = None
        if office is not None and not office.is_open:
            return self._page(request, "contact_shut.html", {"resting": False}, 409 if faults else 200)
        facts = {"typed": typed, "faults": faults, "office": office, "longest": LONGEST}
        return self._page(request, "contact.html", facts, status)

    def _page(self, request: Request, name: str, facts: dict[str, object], status: int) -> Response:
        wanted = request.query_params.get("for", "")
        reader = wanted if wanted in READERS else "young_person"
        language = of_request(request)["look"].language
        facts |= {"card": self._card(reader, language), "reader": wanted if wanted in READERS else ""}
        return self.pages.TemplateResponse(request, name, facts, status_code=status)

    def _card(self, reader: str, language: str) -> Reply:
        known = cast(Literal["child", "young_person", "parent", "practitioner"], reader)
        return self.desk.card(known, "asked", language)


def create_router(contact: ContactDesk, desk: Desk, pages: Jinja2Templates) -> APIRouter:
    """Public pages, beside those of the chat, whose words and looks they share."""
    own = ContactPages(contact, desk, pages)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/contact", own.form, methods=["GET"])
    router.add_api_route("/contact", own.send, methods=["POST"])
    router.add_api_route("/contact/back", own.back, methods=["GET"])
    router.add_api_route("/contact/back", own.take_back, methods=["POST"])
    return router


def _faults(typed: Typed, kept: dict[str, str]) -> dict[str, str]:
    """Field -> the name of the sentence that says what is wrong, in the order of the form."""
    found: dict[str, str] = {}
    for name in ("name", "reach", "when"):
        if not kept[name]:
            found[name] = name
    if "reach" not in found and isinstance(fault := reach(kept["reach"]), Fault):
        found["reach"] = fault
    for name in ("message", "caller"):
        if getattr(typed, name) not in YES_OR_NO:
            found[name] = name
    for name, longest in LONGEST.items():
        if len(kept[name]) > longest:
            found[name] = "too_long"
    order = list(Typed.model_fields)
    return dict(sorted(found.items(), key=lambda one: order.index(one[0])))
