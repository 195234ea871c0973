"""`python -m surveys` as its author uses it."""

import subprocess
import sys
from pathlib import Path

from surveys import xlsform

FOLDER = Path(xlsform.__file__).parent / "definitions"


def run(*arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "surveys", *arguments],
        input=said,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        cwd=FOLDER.parent.parent,
        check=False,
        timeout=60,
    )


def test_a_young_person_plays_to_the_end() -> None:
    said = ["1", "safe", "not very safe!", ":skip", "idk", "yes, one", ":back", "more than one"]
    said = [*said[:6], ":back", "nobody", "a bit", "the second one", "More lights.", "hmm", "maybe"]
    played = run("play", str(FOLDER / "your_voice_matters.md"), said="\n".join(said))
    assert played.returncode == 0, played.stderr
    assert "1 of 10. How safe do you feel at home?" in played.stdout
    assert "That is none of the choices." in played.stdout
    assert "[here the help card is shown]" in played.stdout
    assert '"trusted_adult": "nobody"' in played.stdout
    assert '"own_words": "More lights."' in played.stdout
    assert '"safe_travelling": null' in played.stdout


def test_a_parent_without_support_is_not_asked_about_it() -> None:
    said = "online, bullying\n:done\n2\n1\nno\nalways\n:skip\npaper\n:done\nno\n"
    played = run("play", str(FOLDER / "parents_and_carers.md"), said=said)
    assert played.returncode == 0, played.stderr
    assert "What was the support like?" not in played.stdout
    assert "support_was" not in played.stdout
    assert "help card" not in played.stdout


def test_stopping_half_way_keeps_nothing() -> None:
    played = run("play", str(FOLDER / "your_voice_matters.md"), said="1\n:stop\n")
    assert played.returncode == 0
    assert played.stdout.endswith("Stopped; nothing is kept.\n")


def test_check_names_the_good_and_the_bad(tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    bad.write_text("| survey | | |\n| | type | name |\n| | range | a |\n", encoding="utf-8")
    checked = run("check", str(FOLDER / "your_voice_matters.md"), str(bad))
    assert checked.returncode == 1
    assert "your_voice_matters, version 1: 10 questions in en, no faults" in checked.stdout
    assert checked.stderr.startswith("bad.md")
    assert "Traceback" not in checked.stderr


def test_an_unknown_language_is_said() -> None:
    played = run("play", str(FOLDER / "your_voice_matters.md"), "--language", "cy")
    assert played.returncode == 1
    assert "“cy”" in played.stderr
