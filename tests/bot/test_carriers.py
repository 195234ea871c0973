"""What an installation says of mail, Notify and quiet hours is understood, or refused with a sentence."""

import pytest
from pydantic import ValidationError

from api.hours import Hours
from api.settings import Settings
from bot.carriers import carriers

KEY = "made_up-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
SMTP = {
    "HEARD_SMTP_URL": "smtp+starttls://me:secret@mail.example",
    "HEARD_MAIL_FROM": "Heard <heard@example.org>",
}
NOTIFY = {"HEARD_NOTIFY_KEY": KEY, "HEARD_NOTIFY_EMAIL_TEMPLATE": "t1", "HEARD_NOTIFY_SMS_TEMPLATE": "t2"}


def settings(monkeypatch: pytest.MonkeyPatch, **given: str) -> Settings:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return Settings(_env_file=None)


@pytest.mark.parametrize(
    ("written", "hours"), [("19-8", Hours(19, 8)), (" 7 - 22 ", Hours(7, 22)), ("none", None), ("None", None)]
)
def test_quiet_hours(monkeypatch: pytest.MonkeyPatch, written: str, hours: Hours | None) -> None:
    assert settings(monkeypatch, HEARD_QUIET_HOURS=written).quiet_hours == hours


@pytest.mark.parametrize(
    "given",
    [
        {"HEARD_QUIET_HOURS": "19"},
        {"HEARD_QUIET_HOURS": "8-8"},
        {"HEARD_QUIET_HOURS": "19-25"},
        {"HEARD_SMTP_URL": "mail.example"},
        {"HEARD_SMTP_URL": "smtp://me:secret@mail.example", "HEARD_MAIL_FROM": "heard@example.org"},
        {"HEARD_SMTP_URL": "smtps://mail.example"},
        {"HEARD_SMTP_URL": "smtps://mail.example", "HEARD_MAIL_FROM": "Heard"},
        {"HEARD_NOTIFY_KEY": KEY},
        {"HEARD_NOTIFY_KEY": "short", "HEARD_NOTIFY_SMS_TEMPLATE": "t2"},
        {"HEARD_NOTIFY_EMAIL_TEMPLATE": "t1"},
    ],
)
def test_what_cannot_be_meant_is_refused_and_no_secret_repeated(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(monkeypatch, **given)
    assert all("secret" not in fault["msg"] for fault in refused.value.errors())


@pytest.mark.parametrize(
    ("given", "kinds"),
    [
        ({}, {}),
        (SMTP, {"email": "EmailCarrier"}),
        (NOTIFY, {"email": "NotifyCarrier", "phone": "NotifyCarrier"}),
        (SMTP | NOTIFY, {"email": "NotifyCarrier", "phone": "NotifyCarrier"}),
        (
            SMTP | {name: NOTIFY[name] for name in ("HEARD_NOTIFY_KEY", "HEARD_NOTIFY_SMS_TEMPLATE")},
            {"email": "EmailCarrier", "phone": "NotifyCarrier"},
        ),
    ],
)
def test_what_is_set_up_carries(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], kinds: dict[str, str]
) -> None:
    found = carriers(settings(monkeypatch, **given))
    assert {kind: type(one).__name__ for kind, one in found.items()} == kinds
