"""Draws the console's pictures of the README anew, out of a demonstration: python -m tests.pictures."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from api import postgres
from api.staff.person import Role
from bot.demonstration import office
from tests.journeys.browser import PHONE, a_browser
from tests.journeys.conftest import ROOT, Site
from tests.journeys.demonstration import a_demonstration, sign_in, staff

FOLDER = ROOT / "docs" / "pictures"
LARGEST = 120_000  # bytes
DESK = {"width": 900, "height": 640}


@dataclass(frozen=True)
class Picture:
    """What somebody of a role sees; without one, whoever holds them all.

    `go` leads on from the path; `at` is what stands at the top of the picture.
    """

    name: str
    path: str
    role: Role | None = None
    size: dict[str, int] | None = None
    at: str | None = None
    go: Callable[[Page], None] = lambda _: None


def _open(words: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("link", name=words).first.click()


PICTURES = (
    Picture("home", "/console"),
    Picture("findings", "/console/findings", Role.ANALYST, at="main table", go=_open("years 7 to 13")),
    Picture("safety", "/console/alerts", Role.SAFETY, at="main h1"),
    Picture("members", "/console/members", Role.SENDER, PHONE, at="main table"),
    Picture("broadcast", "/console/broadcasts", Role.SENDER, at="main h1", go=_open("Escalation")),
    Picture("report", "/console/reports", Role.APPROVER, at="main h1", go=_open("What people told us, July")),
    Picture("we-did", "/we-did", size=PHONE, go=_open("year 7 or above")),
)
MARGIN = 60  # pixels above what stands at the top


class TooHeavy(Exception):
    """A picture that would make the README slow to open."""


def main() -> None:
    """Some two minutes."""
    home = Path(tempfile.mkdtemp(prefix="heard-pictures-"))
    server = postgres.start(home / "postgres")
    try:
        with a_demonstration(server, home / "home", "heard_pictures") as (site, _), a_browser() as browser:
            for picture in PICTURES:
                print(f"{_drawn(site, browser, picture):>7,} bytes  {picture.name}", flush=True)
    finally:
        postgres.stop(home / "postgres")
        shutil.rmtree(home, ignore_errors=True)


def _drawn(site: Site, browser: Browser, picture: Picture) -> int:
    """Takes one; how many bytes it has. Raises TooHeavy."""
    people = staff(site)
    size = picture.size or DESK
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, reduced_motion="reduce"
    )
    page = context.new_page()
    sign_in(site, page, office.in_roles(people)[picture.role] if picture.role else people[0])
    page.goto(site.url + picture.path)
    picture.go(page)
    page.wait_for_load_state()
    if picture.at:
        top = "(one, margin) => window.scrollTo(0, one.getBoundingClientRect().top - margin)"
        page.locator(picture.at).first.evaluate(top, MARGIN)
    file = FOLDER / f"{picture.name}.png"
    page.screenshot(path=file)
    context.close()
    weight = file.stat().st_size
    if weight > LARGEST:
        raise TooHeavy(picture.name)
    return weight


if __name__ == "__main__":
    main()
