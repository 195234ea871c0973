"""What is believed of an identity provider that lies: nothing."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from pydantic import SecretStr
from starlette.requests import Request

from api.staff.oidc import Provider, Refusal
from api.staff.oidc_client import Client, NotVouched
from api.staff.person import Role

SECRET = "a secret that both sides know, of some length"


@dataclass
class Liar:
    """A provider whose every answer a test may turn."""

    url: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    facts: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    token: str | None = None
    alg: str = "RS256"
    challenges: list[dict[str, list[str]]] = field(default_factory=list)

    def answer(self, path: str) -> object:
        if path.endswith("openid-configuration"):
            told = {"issuer": self.url, "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"]}
            places = {"authorization_endpoint": "there", "token_endpoint": "token", "jwks_uri": "jwks"}
            return told | {name: f"{self.url}/{place}" for name, place in places.items()} | self.facts
        if path == "/jwks":
            return KeySet([self.key]).as_dict(private=False)
        if self.alg != "RS256":
            self.token = weakly(self.alg, self.claims)
        signed = self.token or jwt.encode({"alg": "RS256", "kid": "1"}, self.claims, self.key)
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": signed}


@pytest.fixture
def liar() -> Iterator[Liar]:
    lies = Liar()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(lies.answer(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            lies.challenges.append(parse_qs(sent.decode()))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        lies.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield lies
        server.shutdown()
        thread.join()


def request(session: dict[str, Any], query: str = "") -> Request:
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": query.encode()}
    return Request(scope | {"session": session})


async def comes_back(liar: Liar, **claims: Any) -> dict[str, Any]:
    """What is believed once somebody has gone there and come back with a token of these claims."""
    client = Client(
        Provider(liar.url, "heard", SecretStr(SECRET), "x", {"a": Role.AUTHOR}), "http://heard/back"
    )
    session: dict[str, Any] = {}
    there = await client.lead_there(request(session))
    asked = parse_qs(urlsplit(there.headers["location"]).query)
    now = int(time.time())
    liar.claims = {
        "iss": liar.url,
        "aud": "heard",
        "sub": "alex-1",
        "nonce": asked["nonce"][0],
        "iat": now,
        "exp": now + 60,
    } | claims
    liar.claims = {name: value for name, value in liar.claims.items() if value is not None}
    back = urlencode({"code": "1", "state": asked["state"][0]})
    return dict(await client.claims(request(session, back)))


async def doubts(liar: Liar, **claims: Any) -> bool:
    with pytest.raises(NotVouched) as refusal:
        await comes_back(liar, **claims)
    return refusal.value.why is Refusal.DOUBTFUL


async def test_a_sound_token_is_believed_and_the_challenge_is_met(liar: Liar) -> None:
    assert (await comes_back(liar, name="Alex"))["name"] == "Alex"
    [sent] = liar.challenges
    assert len(sent["code_verifier"][0]) >= 43
    assert sent["redirect_uri"] == ["http://heard/back"]


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another program"},
        {"aud": ["another program"], "azp": "heard"},
        {"aud": None},
        {"iss": "https://another.example"},
        {"iss": None},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"sub": "nul\x00"},
    ],
    ids=str,
)
async def test_a_token_with_something_wrong_is_not(liar: Liar, claims: dict[str, Any]) -> None:
    assert await doubts(liar, **claims)


async def test_a_token_that_somebody_else_has_signed_is_not(liar: Liar) -> None:
    signed_with, liar.key = liar.key, RSAKey.generate_key(2048, {"kid": "1"})
    now = int(time.time())
    claims = {"iss": liar.url, "aud": "heard", "sub": "alex-1", "iat": now, "exp": now + 60}
    liar.token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, signed_with)
    assert await doubts(liar)


@pytest.mark.parametrize("alg", ["none", "HS256"])
async def test_a_provider_that_offers_weak_signatures_is_not_taken_at_its_word(liar: Liar, alg: str) -> None:
    liar.alg = alg
    assert await doubts(liar)


def weakly(alg: str, claims: dict[str, Any]) -> str:
    """A token with no signature, or with one of a secret that both sides know."""
    if alg == "HS256":
        return jwt.encode({"alg": alg}, claims, OctKey.import_key(SECRET))
    parts = (json.dumps(part).encode() for part in ({"alg": alg, "kid": "1"}, claims))
    return ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


async def test_one_that_goes_by_another_name_is_not_asked_at_all(liar: Liar) -> None:
    liar.facts = {"issuer": "https://another.example"}
    assert await doubts(liar)
    assert liar.challenges == []


@pytest.mark.parametrize("facts", [{"issuer": None}, {"token_endpoint": None}, {"jwks_uri": 7}], ids=str)
async def test_half_of_what_it_should_say_is_no_crash(liar: Liar, facts: dict[str, Any]) -> None:
    liar.facts = facts
    with pytest.raises(NotVouched):
        await comes_back(liar)
