"""The pages of members: inbox, own page, and the links by which they come in."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.templating import Jinja2Templates

from api.conversation.membership import Hours, Membership
from api.conversation.ways_in import EMAIL, Carrier, WaysIn
from bot.web.inbox import MANIFEST, Inbox
from bot.web.membership import PATH, MemberPages
from bot.web.post import Post
from bot.web.ways_in import Links


def create_router(
    membership: Membership,
    ways: WaysIn,
    carriers: Mapping[str, Carrier],
    pages: Jinja2Templates,
    *,
    https: bool,
    usual: Hours | None = None,
) -> APIRouter:
    """Public pages, beside those of the chat.

    `carriers` send links, by kind of address; `usual` are the partnership's quiet hours.
    """
    post = Post(carriers)
    pages.env.globals["joins_by_mail"] = post.carries(EMAIL)
    router = APIRouter(include_in_schema=False)
    inbox = Inbox(membership, post, pages, https)
    router.add_api_route("/inbox", inbox.show, methods=["GET"])
    router.add_api_route("/inbox/forget", inbox.forget, methods=["POST"])
    router.add_api_route(MANIFEST, inbox.manifest, methods=["GET"])
    own = MemberPages(membership, ways, post, pages, usual)
    router.add_api_route(PATH, own.show, methods=["GET"])
    router.add_api_route(PATH, own.choose, methods=["POST"])
    router.add_api_route(f"{PATH}/addresses", own.add, methods=["POST"])
    router.add_api_route(f"{PATH}/addresses/remove", own.remove, methods=["POST"])
    router.add_api_route(f"{PATH}/code", own.make_code, methods=["POST"])
    router.add_api_route(f"{PATH}/leave", own.ask, methods=["GET"])
    router.add_api_route(f"{PATH}/leave", own.leave, methods=["POST"])
    links = Links(ways, post, pages, https)
    router.add_api_route("/link", links.ask, methods=["POST"])
    router.add_api_route("/link/{token}", links.before, methods=["GET"])
    router.add_api_route("/link/{token}", links.open, methods=["POST"])
    router.add_api_route("/join/{code}/mail", links.ask_to_join, methods=["GET"])
    router.add_api_route("/join/{code}/mail", links.join, methods=["POST"])
    return router
