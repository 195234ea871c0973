"""Somebody who follows whatever the pages of the console offer, and notes where it leads."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx

from api.staff.permissions import PERMISSIONS

CONSOLE = "/console"
PAGE = "text/html"
# Addresses of one kind, by what differs in them: the ninth broadcast shows nothing that the first eight did
# not, nor the third topic. One of each state comes first where pages list what they have by state.
THINGS, THINGS_OF_A_KIND, ORDERS = 8, 2, 3
AT_ONCE = 2  # ways in which a list is asked for: sorted and searched, or the second page of a search
BROUGHT = {"img": "src", "script": "src", "link": "href", "source": "src", "a": "href"}
NOT_TYPED = ("hidden", "submit", "button", "image", "reset")


@dataclass
class Field:
    """One field of a form. `value` is what it holds at first, `choices` what else it can hold."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def is_typed(self) -> bool:
        """Whether it takes words that are shown as they are typed."""
        secret = self.kind == "password" or self.attributes.get("autocomplete") == "one-time-code"
        return self.kind in ("text", "textarea", "email", "tel", "url", "number", "search") and not secret


@dataclass
class Form:
    """Where it goes, its fields, and its buttons that go elsewhere."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    detours: list[str] = field(default_factory=list)

    @property
    def begins(self) -> dict[str, str | list[str]]:
        """What is sent when nobody touches it."""
        return {one.name: one.value for one in self.fields.values() if one.value or one.is_typed}

    @property
    def door(self) -> str:
        """Its line in the table of permissions."""
        return door(self.method, self.action)


class Page(HTMLParser):
    """What one page offers. Addresses are whole ones of this site, without their fragments."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.inner: list[str] = []
        self.ids: set[str] = set()
        self.streams: list[str] = []
        self.forms: list[Form] = []
        self.parts: set[tuple[str, str]] = set()
        self._form: Form | None = None
        self._area: Field | None = None
        self._select: Field | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.parts.add((tag, has.get("class", "")))
        self.ids |= {has["id"]} if "id" in has else set()
        if "data-live" in has:
            self.streams.append(urljoin(self.address, has["data-live"]))
        if tag in BROUGHT and has.get(BROUGHT[tag]):
            self._link(has[BROUGHT[tag]])
        if tag == "form":
            self._form = Form(urljoin(self.address, has.get("action", "")), has.get("method", "get").upper())
            self.forms.append(self._form)
        elif self._form is not None:
            self._part(self._form, tag, has)

    def _link(self, target: str) -> None:
        if target.startswith("#"):
            self.inner.append(target[1:])
        whole = urlsplit(urljoin(self.address, target))
        if whole.scheme in ("http", "https") and whole.netloc == urlsplit(self.address).netloc:
            self.links.append(whole._replace(fragment="").geturl())

    def _part(self, form: Form, tag: str, has: dict[str, str]) -> None:
        name, kind = has.get("name", ""), has.get("type", "text")
        if has.get("formaction"):
            form.detours.append(urljoin(self.address, has["formaction"]))
        if tag == "textarea":
            self._area = form.fields[name] = Field(name, "textarea", attributes=has)
        elif tag == "select":
            self._select = form.fields[name] = Field(name, "select", attributes=has)
        elif tag == "option" and self._select is not None:
            value = has.get("value", "")
            if not self._select.choices or "selected" in has:
                self._select.value = value
            self._select.choices.append(value)
        elif tag == "input" and name and kind not in NOT_TYPED[1:]:
            one = form.fields.setdefault(name, Field(name, kind, attributes=has))
            if kind in ("radio", "checkbox"):
                one.choices.append(has.get("value", "on"))
                one.value = has.get("value", "on") if "checked" in has else one.value
            else:
                one.value = has.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def offered(self) -> Iterator[str]:
        """Every address that one can come to without changing anything."""
        yield from self.links
        for form in self.forms:
            if form.method != "GET":
                continue
            yield _asked(form, {})
            for one in form.fields.values():
                if one.kind in ("select", "radio", "checkbox"):
                    yield from (_asked(form, {one.name: choice}) for choice in one.choices)
                elif one.is_typed:
                    yield _asked(form, {one.name: "made-up words"})

    def changes(self) -> Iterator[Form]:
        """The forms that change something."""
        for form in self.forms:
            if form.method == "POST":
                yield form
                yield from (Form(detour, "POST", form.fields) for detour in form.detours)


@dataclass(frozen=True)
class Visit:
    """An answer, where its address was offered, and what is on the page."""

    address: str
    offered_by: str
    status: int
    kind: str
    page: Page | None

    @property
    def door(self) -> str:
        """Its line in the table of permissions."""
        return door("GET", self.address)


async def walk(http: httpx.AsyncClient, start: str) -> dict[str, Visit]:
    """Everything that is offered from `start` on, each address once."""
    waiting, known, kinds = deque([(start, "")]), {start}, Counter[tuple[str, ...]]()
    seen: dict[str, Visit] = {}
    while waiting:
        address, offered_by = waiting.popleft()
        seen[address] = visit = await _visit(http, address, offered_by)
        for offered in visit.page.offered() if visit.page else ():
            offered = normal(offered)
            kind, enough = kind_of(offered)
            if offered in known or kinds[kind] >= enough:
                continue
            known.add(offered)
            kinds[kind] += 1
            waiting.append((offered, address))
    return seen


async def _visit(http: httpx.AsyncClient, address: str, offered_by: str) -> Visit:
    reply = await http.get(address)
    kind = reply.headers.get("content-type", "").partition(";")[0]
    # Pages of children and members are none of the console's: that they open is enough.
    ours = kind == PAGE and urlsplit(address).path.startswith(CONSOLE)
    page = Page(address, reply.text) if ours else None
    return Visit(address, offered_by, reply.status_code, kind, page)


def normal(address: str) -> str:
    """The same for addresses that ask for the same."""
    parts = urlsplit(address)
    return parts._replace(query=urlencode(sorted(parse_qsl(parts.query)))).geturl()


def kind_of(address: str) -> tuple[tuple[str, ...], int]:
    """What an address has in common with those of its kind, and how many of them are worth a look."""
    parts, line = urlsplit(address), door("GET", address)
    asked = sorted(name for name, _ in parse_qsl(parts.query))
    gaps = [number for number, part in enumerate(line.split("/")) if part.startswith("{")]
    written = parts.path.split("/")
    for gap in gaps[-1:]:
        written[gap] = "*"
    enough = THINGS if len(gaps) < 2 else THINGS_OF_A_KIND
    if asked:
        enough = ORDERS if len(asked) <= AT_ONCE else 0
    return ("/".join(written), *asked), enough


def door(method: str, address: str) -> str:
    """The line of the table of permissions that an address belongs to; empty for none."""
    path = urlsplit(address).path
    return next((one for one, pattern in _patterns() if pattern.fullmatch(f"{method} {path}")), "")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    # A path that is written out goes before one with gaps.
    ordered = sorted(PERMISSIONS, key=lambda one: one.count("{"))
    return tuple((one, re.compile(re.sub(r"\{\w+(:path)?\}", _gap, one))) for one in ordered)


def _gap(found: re.Match[str]) -> str:
    return ".+" if found.group(1) else "[^/]+"


def _asked(form: Form, more: dict[str, str]) -> str:
    fields = {one.name: one.value for one in form.fields.values() if one.kind != "checkbox" or one.value}
    return f"{form.action.partition('?')[0]}?{urlencode(fields | more)}"
