"""What is said between us and an identity provider: code flow with PKCE, state and nonce."""

import logging
from collections.abc import Mapping
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client.errors import MismatchingStateError
from authlib.integrations.starlette_client import OAuth, OAuthError
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from api.staff.oidc import Provider, Refusal

log = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds
# A key that both sides know, and no signature at all, are no proof of who has signed.
SIGNATURES = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
# What goes wrong on the way: the line, what the provider answers, or what that is made of.
FAULTS = (
    httpx2.HTTPError,
    httpx2.InvalidURL,
    AuthlibBaseError,
    JoseError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


class NotVouched(Exception):
    """The provider has not said who somebody is."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


class Client:
    """Talks to one provider. `back` is the address to which it sends people back.

    What has to be remembered in between stands in the request's session.
    """

    def __init__(self, provider: Provider, back: str) -> None:
        self.provider = provider
        self._back = back
        secret = provider.client_secret
        how = {} if secret else {"token_endpoint_auth_method": "none"}
        self._client = OAuth().register(
            "oidc",
            client_id=provider.client_id,
            client_secret=secret.get_secret_value() if secret else None,
            server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile",
                "code_challenge_method": "S256",
                "timeout": PATIENCE,
                **how,
            },
        )

    async def lead_there(self, request: Request) -> Response:
        """To the provider. Raises NotVouched when it cannot be reached."""
        try:
            await self._issuer()
            answer: Response = await self._client.authorize_redirect(request, self._back)
        except FAULTS as fault:
            raise _why(fault) from None
        return answer

    async def claims(self, request: Request) -> Mapping[str, Any]:
        """What a checked ID token says of whoever comes back. Raises NotVouched."""
        try:
            wanted = {
                "iss": {"essential": True, "value": await self._issuer()},
                "aud": {"essential": True, "value": self.provider.client_id},
                "sub": {"essential": True},
            }
            token = await self._client.authorize_access_token(request, claims_options=wanted)
            said = dict(token["userinfo"])
            if not _is_name(said["sub"]):
                raise ValueError("what stands for a person is none of the names that the standard allows")
            return said
        except FAULTS as fault:
            raise _why(fault) from None

    async def _issuer(self) -> str:
        """As it stands in the provider's tokens. What the provider says of itself is read once."""
        facts = await self._client.load_server_metadata()
        issuer = str(facts["issuer"])
        if issuer.rstrip("/") != self.provider.issuer.rstrip("/"):
            raise ValueError("the provider has another name than the settings give it")
        offered = facts.get("id_token_signing_alg_values_supported") or ["RS256"]
        facts["id_token_signing_alg_values_supported"] = [one for one in offered if one in SIGNATURES]
        return issuer


def _is_name(subject: object) -> bool:
    """OpenID Connect Core 1.0, section 2: at most 255 ASCII characters."""
    return (
        isinstance(subject, str) and 0 < len(subject) <= 255 and subject.isascii() and subject.isprintable()
    )


def _why(fault: Exception) -> NotVouched:
    match fault:
        case MismatchingStateError():
            why = Refusal.STALE
        case OAuthError() if fault.error == "access_denied":
            why = Refusal.DENIED
        case httpx2.HTTPError() | httpx2.InvalidURL():
            why = Refusal.AWAY
        case _:
            why = Refusal.DOUBTFUL
    # Only kinds: what the provider wrote may hold somebody's name.
    log.warning("the identity provider let nobody in: %s (%s)", why, type(fault).__name__)
    return NotVouched(why)
