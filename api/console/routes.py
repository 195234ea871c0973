"""All pages of the console, behind the sign-in."""

from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.templating import Jinja2Templates

from api.console import (
    access,
    accounts,
    agenda,
    alerts,
    audit,
    audit_check,
    broadcast_drafts,
    broadcasts,
    changing,
    closing,
    contacts,
    duty,
    entrance,
    findings,
    guidance,
    guidance_changes,
    guidance_editing,
    health,
    home,
    invitations,
    keys,
    me,
    moments,
    oidc,
    one_wave,
    people,
    privacy,
    publishing,
    settings,
    surveys,
    visits,
    waves,
    welcome,
)
from api.console.navigation import bar
from api.retention.clocks import CAUTIOUS, Clocks
from api.staff import roles
from api.staff.entrance import Entrance
from api.staff.passwords import Passwords
from api.staff.permissions import may


def create_router(
    pages: Jinja2Templates,
    address: str,
    clocks: Clocks = CAUTIOUS,
    elsewhere: oidc.Elsewhere | None = None,
) -> APIRouter:
    """`address` is where people reach Heard, `elsewhere` an identity provider that knows the staff."""
    router = APIRouter(include_in_schema=False)
    router.include_router(oidc.create_router(pages, elsewhere, address))
    https, way_in = address.startswith("https://"), Entrance(Passwords())
    router.include_router(entrance.create_router(pages, way_in, https=https))
    router.include_router(welcome.create_router(pages, way_in, https=https))
    guarded = APIRouter(prefix="/console", dependencies=[access.SignedIn], route_class=access.guarded(pages))
    pages.env.globals |= {"may": may, "navigation": bar, "role_words": roles.words()}
    pages.env.filters |= {
        "moment": moments.said,
        "wall": moments.wall,
        "host": lambda link: urlsplit(link).netloc,
    }
    home.add_routes(guarded, pages, clocks)
    me.add_routes(guarded, pages, way_in, https=https)
    accounts.add_routes(guarded, pages, address)
    agenda.add_routes(guarded, pages)
    surveys.add_routes(guarded, pages)
    publishing.add_routes(guarded, pages, address)
    waves.add_routes(guarded, pages, address)
    one_wave.add_routes(guarded, pages, address)
    findings.add_routes(guarded, pages)
    changing.add_routes(guarded, pages)
    closing.add_routes(guarded, pages)
    visits.add_routes(guarded, pages, address)
    broadcast_drafts.add_routes(guarded, pages)
    broadcasts.add_routes(guarded, pages)
    invitations.add_routes(guarded, pages, address)
    people.add_routes(guarded, pages)
    alerts.add_routes(guarded, pages)
    duty.add_routes(guarded, pages)
    audit.add_routes(guarded, pages)
    audit_check.add_routes(guarded, pages)
    contacts.add_routes(guarded, pages)
    guidance.add_routes(guarded, pages)
    guidance_editing.add_routes(guarded, pages)
    guidance_changes.add_routes(guarded, pages)
    health.add_routes(guarded, pages)
    keys.add_routes(guarded, pages)
    settings.add_routes(guarded, pages)
    privacy.add_routes(guarded, pages, clocks)
    router.include_router(guarded)
    return router
