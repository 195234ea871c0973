"""What an installation decides, read once from the environment at the entry point."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api import mail_settings
from api.findings.rules import BASE_LEAST, PERCENT_BASE, Rules
from api.hours import Hours
from api.retention.clocks import Clocks
from api.staff.oidc import Provider
from api.staff.person import Role

THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class Settings(BaseSettings):
    """Every field is described for people in docs/settings.md; a test compares the two."""

    model_config = SettingsConfigDict(
        env_prefix="HEARD_",
        env_file=".env",
        # Where containers are handed their secrets, as files named like the settings.
        secrets_dir="/run/secrets" if Path("/run/secrets").is_dir() else None,
        env_ignore_empty=True,
        extra="ignore",
    )

    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    home: Path = Path("var")
    partnership: str = "coventry"
    rasa_url: str | None = None
    rasa_token: SecretStr | None = None
    action_secret: SecretStr | None = None
    telegram_token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org"
    telegram_webhook: bool = False
    broadcast_rate: float = 28.0
    quiet_hours: Annotated[Hours | None, NoDecode] = Hours(19, 8)
    smtp_url: SecretStr | None = None
    mail_from: str | None = Field(None, validate_default=True)
    notify_key: SecretStr | None = None
    notify_email_template: str | None = None
    notify_sms_template: str | None = Field(None, validate_default=True)
    keep_responses_days: int = Field(Clocks.responses, ge=1)
    keep_handled_alerts_days: int = Field(Clocks.handled_alerts, ge=1)
    keep_alerts_days: int = Field(Clocks.alerts, ge=1)
    keep_contacts_days: int = Field(Clocks.contacts, ge=1)
    keep_broadcasts_days: int = Field(Clocks.broadcasts, ge=1)
    keep_issues_days: int = Field(Clocks.issues, ge=1)
    findings_base: int = Field(BASE_LEAST, ge=BASE_LEAST)
    findings_percent_base: int = Field(PERCENT_BASE, ge=PERCENT_BASE)
    oidc_name: str = "your work account"
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    # Last, since it is checked together with those above.
    oidc_roles: Annotated[dict[str, Role], NoDecode] = Field({}, validate_default=True)

    @field_validator("quiet_hours", mode="before")
    @classmethod
    def _hours(cls, given: Any) -> Any:
        return mail_settings.hours(given)

    @field_validator("smtp_url")
    @classmethod
    def _server(cls, url: SecretStr | None) -> SecretStr | None:
        return mail_settings.server(url)

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, written: str | None, info: ValidationInfo) -> str | None:
        return mail_settings.sender(written, bool(info.data.get("smtp_url")))

    @field_validator("notify_sms_template")
    @classmethod
    def _template(cls, template: str | None, info: ValidationInfo) -> str | None:
        some = template or info.data.get("notify_email_template")
        return mail_settings.template(template, info.data.get("notify_key"), some=bool(some))

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer(cls, issuer: str | None) -> str | None:
        if issuer is None:
            return None
        parts = urlsplit(issuer)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in THIS_MACHINE):
            raise PydanticCustomError("issuer", "it must be an address that begins with https://")
        return issuer

    @field_validator("public_url")
    @classmethod
    def _reachable(cls, address: str | None) -> str | None:
        """Else links would lead nowhere, and cookies not be kept to https."""
        parts = urlsplit(address or "http://none")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise PydanticCustomError("address", "it must be an address that begins with https://")
        return address

    @field_validator("oidc_roles", mode="before")
    @classmethod
    def _pairs(cls, given: Any) -> Any:
        """ "Heard.Author=author, Heard.Sender=sender": what the provider says, and the role it gives."""
        if not isinstance(given, str):
            return given
        pairs = [pair.partition("=") for pair in given.split(",") if pair.strip()]
        roles = {value.strip(): role.strip() for value, _, role in pairs}
        known_ones = all(value and role in set(Role) for value, role in roles.items())
        if not known_ones or len(roles) < len(pairs):
            known = ", ".join(Role)
            raise PydanticCustomError(
                "roles",
                "write it as VALUE=role, VALUE=role, with each VALUE once; the roles are {known}",
                {"known": known},
            )
        return roles

    @field_validator("oidc_roles")
    @classmethod
    def _whole(cls, roles: dict[str, Role], info: ValidationInfo) -> dict[str, Role]:
        needed = {name: info.data.get(name) for name in ("oidc_issuer", "oidc_client_id")}
        if any(needed.values()) or roles:
            missing = [
                f"HEARD_{name.upper()}"
                for name, value in (needed | {"oidc_roles": roles}).items()
                if not value
            ]
            if missing:
                raise PydanticCustomError(
                    "whole",
                    "signing in by an identity provider also needs {missing}",
                    {"missing": " and ".join(missing)},
                )
        return roles

    @property
    def address(self) -> str:
        """Where people reach the pages, without a slash at the end; "https" in small letters."""
        return urlsplit(self.public_url or f"http://{self.host}:{self.port}").geturl().rstrip("/")

    @property
    def clocks(self) -> Clocks:
        """How long things are kept."""
        return Clocks(
            responses=self.keep_responses_days,
            handled_alerts=self.keep_handled_alerts_days,
            alerts=self.keep_alerts_days,
            contacts=self.keep_contacts_days,
            broadcasts=self.keep_broadcasts_days,
            issues=self.keep_issues_days,
        )

    @property
    def rules(self) -> Rules:
        """From how many people on numbers are shown."""
        return Rules(self.findings_base, max(self.findings_percent_base, self.findings_base))

    @property
    def provider(self) -> Provider | None:
        """Who vouches for staff beside our own accounts."""
        if self.oidc_issuer is None or self.oidc_client_id is None:
            return None
        return Provider(
            self.oidc_issuer,
            self.oidc_client_id,
            self.oidc_client_secret,
            self.oidc_name,
            self.oidc_roles,
        )

    @property
    def secrets(self) -> Path:
        """Folder of keys that must never lie in the database."""
        return self.home / "secrets"
