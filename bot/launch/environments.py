"""The two environments of uv.lock and what is trained in them, made again only when something changed."""

from __future__ import annotations

import os
from pathlib import Path

from bot.launch import tools
from bot.launch.places import APP, APP_PYTHON, RASA, ROOT, fingerprint, mark, marked
from bot.launch.steps import run

MEND = "Check the network connection and the free disk space (5 GB), then run the same command again."


def app(dev: bool = False) -> None:
    """The environment of our own code. What the tests need stays once it is there."""
    dev = dev or (APP / "bin" / "pytest").exists()
    groups = ["app", "dev"] if dev else ["app"]
    _sync("Installing the packages of the app", APP, groups, [f"--group={group}" for group in groups])


def rasa() -> None:
    _sync("Installing Rasa and TensorFlow", RASA, ["rasa"], ["--only-group=rasa"])


def screen() -> None:
    """The second tier of the safety net. The program itself knows whether it still fits its sentences."""
    mend = "The lines above say why; the safety net needs both of its tiers."
    run("Training the safety net", [str(APP_PYTHON), "-m", "nlu", "train"], mend)


def _sync(doing: str, folder: Path, groups: list[str], wanted: list[str]) -> None:
    fits = [fingerprint([ROOT / "uv.lock", ROOT / "pyproject.toml"]), *groups]
    if marked(folder) == fits and (folder / "bin" / "python").exists():
        return
    uv = tools.uv()
    command = [uv, "sync", "--frozen", "--no-default-groups", "--python", tools.python(uv), *wanted]
    run(doing, command, MEND, env=_settings_of_uv(folder))
    mark(folder).write_text("\n".join(fits) + "\n")


def _settings_of_uv(folder: Path) -> dict[str, str]:
    ours = {
        "UV_PROJECT_ENVIRONMENT": str(folder),
        # TensorFlow takes 5 seconds to import from bytecode and 16 without.
        "UV_COMPILE_BYTECODE": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
        # Councils' networks often read TLS with a certificate that only the system knows.
        "UV_SYSTEM_CERTS": "1",
    }
    # uv warns about a virtual environment that the person has switched on and that is not this one.
    return {**{name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}, **ours}
