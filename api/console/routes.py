"""All pages of the console, behind the sign-in."""

from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.templating import Jinja2Templates

from api.console import (
    access,
    alerts,
    audit,
    broadcasts,
    changing,
    closing,
    contacts,
    duty,
    guidance,
    guidance_changes,
    guidance_editing,
    home,
    moments,
    people,
    privacy,
    publishing,
    surveys,
    visits,
    waves,
)
from api.retention.clocks import CAUTIOUS, Clocks
from api.staff.permissions import may


def create_router(pages: Jinja2Templates, address: str, clocks: Clocks = CAUTIOUS) -> APIRouter:
    """`address` is where people reach Heard."""
    router = APIRouter(include_in_schema=False)
    router.include_router(access.create_router(pages, https=address.startswith("https://")))
    guarded = APIRouter(prefix="/console", dependencies=[access.SignedIn], route_class=access.guarded(pages))
    pages.env.globals |= {"may": may}
    pages.env.filters |= {"moment": moments.said, "host": lambda link: urlsplit(link).netloc}
    home.add_routes(guarded, pages)
    surveys.add_routes(guarded, pages)
    publishing.add_routes(guarded, pages, address)
    waves.add_routes(guarded, pages, address)
    changing.add_routes(guarded, pages)
    closing.add_routes(guarded, pages)
    visits.add_routes(guarded, pages, address)
    broadcasts.add_routes(guarded, pages)
    people.add_routes(guarded, pages, address)
    alerts.add_routes(guarded, pages)
    duty.add_routes(guarded, pages)
    audit.add_routes(guarded, pages)
    contacts.add_routes(guarded, pages)
    guidance.add_routes(guarded, pages)
    guidance_editing.add_routes(guarded, pages)
    guidance_changes.add_routes(guarded, pages)
    privacy.add_routes(guarded, pages, clocks)
    router.include_router(guarded)
    return router
