"""All pages of the console, behind the sign-in."""

from fastapi import APIRouter
from starlette.templating import Jinja2Templates

from api.console import access, broadcasts, home, people, waves


def create_router(pages: Jinja2Templates, address: str) -> APIRouter:
    """`address` is where people reach Heard."""
    router = APIRouter(include_in_schema=False)
    router.include_router(access.create_router(pages, https=address.startswith("https://")))
    guarded = APIRouter(prefix="/console", dependencies=[access.SignedIn], route_class=access.guarded(pages))
    home.add_routes(guarded, pages)
    waves.add_routes(guarded, pages, address)
    broadcasts.add_routes(guarded, pages)
    people.add_routes(guarded, pages, address)
    router.include_router(guarded)
    return router
