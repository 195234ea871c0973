"""The pages of the web chat. Each works without JavaScript; htmx only saves the reloads."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from starlette.templating import Jinja2Templates

from api.conversation.service import Desk
from bot.web.chat import Chat
from bot.web.entrance import Entrance
from bot.web.look import of_request
from bot.web.withdrawal import Withdrawal
from bot.web.wording import LANGUAGES, direction, words

PLAIN_PAGES = {"/privacy": "privacy.html", "/closed": "closed.html"}


def create_router(desk: Desk, pages: Jinja2Templates, *, https: bool) -> APIRouter:
    """All public pages. `https` is whether people reach them that way, so that cookies stay on it."""
    pages.context_processors.append(of_request)
    pages.env.globals |= {
        "languages": LANGUAGES,
        "words_of": words,
        "direction_of": direction,
        # People who got lost find the way in their own language, with help beside it.
        "fault_page": "public_fault.html",
        "joins_by_mail": False,
    }
    router = APIRouter(include_in_schema=False)
    for path, name in PLAIN_PAGES.items():
        router.add_api_route(path, _plain(pages, name), methods=["GET"])
    entrance = Entrance(desk, pages, https)
    router.add_api_route("/", entrance.welcome, methods=["GET"])
    router.add_api_route("/help", entrance.help, methods=["GET"])
    router.add_api_route("/join", entrance.look_up, methods=["GET"])
    router.add_api_route("/join/{code}", entrance.before, methods=["GET"])
    router.add_api_route("/join/{code}", entrance.join, methods=["POST"])
    router.add_api_route("/ask", entrance.ask, methods=["POST"])
    router.add_api_route("/reply/{token}", entrance.reply, methods=["POST"])
    chat = Chat(desk, pages, https)
    router.add_api_route("/chat", chat.show, methods=["GET"])
    router.add_api_route("/chat", chat.take, methods=["POST"])
    router.add_api_route("/chat/hide", chat.hide, methods=["POST"])
    withdrawal = Withdrawal(desk, pages)
    router.add_api_route("/withdraw", withdrawal.form, methods=["GET"])
    router.add_api_route("/withdraw", withdrawal.take_back, methods=["POST"])
    return router


def _plain(pages: Jinja2Templates, name: str) -> Callable[[Request], Response]:
    def page(request: Request) -> Response:
        return pages.TemplateResponse(request, name)

    return page
