"""Where Rasa calls its actions: one route of the web role, open only to who knows the secret."""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import Action, ActionNotFoundException
from sqlmodel import Session

from actions.answer import ActionAnswer
from actions.base import Desk
from actions.check import QUESTIONS
from actions.check_questions import Ask
from actions.escalation import (
    ActionAskSince,
    ActionAskStage,
    ActionEscalation,
    ActionEscalationStart,
    ValidateEscalationForm,
)
from actions.search import ActionSearch
from actions.threshold import ActionThreshold, ActionThresholdStart, ValidateThresholdForm

ACTIONS: tuple[Callable[[Desk], Action], ...] = (
    ActionAnswer,
    ActionSearch,
    ActionThresholdStart,
    ValidateThresholdForm,
    ActionThreshold,
    *(partial(Ask, question) for question in QUESTIONS),
    ActionEscalationStart,
    ActionAskStage,
    ActionAskSince,
    ValidateEscalationForm,
    ActionEscalation,
)


def create_router(secret: str, sessions: Callable[[], Session]) -> APIRouter:
    """`secret` is what Rasa sends as the Authorization header; `sessions` opens one on the database."""
    executor = ActionExecutor()
    desk = Desk(sessions)
    for action in ACTIONS:
        executor.register_action(action(desk))

    # Asynchronous, as the route: a plain function would wait for one of the common threads.
    async def known(authorization: Annotated[str, Header()] = "") -> None:
        if not secrets.compare_digest(authorization.encode(), secret.encode()):
            raise HTTPException(401, "This address is for Heard's own assistant.")

    router = APIRouter(prefix="/actions", include_in_schema=False)

    @router.post("/webhook", dependencies=[Depends(known)])
    async def webhook(request: Request) -> JSONResponse:
        call: dict[str, Any] = await request.json()
        try:
            result = await executor.run(call)
        except ActionNotFoundException as fault:
            return JSONResponse({"error": fault.message, "action_name": fault.action_name}, 404)
        return JSONResponse(result.model_dump() if result else None)

    @router.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    return router
