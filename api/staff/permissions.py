"""Who may use which route: the table that the console's door reads. A test compares it with the routes."""

from collections.abc import Mapping

from api.staff.person import Person, Role

PUBLIC = "public"
RASA = "rasa"  # knows the secret made at start
TELEGRAM = "telegram"  # knows the webhook's word

STAFF = frozenset(Role)
WRITES = frozenset({Role.AUTHOR})
APPROVES = frozenset({Role.APPROVER})
EDITS = WRITES | APPROVES
READS = EDITS | {Role.ANALYST, Role.SCRUTINEER}
FINDINGS = frozenset({Role.ANALYST, Role.SCRUTINEER})
SENDS = frozenset({Role.SENDER})
SAFETY = frozenset({Role.SAFETY})
RUNS = frozenset({Role.ADMINISTRATOR})
LOOKS_AFTER = frozenset({Role.SCRUTINEER, Role.ADMINISTRATOR})

PERMISSIONS: Mapping[str, str | frozenset[Role]] = {
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
    "GET /withdraw": PUBLIC,
    "POST /withdraw": PUBLIC,
    "GET /contact": PUBLIC,
    "POST /contact": PUBLIC,
    "GET /contact/back": PUBLIC,
    "POST /contact/back": PUBLIC,
    # Codes in, guidance out: nothing is kept.
    "GET /summary": PUBLIC,
    "GET /summary.pdf": PUBLIC,
    "GET /console/sign-in": PUBLIC,
    "GET /console/welcome/{token}": PUBLIC,
    "POST /console/welcome/{token}": PUBLIC,
    "POST /console/sign-out": STAFF,
    "GET /console": STAFF,
    "GET /console/surveys": READS,
    "GET /console/surveys/new": WRITES,
    "POST /console/surveys/new": WRITES,
    "GET /console/surveys/{key}/{version}": READS,
    "GET /console/surveys/{key}/{version}/definition": READS,
    "GET /console/surveys/{key}/{version}/publish": APPROVES,
    "POST /console/surveys/{key}/{version}/publish": APPROVES,
    "GET /console/surveys/{key}/{version}/discard": WRITES,
    "POST /console/surveys/{key}/{version}/discard": WRITES,
    "POST /console/surveys/{key}/{version}/try": EDITS,
    "GET /console/surveys/{key}/{version}/try/{wave_id}": EDITS,
    "GET /console/waves": READS,
    "GET /console/waves/new": WRITES,
    "POST /console/waves/new": WRITES,
    "GET /console/waves/{wave_id}": READS,
    "GET /console/waves/{wave_id}/change": WRITES,
    "POST /console/waves/{wave_id}/change": WRITES,
    "GET /console/waves/{wave_id}/closing": WRITES,
    "POST /console/waves/{wave_id}/closing": WRITES,
    "GET /console/waves/{wave_id}/close": WRITES,
    "POST /console/waves/{wave_id}/close": WRITES,
    "GET /console/waves/{wave_id}/qr.svg": WRITES,
    "GET /console/waves/{wave_id}/visit": WRITES,
    "GET /console/waves/{wave_id}/visit/crowd": WRITES,
    "GET /console/waves/{wave_id}/codes": WRITES,
    "POST /console/waves/{wave_id}/codes": WRITES,
    "GET /console/waves/{wave_id}/papers/{kind}": FINDINGS,
    "GET /console/broadcasts": SENDS | APPROVES | {Role.SCRUTINEER},
    "GET /console/broadcasts/new": SENDS,
    "POST /console/broadcasts/new": SENDS,
    "GET /console/broadcasts/{broadcast_id}": SENDS | APPROVES | {Role.SCRUTINEER},
    "POST /console/broadcasts/{broadcast_id}/send": SENDS,
    "GET /console/broadcasts/{broadcast_id}/progress": SENDS | APPROVES | {Role.SCRUTINEER},
    "GET /console/members": SENDS,
    "POST /console/members": SENDS,
    "GET /console/alerts": SAFETY,
    "GET /console/alerts/{name}": SAFETY,
    "POST /console/alerts/{name}": SAFETY,
    "GET /console/duty": SAFETY,
    "POST /console/duty": SAFETY,
    "GET /console/audit": LOOKS_AFTER,
    "GET /console/audit/check": LOOKS_AFTER,
    "GET /console/contacts": SAFETY,
    "GET /console/contacts/settings": SAFETY,
    "POST /console/contacts/settings": SAFETY,
    "GET /console/contacts/{request_id}": SAFETY,
    "POST /console/contacts/{request_id}/take": SAFETY,
    "POST /console/contacts/{request_id}/back": SAFETY,
    "POST /console/contacts/{request_id}/done": SAFETY,
    "POST /console/contacts/{request_id}/noted": SAFETY,
    "GET /console/guidance": READS,
    "GET /console/guidance/export": READS,
    "GET /console/guidance/understanding": READS,
    "GET /console/guidance/newer": READS,
    "POST /console/guidance/newer": WRITES,
    "GET /console/guidance/new/{kind}": WRITES,
    "POST /console/guidance/new/{kind}": WRITES,
    "GET /console/guidance/items/{kind}": READS,
    "GET /console/guidance/items/{kind}/{name}": READS,
    "GET /console/guidance/items/{kind}/{name}/edit": WRITES,
    "POST /console/guidance/items/{kind}/{name}/edit": WRITES,
    "GET /console/guidance/items/{kind}/{name}/remove": WRITES,
    "POST /console/guidance/items/{kind}/{name}/remove": WRITES,
    "GET /console/guidance/changes/{change_id}": READS,
    "GET /console/guidance/changes/{change_id}/edit": WRITES,
    "POST /console/guidance/changes/{change_id}/edit": WRITES,
    "POST /console/guidance/changes/{change_id}/send": WRITES,
    "POST /console/guidance/changes/{change_id}/approve": APPROVES,
    "POST /console/guidance/changes/{change_id}/refuse": APPROVES,
    "POST /console/guidance/changes/{change_id}/withdraw": EDITS,
    "POST /console/guidance/changes/{change_id}/urgent": EDITS,
    "POST /console/guidance/changes/{change_id}/seen": APPROVES,
    "POST /console/guidance/changes/{change_id}/back": EDITS,
    "GET /console/privacy": STAFF,
}


def may(person: Person, method: str, path: str) -> bool:
    """Whether somebody of the staff may use a route, by the path that the table writes."""
    who = PERMISSIONS.get(f"{method} {path}")
    return isinstance(who, frozenset) and person.is_any(who)
