"""Every setting is explained, and what starts Heard elsewhere uses settings that exist."""

import re
from typing import Any

from ruamel.yaml import YAML

from api.settings import Settings
from tests.house.tree import ROOT

SETTINGS = {f"HEARD_{field.upper()}" for field in Settings.model_fields}
COMPOSE: dict[str, Any] = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text())


def test_every_setting_is_explained() -> None:
    page = (ROOT / "docs" / "settings.md").read_text()
    explained = set(re.findall(r"^\W*`(HEARD_\w+)`", page, re.MULTILINE))
    assert explained == SETTINGS


def test_containers_are_set_up_with_settings_that_exist() -> None:
    used = {name for role in ("web", "worker", "bot") for name in COMPOSE["services"][role]["environment"]}
    secrets = {name.upper() for name in COMPOSE["secrets"] if name.startswith("heard_")}
    substituted = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert used | secrets | substituted <= SETTINGS


def test_the_container_of_rasa_knows_all_that_its_doors_ask_for() -> None:
    files = [ROOT / "nlu" / name for name in ("endpoints.yml", "credentials.yml")]
    asked = {name for file in files for name in re.findall(r"\$\{(\w+)\}", file.read_text())}
    rasa = COMPOSE["services"]["rasa"]
    assert asked <= {*rasa["environment"], *(name.upper() for name in rasa["secrets"])}


def test_no_container_may_more_than_it_needs() -> None:
    for role, service in COMPOSE["services"].items():
        assert service["read_only"], role
        assert service["cap_drop"] == ["ALL"], role
        assert "no-new-privileges:true" in service["security_opt"], role
    for image in (ROOT / ".docker").iterdir():
        assert re.search(r"^USER 10001$", image.read_text(), re.MULTILINE), image.name


def test_database_and_rasa_cannot_be_reached_from_outside() -> None:
    assert COMPOSE["networks"]["inside"]["internal"]
    for role in ("postgres", "rasa"):
        assert COMPOSE["services"][role]["networks"] == ["inside"]
        assert "ports" not in COMPOSE["services"][role]
