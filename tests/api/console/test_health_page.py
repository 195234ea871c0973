"""How Heard is, and what was decided for it, as an administrator reads both."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args
from uuid import UUID

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import Engine

from api.console import health as page
from api.console.decided import words as decided
from api.db import transaction
from api.health import parts
from api.health import service as health
from api.health.service import AssistantState
from api.safety.standing import SafetyState
from api.settings import Settings
from api.staff.person import Role
from api.waves.tables import WaveRow
from tests.api.console.conftest import Browser, sign_in
from tests.house.tree import ROOT

KEY = SecretStr(f"made-up-{UUID(int=1)}-{UUID(int=2)}")
ID = str(UUID(int=3))
SERVER = {"smtp_url": SecretStr("smtp://localhost"), "mail_from": "heard@example.org"}


@pytest.fixture
async def runner(stranger: Browser, stocked: Engine) -> Browser:
    """An administrator."""
    sign_in(stranger, stocked, "Ash Example", [Role.ADMINISTRATOR])
    return stranger


async def text_of(browser: Browser, path: str) -> str:
    reply = await browser.get(path)
    assert reply.status_code == 200
    return " ".join(reply.text.split())


async def line(browser: Browser, label: str) -> str:
    """What stands beside a label, without tags."""
    said = re.search(rf">{label}</dt>(.*?)</dd>", await text_of(browser, "/console/health"))
    assert said, label
    return " ".join(re.sub("<[^>]+>", " ", said.group(1)).split())


async def test_a_worker_that_has_gone_and_what_it_puts_off_are_said(runner: Browser, stocked: Engine) -> None:
    assert "It has never run" in await line(runner, "Worker")
    with transaction(stocked) as session:
        health.beat(session, "worker", ["a paper", "settling"])
    assert (await line(runner, "Worker")).startswith("Good")
    assert "printing a paper of findings, taking finished answers in" in await line(runner, "Work put off")
    with stocked.begin() as connection:
        connection.exec_driver_sql("update heartbeat set seen = now() - interval '90 minutes'")
    assert "Needs you It was last heard of at" in await line(runner, "Worker")
    with transaction(stocked) as session:
        health.beat(session, "worker")
    assert (await line(runner, "Work put off")).startswith("Good")


async def test_every_part_says_how_it_is_and_what_is_bad_stands_first(
    runner: Browser, console: FastAPI, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    assert "It does not answer" in await line(runner, "Assistant")
    console.state.assistant = lambda: "ready"
    assert (await line(runner, "Assistant")).startswith("Good")
    assert (await line(runner, "Database")).startswith("Good Answers")
    assert "of Coventry" in await line(runner, "Guidance")
    assert "are free" in await line(runner, "Room on the disk")
    assert (await line(runner, "Safety queue")).startswith("Good")
    open_wave(watched=True)
    assert "Needs you Nobody is told" in await line(runner, "Safety queue")
    console.state.desk = SimpleNamespace(lost_alerts=2)
    assert "2 since this process began" in await line(runner, "Worrying answers that were lost")
    marks = re.findall(r"govuk-tag--(red|yellow|green)", await text_of(runner, "/console/health"))
    assert marks == sorted(marks, key=lambda mark: mark != "red")
    assert "things need somebody" in await text_of(runner, "/console/health")


async def test_tables_of_another_program_and_a_full_disk_are_said(
    runner: Browser, stocked: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "newest", lambda: "9999")
    assert "expects number 9999" in await line(runner, "Database")
    monkeypatch.setattr(parts, "LITTLE_SHARE", 1.1)
    assert (await line(runner, "Room on the disk")).startswith("Needs you Only")


async def test_a_folder_that_is_gone_is_no_fault(runner: Browser, console: FastAPI, tmp_path: Path) -> None:
    console.state.settings = Settings(_env_file=None, home=tmp_path / "gone")
    assert "cannot be looked at" in await line(runner, "Room on the disk")


@pytest.mark.parametrize(
    ("given", "mail", "sms"),
    [
        ({}, "Nobody is written to by e-mail", "Not set up"),
        (
            {"smtp_url": SecretStr("smtp://localhost"), "mail_from": "heard@example.org"},
            "by the mail server",
            "Not",
        ),
        ({"notify_key": KEY, "notify_email_template": ID}, "by GOV.UK Notify", "Not set up"),
        ({"notify_key": KEY, "notify_sms_template": ID}, "Nobody", "by GOV.UK Notify"),
    ],
)
async def test_it_says_by_what_members_are_written_to(
    runner: Browser, console: FastAPI, tmp_path: Path, given: dict[str, Any], mail: str, sms: str
) -> None:
    console.state.settings = Settings(_env_file=None, home=tmp_path, **given)
    assert mail in await line(runner, "E-mail")
    assert sms in await line(runner, "SMS")


def test_work_that_can_be_put_off_has_words() -> None:
    chores = (ROOT / "api" / "chores.py").read_text()
    assert set(re.findall(r'self\.attempt\("([^"]+)"', chores)) == set(page.words()["put_off"]["chores"])


def test_every_state_has_words() -> None:
    said = page.words()
    assert set(said["assistant"]["states"]) == set(get_args(AssistantState))
    assert set(said["safety"]["states"]) == set(get_args(SafetyState))
    for name, said in page.words().items():
        assert said["label"], name
        for state in said["states"].values():
            assert state["mark"] in ("good", "busy", "bad")
            assert state["mark"] != "bad" or state["act"], name


async def test_secrets_are_told_only_as_set(runner: Browser, console: FastAPI, tmp_path: Path) -> None:
    console.state.settings = Settings(
        _env_file=None,
        home=tmp_path,
        telegram_token=SecretStr("canary-token"),
        database_url="postgresql://heard:canary-word@db/heard",
        rasa_url="http://rasa:canary-word@rasa:5005",
        port=8123,
        telegram_webhook=True,
    )
    said = await text_of(runner, "/console/settings")
    assert "canary" not in said
    assert "8123" in said and ">Yes" in said
    assert said.count("Set here") == 6
    assert "Made anew at each start" in said
    assert "365 days" in said


def test_the_page_tells_every_setting_and_no_other() -> None:
    told = [name for group in decided()["groups"] for name in group["settings"]]
    assert sorted(told) == sorted(f"HEARD_{field.upper()}" for field in Settings.model_fields)
    for group in decided()["groups"]:
        for name, said in group["settings"].items():
            field = Settings.model_fields[name.removeprefix("HEARD_").lower()]
            assert "SecretStr" not in str(field.annotation) or "shown" not in said, name
