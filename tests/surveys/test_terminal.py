"""`python -m surveys` as its author uses it."""

import subprocess
import sys
from pathlib import Path

from surveys import xlsform

FOLDER = Path(xlsform.__file__).parent / "definitions"
GOOD = Path(__file__).with_name("every_kind.md")


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


def test_a_person_plays_to_the_end() -> None:
    said = [
        "huge",
        "the second one",
        ":skip",
        "other",
        ":done",
        "A lamp",
        ":back",
        "A lamp.",
        "More lights.",
        "ok",
    ]
    played = run("play", str(GOOD), said="\n".join(said))
    assert played.returncode == 0, played.stderr
    assert "1 of 7. How big?" in played.stdout
    assert "That is none of the choices." in played.stdout
    assert "[here the help card is shown]" in played.stdout
    assert '"how_far": null' in played.stdout
    assert '"things_other": "A lamp."' in played.stdout
    assert '"words": "More lights."' in played.stdout
    assert "One?" not in played.stdout


def test_what_has_no_use_for_somebody_is_not_asked() -> None:
    played = run("play", str(GOOD), said="small\ncup\n:skip\nok\n")
    assert played.returncode == 0, played.stderr
    assert "How far?" not in played.stdout
    assert "how_far" not in played.stdout
    assert "help card" not in played.stdout


def test_stopping_half_way_keeps_nothing() -> None:
    played = run("play", str(FOLDER / "your_voice_matters.md"), said="1\n:stop\n")
    assert played.returncode == 0
    assert played.stdout.endswith("Stopped; nothing is kept.\n")


def test_check_names_the_good_and_the_bad(tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    bad.write_text("| survey | | |\n| | type | name |\n| | rank | a |\n", encoding="utf-8")
    checked = run("check", str(GOOD), str(bad))
    assert checked.returncode == 1
    assert f"✓ {GOOD} can be used\n" in checked.stdout
    assert f"✗ {bad} cannot be used: 1 fault\n" in checked.stdout
    assert "2 files: mend what is marked ✗ first" in checked.stdout
    assert checked.stderr == ""


def test_check_says_every_fault_and_every_remark_at_once(tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    text = GOOD.read_text(encoding="utf-8")
    for good, wrong in (("| acknowledge |", "| photo |"), ("No names.", "#N/A"), ("| parent |", "| kids |")):
        text = text.replace(good, wrong)
    bad.write_text(text, encoding="utf-8")
    told = run("check", str(bad)).stdout
    for place in (
        "survey row 10, column type",
        "survey row 9, column hint::English (en)",
        "settings row 2, column audience",
    ):
        assert f"\n  {place} " in told
    bad.write_text(
        GOOD.read_text(encoding="utf-8").replace("| How? |", "| What is your name? |"), encoding="utf-8"
    )
    told = run("check", str(bad)).stdout
    for place in ("settings row 2, column drafts", "survey row 9, column label", "survey row 9, column hint"):
        assert f"\n  {place} " in told
    assert "asks for a name" in told
    assert "lets people write freely" in told


def test_check_shows_the_reading_age_of_every_question(tmp_path: Path) -> None:
    file = tmp_path / "hard.md"
    hard = (
        "Considering everything, to what extent do you experience the coordination of help as satisfactory?"
    )
    file.write_text(GOOD.read_text(encoding="utf-8").replace("| How? |", f"| {hard} |"), encoding="utf-8")
    lines = [line.split() for line in run("check", str(file)).stdout.splitlines()]
    assert ["9", "words", "16", "17", "over", "9"] in lines
    assert ["2", "size", "2", "–"] in lines


def test_a_remark_fails_the_check_only_where_that_is_wanted() -> None:
    assert run("check", str(GOOD)).returncode == 0
    assert run("check", "--strict", str(GOOD)).returncode == 1


def test_a_file_that_cannot_be_used_cannot_be_played(tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    bad.write_text("Just words.", encoding="utf-8")
    played = run("play", str(bad))
    assert played.returncode == 1
    assert "has no sheet “survey”" in played.stderr
    assert "Traceback" not in played.stderr


def test_an_unknown_language_is_said() -> None:
    played = run("play", str(FOLDER / "your_voice_matters.md"), "--language", "cy")
    assert played.returncode == 1
    assert "“cy”" in played.stderr
