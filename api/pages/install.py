"""Puts the shared look onto an app."""

from typing import cast

from fastapi import FastAPI
from starlette.templating import Jinja2Templates

from api.pages.assets import Assets
from api.pages.faults import show_faults
from api.pages.security import secure


def install(app: FastAPI, pages: Jinja2Templates, *, secret: str, https: bool) -> None:
    """Static files, kind fault pages and protection. `secret` signs form tokens."""
    app.include_router(cast(Assets, pages.env.globals["assets"]).router())
    show_faults(app, pages)
    secure(app, pages, secret=secret, https=https)
