"""The Jinja environment of all pages: strict about our own names, with GOV.UK Frontend's macros."""

from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import (
    ChainableUndefined,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
)
from starlette.templating import Jinja2Templates

from api.pages import drawing
from api.pages.assets import Assets

OURS = Path(__file__).with_name("templates")
MACROS = "govuk_frontend_jinja"
# Where "Exit this page" leads: dull, well known and quick to load.
NEUTRAL_SITE = "https://www.bbc.co.uk/weather"


class StrictWithMacros(Environment):
    """A name that a page of ours forgot is a fault; the macros count on names that are not there."""

    def __init__(self, folders: Sequence[Path]) -> None:
        common: dict[str, Any] = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
        super().__init__(loader=FileSystemLoader(folders), undefined=StrictUndefined, **common)
        loader = PrefixLoader({MACROS: PackageLoader(MACROS)})
        self.macros = Environment(loader=loader, undefined=ChainableUndefined, **common)
        # Two names that they have from Nunjucks.
        self.macros.globals |= {"null": None, "undefined": ChainableUndefined(name="undefined")}

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """The macros under their package's name, everything else from the folders."""
        if isinstance(name, str) and name.startswith(f"{MACROS}/"):
            return self.macros.get_template(name)
        return super().get_template(name, parent, globals)


def create_pages(
    extra_templates: Sequence[Path] = (), *, partnership: str, home: str = ""
) -> Jinja2Templates:
    """Templates of the shared look and of the given folders. `partnership` is its name, for people.

    `home` is the address of the pages themselves: what leads there is no other website.
    Raises Unavailable when styles and scripts are not built.
    """
    assets = Assets()
    environment = StrictWithMacros([OURS, *extra_templates])
    environment.globals |= {
        "asset": assets.address,
        "assets": assets,
        "fault_page": "fault_plain.html",
        "home": home,
        "neutral_site": NEUTRAL_SITE,
        "partnership": partnership,
    }
    environment.filters |= {
        "day": drawing.day,
        "ending": drawing.ending,
        "opening": drawing.opening,
        "rest": drawing.rest,
        "words": drawing.words,
    }
    environment.tests["is_to_call"] = drawing.is_to_call
    return Jinja2Templates(env=environment, context_processors=[_of_request])


def _of_request(request: Request) -> dict[str, Any]:
    form_token: Callable[[], str] = request.scope.get("csrftoken", str)
    return {"nonce": request.scope.get("nonce", ""), "form_token": form_token}
