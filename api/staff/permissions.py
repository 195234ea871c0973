"""Who may use which route. A test compares this table with the routes that exist."""

from collections.abc import Mapping

# Accounts and their roles come later: until then whoever was given a one-time link is the unit.
PUBLIC = "public"
UNIT = "unit"
RASA = "rasa"  # knows the secret made at start
TELEGRAM = "telegram"  # knows the webhook's word

PERMISSIONS: Mapping[str, str] = {
    "GET /health/live": PUBLIC,
    "GET /health/ready": PUBLIC,
    "GET /openapi.json": PUBLIC,
    "GET /docs": PUBLIC,
    "GET /static/{mark}/{name:path}": PUBLIC,
    # The random id of a conversation is the only key to it.
    "POST /api/v1/conversations": PUBLIC,
    "POST /api/v1/conversations/{conversation_id}/turns": PUBLIC,
    "GET /api/v1/topics": PUBLIC,
    "GET /api/v1/topics/{slug}": PUBLIC,
    "POST /actions/webhook": RASA,
    "GET /actions/health": PUBLIC,
    "POST /telegram/webhook": TELEGRAM,
    "GET /": PUBLIC,
    "GET /privacy": PUBLIC,
    "GET /closed": PUBLIC,
    "GET /help": PUBLIC,
    "GET /join": PUBLIC,
    "GET /join/{code}": PUBLIC,
    "POST /join/{code}": PUBLIC,
    "POST /ask": PUBLIC,
    "GET /chat": PUBLIC,
    "POST /chat": PUBLIC,
    "POST /chat/hide": PUBLIC,
    "GET /inbox": PUBLIC,
    "GET /console/sign-in": PUBLIC,
    "GET /console/sign-in/{token}": PUBLIC,
    "POST /console/sign-in/{token}": PUBLIC,
    "POST /console/sign-out": UNIT,
    "GET /console": UNIT,
    "GET /console/waves": UNIT,
    "GET /console/waves/new": UNIT,
    "POST /console/waves/new": UNIT,
    "GET /console/waves/{wave_id}": UNIT,
    "GET /console/waves/{wave_id}/close": UNIT,
    "POST /console/waves/{wave_id}/close": UNIT,
    "GET /console/waves/{wave_id}/qr.svg": UNIT,
    "GET /console/waves/{wave_id}/papers/{kind}": UNIT,
    "GET /console/broadcasts": UNIT,
    "GET /console/broadcasts/new": UNIT,
    "POST /console/broadcasts/new": UNIT,
    "GET /console/broadcasts/{broadcast_id}": UNIT,
    "POST /console/broadcasts/{broadcast_id}/send": UNIT,
    "GET /console/broadcasts/{broadcast_id}/progress": UNIT,
    "GET /console/members": UNIT,
    "POST /console/members": UNIT,
    "GET /console/alerts": UNIT,
    "POST /console/alerts/{alert_id}": UNIT,
}
