"""Settings that belong together: with some of them alone Heard does not start, and says why."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings
from api.staff.person import Role

ROOT = Path(__file__).parents[2]
WHOLE = {
    "HEARD_OIDC_ISSUER": "https://login.example/tenant/v2.0",
    "HEARD_OIDC_CLIENT_ID": "heard",
    "HEARD_OIDC_CLIENT_SECRET": "shared",
    "HEARD_OIDC_ROLES": "Heard.Author=author, Heard.Chief = administrator,",
}


def read(monkeypatch: pytest.MonkeyPatch, **given: str) -> Settings:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return Settings(_env_file=None)


def test_a_provider_is_made_of_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = read(monkeypatch, **WHOLE).provider
    assert provider is not None
    assert provider.issuer == "https://login.example/tenant/v2.0"
    assert provider.roles == {"Heard.Author": Role.AUTHOR, "Heard.Chief": Role.ADMINISTRATOR}
    assert provider.name == "your work account"
    assert "shared" not in repr(provider)


def test_without_them_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch).provider is None
    # As the compose file hands on what is not set.
    assert read(monkeypatch, **dict.fromkeys(WHOLE, "")).provider is None


@pytest.mark.parametrize("missing", ["HEARD_OIDC_ISSUER", "HEARD_OIDC_CLIENT_ID", "HEARD_OIDC_ROLES"])
def test_each_of_three_needs_the_others(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    with pytest.raises(ValidationError, match=f"also needs {missing}"):
        read(monkeypatch, **{name: value for name, value in WHOLE.items() if name != missing})


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("HEARD_PUBLIC_URL", "heard.example", "begins with https://"),
        ("HEARD_PUBLIC_URL", "https:heard.example", "begins with https://"),
        ("HEARD_OIDC_ISSUER", "http://login.example", "begins with https://"),
        ("HEARD_OIDC_ISSUER", "login.example", "begins with https://"),
        ("HEARD_OIDC_ROLES", "Heard.Author", "VALUE=role"),
        ("HEARD_OIDC_ROLES", "=author", "VALUE=role"),
        ("HEARD_OIDC_ROLES", "Heard.Author=writer", "the roles are author, approver"),
        ("HEARD_OIDC_ROLES", "Heard.Author=author, Heard.Author=sender", "each VALUE once"),
    ],
)
def test_what_cannot_be_is_said(monkeypatch: pytest.MonkeyPatch, name: str, value: str, mend: str) -> None:
    with pytest.raises(ValidationError, match=mend):
        read(monkeypatch, **WHOLE | {name: value})


def test_a_start_with_half_of_them_ends_in_one_sentence(tmp_path: Path) -> None:
    env = {"PATH": "", "HEARD_HOME": str(tmp_path), "HEARD_OIDC_ISSUER": "https://login.example"}
    started = subprocess.run(
        [sys.executable, "-m", "bot", "run"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert started.returncode == 1
    [said] = started.stderr.splitlines()
    assert "HEARD_OIDC_ROLES" in said and "docs/settings.md" in said
    assert "also needs HEARD_OIDC_CLIENT_ID and HEARD_OIDC_ROLES" in said


def test_https_is_known_however_it_is_written() -> None:
    # Cookies are kept to it, and forms of other sites out, by how the address begins.
    settings = Settings(_env_file=None, public_url="HTTPS://heard.example/")
    assert settings.address == "https://heard.example"
