"""The made-up partnership: what its people write, and when its waves are open."""

from datetime import date, timedelta
from itertools import chain

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from api import clock
from api.db import transaction
from api.errors import HeardError
from api.guidance import service as guidance
from api.members import service as members
from bot import demo
from bot.demonstration import office, year
from bot.demonstration.words import words
from nlu.redaction import redact
from nlu.screen import Tier, screen

DAY = timedelta(days=1)
A_YEAR = [date(2026, 1, 1) + number * DAY for number in range(366)]


def comments() -> list[str]:
    languages = chain.from_iterable(said.values() for said in words()["comments"].values())
    return list(chain.from_iterable(languages))


def test_no_comment_is_taken_for_harm_or_names_anybody() -> None:
    assert len(comments()) > 60
    assert [one for one in comments() if screen(one) is not None] == []
    assert [one for one in comments() if redact(one).text != one] == []


def test_every_worry_is_seen_by_the_screen_and_one_of_them_is_urgent() -> None:
    worries = words()["worries"]
    said = [*worries["now"], *(one["text"] for one in worries["earlier"])]
    found = [screen(one) for one in said]
    assert all(verdict is not None and verdict.tier in (Tier.alert, Tier.immediate) for verdict in found)
    assert Tier.immediate in {verdict.tier for verdict in found if verdict}


@pytest.mark.parametrize("today", A_YEAR[::5])
def test_on_any_day_three_quarters_are_over_and_something_is_open(today: date) -> None:
    past, present = list(year.past(today)), list(year.present(today))
    assert len({(one.opens.year, one.opens.month) for one in past}) == 3
    assert all(one.closes is not None and one.closes.date() < today for one in past)
    assert all(one.opens.date() < today for one in present)
    assert all(one.closes is not None and one.closes.date() > today for one in present)
    assert year.planned(today).opens.date() > today
    titles = [one.title for one in [*past, *present, year.planned(today)]]
    assert len(set(titles)) == len(titles)


def test_its_waves_are_held_in_places_of_the_kinds_that_the_partnership_names(stocked: Engine) -> None:
    with transaction(stocked) as session:
        kinds = set(guidance.setting_kinds(session))
    past, present = list(year.past(clock.today())), list(year.present(clock.today()))
    held = {one.setting_kind for one in [*past, *present] if one.setting_kind}
    assert held and held <= kinds
    assert all(one.again for one in past) and not any(one.again for one in present)


def test_a_heard_in_use_is_left_alone(session: Session) -> None:
    assert not demo.is_filled(session)
    members.invite(session, name="Sam Sample", agency="Example School", today=clock.today())
    with pytest.raises(HeardError, match="in use"):
        demo.is_filled(session)


def test_half_a_demonstration_is_not_filled_up(engine: Engine) -> None:
    people = office.engage(engine)
    assert set(office.in_roles(people)) == people[0].roles
    with transaction(engine) as session:
        with pytest.raises(HeardError, match="did not come to its end"):
            demo.is_filled(session)
        links = office.links_for(session, office.people(session))
    assert list(links) == people and len(set(links.values())) == len(people)
