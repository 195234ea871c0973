"""Who may use which route: the table that our doors read. A test compares it with the routes."""

from collections.abc import Mapping

from api.staff.findings_doors import NUMBERS
from api.staff.group_doors import GROUP
from api.staff.keys import Scope
from api.staff.meaning_doors import MEANING
from api.staff.open_routes import OPEN
from api.staff.open_routes import PUBLIC as PUBLIC
from api.staff.person import Person, Role
from api.staff.report_doors import REPORTS
from api.staff.who import APPROVES, EDITS, FINDINGS, LOOKS_AFTER, READS, RUNS, SAFETY, STAFF, WRITES

PERMISSIONS: Mapping[str, str | frozenset[Role]] = {
    **OPEN,
    "POST /console/sign-out": STAFF,
    "GET /console/me": STAFF,
    "GET /console/me/password": STAFF,
    "POST /console/me/password": STAFF,
    "GET /console/me/second-factor": STAFF,
    "POST /console/me/second-factor": STAFF,
    "GET /console/me/recovery-codes": STAFF,
    "POST /console/me/recovery-codes": STAFF,
    "POST /console/me/sign-out": STAFF,
    "GET /console/accounts": RUNS,
    "GET /console/accounts/new": RUNS,
    "POST /console/accounts/new": RUNS,
    "GET /console/accounts/{account_id}": RUNS,
    "GET /console/accounts/{account_id}/change": RUNS,
    "POST /console/accounts/{account_id}/change": RUNS,
    "POST /console/accounts/{account_id}/link": RUNS,
    "POST /console/accounts/{account_id}/sign-out": RUNS,
    "GET /console/accounts/{account_id}/close": RUNS,
    "POST /console/accounts/{account_id}/close": RUNS,
    "POST /console/accounts/{account_id}/open": RUNS,
    "GET /console": STAFF,
    "GET /console/calendar": STAFF,
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
    "GET /console/waves/{wave_id}/news": READS,
    "GET /console/waves/{wave_id}/change": WRITES,
    "POST /console/waves/{wave_id}/change": WRITES,
    "GET /console/waves/{wave_id}/where": WRITES,
    "POST /console/waves/{wave_id}/where": WRITES,
    "GET /console/waves/{wave_id}/closing": WRITES,
    "POST /console/waves/{wave_id}/closing": WRITES,
    "GET /console/waves/{wave_id}/close": WRITES,
    "POST /console/waves/{wave_id}/close": WRITES,
    "GET /console/waves/{wave_id}/qr.svg": WRITES,
    "GET /console/waves/{wave_id}/visit": WRITES,
    "GET /console/waves/{wave_id}/visit/crowd": WRITES,
    "GET /console/waves/{wave_id}/codes": WRITES,
    "POST /console/waves/{wave_id}/codes": WRITES,
    **NUMBERS,
    **MEANING,
    **GROUP,
    **REPORTS,
    "GET /console/alerts": SAFETY,
    "GET /console/alerts/{name}": SAFETY,
    "POST /console/alerts/{name}": SAFETY,
    "GET /console/duty": SAFETY,
    "POST /console/duty": SAFETY,
    "GET /console/keys": RUNS,
    "POST /console/keys": RUNS,
    "GET /console/keys/{key_id}/revoke": RUNS,
    "POST /console/keys/{key_id}/revoke": RUNS,
    "GET /console/audit": LOOKS_AFTER,
    "GET /console/audit/check": LOOKS_AFTER,
    "GET /console/audit/check/progress": LOOKS_AFTER,
    "GET /console/audit/export": LOOKS_AFTER,
    "GET /console/health": RUNS,
    "GET /console/settings": RUNS,
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


# Whoever may not read something cannot make a key that reads it for them. Guidance is for everybody.
BEHIND_KEYS: Mapping[Scope, frozenset[Role]] = {
    Scope.FINDINGS: FINDINGS,
    Scope.GUIDANCE: STAFF,
    Scope.AUDIT: LOOKS_AFTER,
}


def may(person: Person, method: str, path: str) -> bool:
    """Whether somebody of the staff may use a route, by the path that the table writes."""
    who = PERMISSIONS.get(f"{method} {path}")
    return isinstance(who, frozenset) and person.is_any(who)
