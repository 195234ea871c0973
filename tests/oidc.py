"""An identity provider in a process of its own: oidc-provider-mock, whose people anybody may make up."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

import httpx

from tests.patience import PATIENCE

# Its own command line wants another version of websockets than we have, for which it has no use.
SERVE = """
import sys, oidc_provider_mock
oidc_provider_mock.app(require_nonce=True).run("127.0.0.1", int(sys.argv[1]), use_reloader=False)
"""


@dataclass(frozen=True)
class IdentityProvider:
    """Where it listens."""

    url: str

    def knows(self, subject: str, **claims: object) -> None:
        """Somebody with an account there, and what it says of them."""
        httpx.put(f"{self.url}/users/{quote(subject)}", json=claims).raise_for_status()

    def agrees(self, address: str, subject: str) -> str:
        """Somebody signs in there; the address to which they are sent back."""
        return str(httpx.post(address, data={"sub": subject}).headers["location"])

    def refuses(self, address: str) -> str:
        """Somebody presses Deny; the address to which they are sent back."""
        return str(httpx.post(address, data={"action": "deny"}).headers["location"])


@contextmanager
def an_identity_provider(port: int) -> Iterator[IdentityProvider]:
    """Runs as long as the block."""
    command = [sys.executable, "-W", "ignore", "-c", SERVE, str(port)]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("HEARD_")}
    clean["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # plain HTTP, on this machine alone
    process = subprocess.Popen(command, env=clean, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        give_up = time.monotonic() + PATIENCE
        while not _answers(url):
            assert process.poll() is None and time.monotonic() < give_up, "the provider does not start"
            time.sleep(0.1)
        yield IdentityProvider(url)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/.well-known/openid-configuration").is_success
    except httpx.HTTPError:
        return False
