"""All pages of the console, behind the sign-in."""

from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.templating import Jinja2Templates

from api.console import (
    access,
    accounts,
    action,
    actions,
    agenda,
    alerts,
    audit,
    audit_check,
    broadcast_course,
    broadcast_drafts,
    broadcast_parts,
    broadcast_receipts,
    broadcasts,
    changing,
    closing,
    comments,
    contacts,
    duty,
    entrance,
    findings,
    guidance,
    guidance_changes,
    guidance_editing,
    health,
    highlight_drafts,
    highlights,
    home,
    invitations,
    issues,
    keys,
    labels,
    me,
    member,
    moments,
    newsletter,
    newsletter_items,
    oidc,
    one_wave,
    people,
    pools,
    privacy,
    publishing,
    quotes,
    reports,
    reports_drafts,
    reports_letterhead,
    rolls,
    said,
    said_entry,
    said_texts,
    settings,
    surveys,
    themes,
    visits,
    waves,
    welcome,
    where,
)
from api.console.navigation import bar
from api.findings import equality
from api.retention.clocks import CAUTIOUS, Clocks
from api.staff import roles
from api.staff.entrance import Entrance
from api.staff.passwords import Passwords
from api.staff.permissions import may

# Rooms whose pages name the address of Heard, and all others. Where two have the same path, such as
# /members/import and /members/{member_id}, the narrower one comes first.
ADDRESSED = (
    accounts,
    publishing,
    waves,
    one_wave,
    visits,
    newsletter_items,
    newsletter,
    invitations,
    rolls,
    said,
    said_texts,
    said_entry,
)
ROOMS = (
    agenda,
    surveys,
    pools,
    findings,
    comments,
    labels,
    themes,
    quotes,
    reports_letterhead,
    reports,
    reports_drafts,
    changing,
    where,
    closing,
    broadcast_drafts,
    broadcast_parts,
    broadcast_receipts,
    broadcast_course,
    broadcasts,
    issues,
    highlights,
    highlight_drafts,
    actions,
    action,
    people,
    member,
    alerts,
    duty,
    audit,
    audit_check,
    contacts,
    guidance,
    guidance_editing,
    guidance_changes,
    health,
    keys,
    settings,
)


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
    pages.env.globals["equality"] = equality
    pages.env.filters |= {
        "moment": moments.said,
        "wall": moments.wall,
        "host": lambda link: urlsplit(link).netloc,
    }
    home.add_routes(guarded, pages, clocks)
    me.add_routes(guarded, pages, way_in, https=https)
    privacy.add_routes(guarded, pages, clocks)
    for place in ADDRESSED:
        place.add_routes(guarded, pages, address)
    for room in ROOMS:
        room.add_routes(guarded, pages)
    router.include_router(guarded)
    return router
