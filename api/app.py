"""The web role's API: what other programs talk to. bot.server adds the pages and the action webhook."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from sqlalchemy import Engine

from api import envelope
from api.audit import endpoints as audit
from api.conversation import endpoints as conversations
from api.conversation.service import Desk
from api.envelope import Refusal
from api.findings import endpoints as findings
from api.guidance import endpoints as guidance
from api.health import service as health
from api.health.service import AssistantState, Health

VERSION = "0.7.0"


def create_app(engine: Engine, desk: Desk, assistant: Callable[[], AssistantState]) -> FastAPI:
    """The API over a database, a desk, and a way to ask how Rasa is."""
    refusals: dict[int | str, dict[str, Any]] = {
        422: {"model": Refusal, "description": "Something in the request is malformed"}
    }
    app = FastAPI(title="Heard", version=VERSION, docs_url=None, redoc_url=None, responses=refusals)
    app.state.engine = engine
    app.state.desk = desk
    app.state.assistant = assistant
    app.state.stopping = False  # tells pages that listen for news to let go
    envelope.install(app)
    app.include_router(conversations.router)
    app.include_router(guidance.router)
    app.include_router(guidance.keyed)
    app.include_router(findings.router)
    app.include_router(audit.router)

    @app.get("/health/live", tags=["health"])
    async def live() -> dict[str, str]:
        """The process answers, even when every thread waits for something."""
        return {"status": "live"}

    @app.get("/health/ready", tags=["health"])
    def ready(request: Request, response: Response) -> Health:
        """200 when surveys can be answered, else 503; says how each part is."""
        state = request.app.state
        found = health.look(state.engine, state.assistant(), state.desk.lost_alerts)
        response.status_code = 200 if found.status == "ready" else 503
        return found

    return app
