"""A member's inbox, which can be kept on a screen like an app, and its page for everybody else."""

from fastapi import Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.templating import Jinja2Templates

from api.conversation.membership import Address, Membership
from bot.web import cookies
from bot.web.cookies import Person
from bot.web.post import Post

MANIFEST = "/app.webmanifest"
# Drawn from the pages' own mark.
ICONS = {"192x192": "icon-192.png", "512x512": "icon-512.png"}
COLOUR = "#0f5257"


class Inbox:
    """The page, and what a browser asks to keep it."""

    def __init__(self, membership: Membership, post: Post, pages: Jinja2Templates, https: bool) -> None:
        self.membership = membership
        self.post = post
        self.pages = pages
        self.https = https

    def show(self, request: Request) -> Response:
        """Messages to the member who uses this browser, who has seen them now."""
        person = cookies.person(request)
        found = self.membership.inbox(Address("web", person.token)) if person else None
        if person is None or found is None:
            return shut(self.pages, request, self.post)
        unread = sum(letter.opened is None for letter in found)
        facts = {"letters": found, "unread": unread}
        response = self.pages.TemplateResponse(request, "inbox.html", facts)
        cookies.set_person(response, Person(person.token, member=True), https=self.https)
        return response

    def forget(self, request: Request) -> Response:
        """This browser forgets its member and their chat, and messages do not count as come by being here."""
        person = cookies.person(request)
        if person is not None:
            self.membership.forget(Address("web", person.token))
        response = RedirectResponse("/closed", 303)
        cookies.forget(response, cookies.CHAT, cookies.SURVEY, cookies.PERSON)
        return response

    def manifest(self, request: Request) -> Response:
        """What the page is as an app. Without a connection it shows nothing, so it keeps nothing either."""
        asset = self.pages.env.globals["asset"]
        assert callable(asset)
        said = {
            "name": "Heard: messages to the action group",
            "short_name": "Heard",
            "id": "/inbox",
            "start_url": "/inbox",
            "scope": "/",
            "display": "standalone",
            "lang": "en-GB",
            "background_color": "#ffffff",
            "theme_color": COLOUR,
            "icons": [
                {"src": asset(name), "sizes": size, "type": "image/png", "purpose": "any maskable"}
                for size, name in ICONS.items()
            ],
        }
        return JSONResponse(said, media_type="application/manifest+json")


def shut(
    pages: Jinja2Templates,
    request: Request,
    post: Post,
    *,
    typed: str = "",
    fault: str = "",
    status: int = 200,
) -> Response:
    """How a browser that is no member's can become one's."""
    facts = {"by_mail": post.carries("email"), "typed": typed, "fault": fault}
    return pages.TemplateResponse(request, "inbox_closed.html", facts, status_code=status)
