"""One envelope for every refusal of the API: {"error", "detail"}."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.errors import HeardError

log = logging.getLogger(__name__)


class Refusal(BaseModel):
    """`error` is the kind of refusal, `detail` a sentence that says how to mend it."""

    error: str
    detail: str


def answer(status: int, error: str, detail: str) -> JSONResponse:
    """A refusal in the envelope."""
    return JSONResponse(Refusal(error=error, detail=detail).model_dump(), status_code=status)


def install(app: FastAPI) -> None:
    """Puts every refusal of the app into the envelope."""

    @app.exception_handler(HeardError)
    async def refused(_: Request, fault: HeardError) -> JSONResponse:
        refusal = answer(fault.status, type(fault).__name__, str(fault))
        refusal.headers.update(fault.headers)
        return refusal

    @app.exception_handler(HTTPException)
    async def http(_: Request, fault: HTTPException) -> JSONResponse:
        return answer(fault.status_code, "HTTPException", str(fault.detail))

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, fault: RequestValidationError) -> JSONResponse:
        # Only where and why: the value itself may hold somebody's words.
        places = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in fault.errors())
        return answer(422, "Malformed", places)

    @app.exception_handler(Exception)
    async def bug(_: Request, fault: Exception) -> JSONResponse:
        log.error("a request failed: %s", type(fault).__name__)
        return answer(500, "Bug", "Something went wrong on our side. Please try again.")
