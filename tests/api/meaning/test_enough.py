"""Comments to a question that only some were asked must not tell how few gave another answer before it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import Session

from api.meaning.standing import enough
from api.waves import catalogue
from api.waves.tables import WaveRow
from tests import comments


@pytest.mark.parametrize(
    ("wrote", "silent", "relevant", "found"),
    [
        (30, 20, None, True),
        (19, 20, None, False),
        # All who were asked wrote: whoever counts the comments knows how many gave that answer.
        (30, 0, "selected(${safe_home}, 'safe')", False),
        (30, 20, "selected(${safe_home}, 'safe')", True),
        (30, 20, "selected(${safe_home}, 'safe') or selected(${safe_home}, 'not_safe')", True),
        # Nobody gave it, as far as is published.
        (30, 20, "selected(${safe_home}, 'not_safe')", False),
        # Of something less simple nobody can tell.
        (30, 20, "count-selected(${safe_home}) > 0", False),
    ],
)
def test_so_few_write_that_their_number_tells_nothing_of_who_was_asked(
    session: Session,
    open_wave: Callable[..., WaveRow],
    wrote: int,
    silent: int,
    relevant: str | None,
    found: bool,
) -> None:
    wave = session.get_one(WaveRow, comments.closed(session, open_wave, ["A bus"] * wrote + [""] * silent))
    survey = catalogue.survey(session, wave)
    own_words = survey.questions[survey.places[comments.QUESTION]]
    assert enough(session, wave, survey, replace(own_words, relevant=relevant)) is found
