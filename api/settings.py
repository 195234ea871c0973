"""What an installation decides, read once from the environment at the entry point."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.retention.clocks import Clocks


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
    keep_responses_days: int = Field(Clocks.responses, ge=1)
    keep_handled_alerts_days: int = Field(Clocks.handled_alerts, ge=1)
    keep_alerts_days: int = Field(Clocks.alerts, ge=1)
    keep_contacts_days: int = Field(Clocks.contacts, ge=1)
    keep_broadcasts_days: int = Field(Clocks.broadcasts, ge=1)

    @property
    def address(self) -> str:
        """Where people reach the pages, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def clocks(self) -> Clocks:
        """How long things are kept."""
        return Clocks(
            responses=self.keep_responses_days,
            handled_alerts=self.keep_handled_alerts_days,
            alerts=self.keep_alerts_days,
            contacts=self.keep_contacts_days,
            broadcasts=self.keep_broadcasts_days,
        )

    @property
    def secrets(self) -> Path:
        """Folder of keys that must never lie in the database."""
        return self.home / "secrets"
