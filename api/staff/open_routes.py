"""Routes that ask for no sign-in of the staff: open to everybody, or to programs that prove themselves."""

from collections.abc import Mapping

from api.staff.keys import Scope

PUBLIC = "public"
RASA = "rasa"  # knows the secret made at start
TELEGRAM = "telegram"  # knows the webhook's word

OPEN: Mapping[str, str] = {
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
    "GET /api/v1/findings": Scope.FINDINGS,
    "GET /api/v1/findings/{wave_id}": Scope.FINDINGS,
    "GET /api/v1/findings/{wave_id}/papers/{kind}": Scope.FINDINGS,
    "GET /api/v1/guidance": Scope.GUIDANCE,
    "GET /api/v1/audit": Scope.AUDIT,
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
    # The token of a copy names the broadcast that is answered; whoever answers is known by their browser.
    "POST /reply/{token}": PUBLIC,
    "GET /chat": PUBLIC,
    "POST /chat": PUBLIC,
    "POST /chat/hide": PUBLIC,
    # A browser that is a member's, by its cookie; a link by its token.
    "GET /inbox": PUBLIC,
    "POST /inbox/forget": PUBLIC,
    "GET /app.webmanifest": PUBLIC,
    "GET /membership": PUBLIC,
    "POST /membership": PUBLIC,
    "POST /membership/addresses": PUBLIC,
    "POST /membership/addresses/remove": PUBLIC,
    "POST /membership/code": PUBLIC,
    "GET /membership/leave": PUBLIC,
    "POST /membership/leave": PUBLIC,
    "POST /link": PUBLIC,
    "GET /link/{token}": PUBLIC,
    "POST /link/{token}": PUBLIC,
    "GET /join/{code}/mail": PUBLIC,
    "POST /join/{code}/mail": PUBLIC,
    # A link to a copy, or out of the group, is its own proof: whoever has it was sent it.
    "GET /inbox/{token}": PUBLIC,
    "POST /inbox/{token}": PUBLIC,
    "GET /inbox/{token}/document": PUBLIC,
    "GET /leave/{token}": PUBLIC,
    "POST /leave/{token}": PUBLIC,
    "GET /withdraw": PUBLIC,
    "POST /withdraw": PUBLIC,
    "GET /contact": PUBLIC,
    "POST /contact": PUBLIC,
    "GET /contact/back": PUBLIC,
    "POST /contact/back": PUBLIC,
    "GET /newsletter": PUBLIC,
    # Nothing notes who reads what was done with what people said.
    "GET /we-did": PUBLIC,
    "GET /we-did/{said_id}": PUBLIC,
    "GET /newsletter/{quarter}": PUBLIC,
    # Codes in, guidance out: nothing is kept.
    "GET /summary": PUBLIC,
    "GET /summary.pdf": PUBLIC,
    "GET /console/sign-in": PUBLIC,
    "GET /console/sign-in/oidc": PUBLIC,
    "GET /console/sign-in/oidc/back": PUBLIC,
    "POST /console/sign-in": PUBLIC,
    "GET /console/sign-in/code": PUBLIC,
    "POST /console/sign-in/code": PUBLIC,
    "GET /console/sign-in/lost": PUBLIC,
    "POST /console/sign-in/lost": PUBLIC,
    "GET /console/welcome/{link}": PUBLIC,
    "POST /console/welcome/{link}": PUBLIC,
    "GET /console/second-factor": PUBLIC,
    "POST /console/second-factor": PUBLIC,
}
