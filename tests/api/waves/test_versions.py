"""The newest version of a survey is the one that a person would call the newest."""

from pathlib import Path

import pytest
from sqlmodel import Session

from api.waves import catalogue
from api.waves.tables import SurveyVersionRow
from tests.conftest import TODAY

DEFINITIONS = Path(__file__).parents[3] / "surveys" / "definitions"


@pytest.mark.parametrize(
    ("versions", "newest"),
    [(["9", "10", "1"], "10"), (["2026.9", "2026.10"], "2026.10"), (["draft", "2", "11"], "11")],
)
def test_ten_comes_after_nine(session: Session, versions: list[str], newest: str) -> None:
    source = (DEFINITIONS / "your_voice_matters.md").read_text()
    held = catalogue.publish_folder(session, DEFINITIONS, TODAY)
    old = next(one for one in held if one.key == "your_voice_matters").version
    row = session.get(SurveyVersionRow, ("your_voice_matters", old))
    session.delete(row)
    for version in versions:
        lines = source.splitlines()
        settings = next(place for place, line in enumerate(lines) if "version" in line and "form_id" in line)
        place = next(p for p in range(settings + 1, len(lines)) if "your_voice_matters" in lines[p])
        cells = lines[place].split("|")
        where = [cell.strip() for cell in lines[settings].split("|")].index("version")
        cells[where] = f" {version} "
        lines[place] = "|".join(cells)
        session.add(
            SurveyVersionRow(
                key="your_voice_matters", version=version, source="\n".join(lines), published=TODAY
            )
        )
    session.flush()
    assert catalogue.newest(session, "your_voice_matters").version == newest
