"""A young person answers Your Voice Matters in a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect
from sqlmodel import Session, select

from api.conversation.tables import ConversationRow
from api.runs import service as runs
from api.runs.tables import RunRow
from api.safety import service as safety
from tests.journeys.browser import DESK, NEUTRAL_SITE, PHONE, Visitor, a_visitor
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey
HEAVIEST = 60 * 1024
SMALL = {"width": 320, "height": 640}
SENT = "Your answers have been sent. Thank you."
CARRY_ON = "Carry on with your questions"
LOOK = "Check your answers"
HELP_NOW = "Is there something you want help with now?"
FREE_TEXT = "How is it for you, feeling safe or not safe? Say it in your own words."
# From the finger's touch to the mark on the button; a second touch follows at once.
MILLISECONDS_TO_THE_MARK = """() => new Promise((done) => {
  const button = document.querySelector('.heard-choice')
  const touched = performance.now()
  new MutationObserver(() => done(performance.now() - touched)).observe(button, { attributes: true })
  button.click()
  button.click()
})"""
ANSWERS = {
    "How safe do you feel at home?": "Very safe",
    "How safe do you feel at school or college?": "Safe",
    "How safe do you feel online?": "In between",
    "How safe do you feel when you travel?": "Not very safe",
    "How safe do you feel outside, near where you live?": "I don't know",
    "Is there an adult you trust and can talk to?": "Yes, one",
    "The last time you needed help, how did it go?": "Skip",
    "Do adults listen to you when they decide things about you?": "Sometimes",
}


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Visitor]:
    with a_visitor(browser, site.url) as young_person:
        yield young_person


def enter(visitor: Visitor, code: str) -> None:
    visitor.open("/")
    visitor.write("Your code", f"{code[:4].lower()} {code[4:].lower()}")
    visitor.tap("Go")
    visitor.tap("Show me the questions")


def start(visitor: Visitor, code: str) -> None:
    enter(visitor, code)
    visitor.tap("Start")
    visitor.is_asked("How safe do you feel at home?")


def answer_until_the_free_text(visitor: Visitor) -> None:
    for question, choice in ANSWERS.items():
        visitor.is_asked(question)
        visitor.tap(choice)
    visitor.is_asked(FREE_TEXT)


def skip_to(visitor: Visitor, heading: str) -> None:
    """Skips questions until a heading stands there."""
    shown = visitor.page.get_by_role("heading", level=1)
    while (asked := shown.inner_text()) != heading:
        visitor.tap("Skip")
        expect(shown).not_to_have_text(asked)


def finished_runs(site: Site) -> list[RunRow]:
    with Session(site.engine) as session:
        return [run for run in session.exec(select(RunRow)).all() if run.finished]


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_whole_way(browser: Browser, site: Site, size: dict[str, int], javascript: bool) -> None:
    code, before = site.open_wave(), len(finished_runs(site))
    with a_visitor(browser, site.url, size=size, javascript=javascript) as visitor:
        visitor.open("/")
        visitor.can_use_the_page()
        visitor.write("Your code", code)
        visitor.tap("Go")
        visitor.reads("You do not give your name")
        visitor.can_use_the_page()
        visitor.tap("Show me the questions")
        visitor.reads("Nobody is reading your answers right now")
        visitor.can_use_the_page()
        visitor.tap("Start")
        for number, (question, choice) in enumerate(ANSWERS.items(), 1):
            visitor.is_asked(question)
            visitor.reads(f"Question {number} of 14")
            assert {"Skip", "I need help"} <= set(visitor.buttons())
            visitor.can_use_the_page()
            visitor.tap(choice)
        visitor.is_asked(FREE_TEXT)
        visitor.can_use_the_page()
        visitor.write(FREE_TEXT, "Lights in the park")
        visitor.tap("Send")
        visitor.is_asked("Which school year are you in?")
        skip_to(visitor, HELP_NOW)
        visitor.tap("No")
        visitor.is_asked(LOOK)
        visitor.can_use_the_page()
        visitor.tap("Send my answers")
        visitor.is_asked(SENT)
        visitor.reads("It is shown only once")
        visitor.can_use_the_page()
        assert visitor.strangers == set()
    assert len(finished_runs(site)) == before + 1


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_every_other_page_can_be_used_by_everybody(browser: Browser, site: Site, javascript: bool) -> None:
    for size in (PHONE, DESK):
        with a_visitor(browser, site.url, size=size, javascript=javascript) as visitor:
            for path in (
                "/help",
                "/privacy",
                "/inbox",
                "/closed",
                "/withdraw",
                "/chat",
                "/no-such-page",
                "/join?code=",
            ):
                visitor.open(path)
                visitor.can_use_the_page()


def test_help_brings_the_card_and_the_question_waits(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    visitor.tap("I need help")
    visitor.reads("Childline")
    visitor.is_asked("How safe do you feel at home?")
    assert visitor.page.locator('.heard-signpost a[href^="tel:"]').count() > 0
    visitor.can_use_the_page()


def test_words_of_harm_meet_help_in_the_same_turn(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    answer_until_the_free_text(visitor)
    visitor.write(FREE_TEXT, "my stepdad hits me when mum is out")
    visitor.tap("Send")
    visitor.reads("Childline")
    visitor.can_use_the_page()
    with Session(site.engine) as session:
        assert "stepdad" in " ".join(str(alert.text) for alert in safety.queue(session, site.keys))
        told = [runs.progress(site.keys, run) for run in session.exec(select(RunRow)).all()]
        assert "stepdad" not in str(told)


def test_the_page_loaded_again_shows_the_same_question(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    visitor.tap("Safe")
    visitor.is_asked("How safe do you feel at school or college?")
    visitor.page.reload()
    visitor.is_asked("How safe do you feel at school or college?")


def test_after_the_power_failed_the_same_question_waits(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    visitor.tap("Safe")
    visitor.is_asked("How safe do you feel at school or college?")
    site.kill()
    visitor.tap("Safe")
    visitor.reads("That did not get through")
    site.start()
    visitor.tap("Safe")
    visitor.is_asked("How safe do you feel online?")


def test_when_the_network_fails_the_words_stay(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    answer_until_the_free_text(visitor)
    visitor.write(FREE_TEXT, "Lights in the park")
    visitor.page.route("**/chat", lambda route: route.abort())
    visitor.tap("Send")
    visitor.reads("That did not get through")
    expect(visitor.page.get_by_label(FREE_TEXT)).to_have_value("Lights in the park")
    visitor.can_use_the_page()
    visitor.page.unroute("**/chat")
    visitor.tap("Try again")
    visitor.is_asked("Which school year are you in?")


def test_words_that_are_too_many_are_given_back(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    answer_until_the_free_text(visitor)
    words = "More lights. " * 200
    visitor.write(FREE_TEXT, words)
    visitor.tap("Send")
    visitor.reads("2,000 letters")
    expect(visitor.page.locator("textarea")).to_have_value(words)
    expect(visitor.page.get_by_role("log")).not_to_contain_text("More lights")
    visitor.page.reload()
    expect(visitor.page.locator("textarea")).to_have_value(words)
    visitor.write(FREE_TEXT, "x" * 1950)
    visitor.reads("1,950 of 2,000")
    visitor.can_use_the_page()
    visitor.tap("Send")
    visitor.is_asked("Which school year are you in?")
    assert visitor.page.evaluate("sessionStorage.length") == 0


def test_exit_forgets_words_that_were_too_long(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    answer_until_the_free_text(visitor)
    visitor.write(FREE_TEXT, "More lights. " * 200)
    visitor.tap("Send")
    visitor.reads("2,000 letters")
    visitor.page.get_by_role("button", name="Exit this page", exact=True).click()
    visitor.page.wait_for_url(NEUTRAL_SITE)
    visitor.open("/")
    assert visitor.page.evaluate("sessionStorage.length") == 0


def test_the_keyboard_is_enough_and_the_focus_follows(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    heading = visitor.page.get_by_role("heading", level=1)
    expect(heading).to_be_focused()
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.get_by_role("button", name="Very safe", exact=True)).to_be_focused()
    visitor.page.keyboard.press("Enter")
    visitor.is_asked("How safe do you feel at school or college?")
    expect(heading).to_be_focused()
    said = visitor.page.get_by_role("log")
    expect(said).to_contain_text("You said: Very safe")


@pytest.mark.parametrize("way", ["button", "shift"])
def test_exit_hides_the_page_and_leaves_nothing_behind(visitor: Visitor, site: Site, way: str) -> None:
    start(visitor, site.open_wave())
    if way == "button":
        visitor.page.get_by_role("button", name="Exit this page", exact=True).click()
    else:
        for _ in range(3):
            visitor.page.keyboard.press("Shift")
    visitor.page.wait_for_url(NEUTRAL_SITE)
    visitor.page.go_back()
    expect(visitor.page.get_by_text("How safe do you feel")).to_have_count(0)
    visitor.open("/chat")
    visitor.is_asked("This chat has ended")


def test_exit_works_without_scripts_and_without_heard(browser: Browser, site: Site) -> None:
    with a_visitor(browser, site.url, javascript=False) as visitor:
        start(visitor, site.open_wave())
        visitor.page.get_by_role("button", name="Exit this page", exact=True).click()
        visitor.page.wait_for_url(NEUTRAL_SITE)


def test_close_and_forget(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    visitor.tap("Close and forget this chat")
    visitor.is_asked("This is closed")
    assert {cookie.get("name") for cookie in visitor.page.context.cookies()} == {"heard_form"}


def test_a_code_that_is_wrong_gets_a_kind_sentence(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.write("Your code", "QQQQ-2222")
    visitor.tap("Go")
    visitor.tap("Show me the questions")
    visitor.reads("That code does not open anything")
    visitor.can_use_the_page()
    visitor.write("Your code", "QQQQ-3333")
    visitor.tap("Go")
    visitor.reads("Your code is QQQQ3333")


def test_a_second_time_by_the_same_person_is_refused_kindly(visitor: Visitor, site: Site) -> None:
    code = site.open_wave()
    start(visitor, code)
    skip_to(visitor, LOOK)
    visitor.tap("Send my answers")
    visitor.is_asked(SENT)
    enter(visitor, code)
    visitor.reads("You have already taken part in this survey")


def test_the_code_again_goes_on_where_one_was(visitor: Visitor, site: Site) -> None:
    code = site.open_wave()
    start(visitor, code)
    visitor.tap("Safe")
    visitor.is_asked("How safe do you feel at school or college?")
    enter(visitor, code)
    visitor.is_asked("How safe do you feel at school or college?")


def test_another_code_in_the_middle_is_no_answer(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    enter(visitor, site.open_wave())
    visitor.reads("Nobody is reading your answers right now")
    visitor.can_use_the_page()
    visitor.tap(CARRY_ON)
    visitor.is_asked("How safe do you feel at home?")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_question_in_between_loses_no_survey(browser: Browser, site: Site, javascript: bool) -> None:
    with a_visitor(browser, site.url, javascript=javascript) as visitor:
        start(visitor, site.open_wave())
        visitor.tap("Safe")
        visitor.is_asked("How safe do you feel at school or college?")
        visitor.open("/")
        visitor.tap("Ask a question")
        visitor.reads("choose from the menu")
        visitor.can_use_the_page()
        visitor.open("/")
        visitor.can_use_the_page()
        visitor.tap(CARRY_ON)
        visitor.is_asked("How safe do you feel at school or college?")


def test_the_way_on_is_in_sight_below_a_card_of_harm(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    answer_until_the_free_text(visitor)
    visitor.write(FREE_TEXT, "I want to kill myself")
    visitor.tap("Send")
    visitor.reads("Childline")
    expect(visitor.page.get_by_role("button", name="Carry on", exact=True)).to_be_in_viewport()
    visitor.can_use_the_page()


def test_a_link_preview_starts_nothing(visitor: Visitor, site: Site) -> None:
    with Session(site.engine) as session:
        before = len(session.exec(select(ConversationRow)).all())
        visitor.open(f"/join/{site.open_wave()}")
        visitor.reads("Before you start")
        assert len(session.exec(select(ConversationRow)).all()) == before


def test_the_chat_is_light(visitor: Visitor, site: Site) -> None:
    measured = visitor.page.context.new_cdp_session(visitor.page)
    measured.send("Network.enable")
    sizes: list[float] = []
    measured.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    measured.send("Network.setCacheDisabled", {"cacheDisabled": True})
    start(visitor, site.open_wave())
    # What the page before is still loading is no part of this one.
    visitor.page.wait_for_load_state("networkidle")
    sizes.clear()
    visitor.page.reload(wait_until="networkidle")
    assert 0 < sum(sizes) <= HEAVIEST


@pytest.mark.parametrize("language", ["en", "pa", "pl", "ro", "ur"])
@pytest.mark.parametrize(
    ("size", "scheme"), [(SMALL, "dark"), (DESK, "light")], ids=["small-and-dark", "desk"]
)
def test_every_language_and_colour_can_be_used_by_everybody(
    browser: Browser, site: Site, size: dict[str, int], scheme: str, language: str
) -> None:
    with a_visitor(browser, site.url, size=size, locale=language, color_scheme=scheme) as visitor:
        visitor.open(f"/join/{site.open_wave('your_voice_matters_primary')}")
        visitor.can_use_the_page()
        for step in (".heard-go", '[value=":start"]', ".heard-choice >> nth=0", '[value=":help"]'):
            visitor.page.locator(f"main {step}").first.click()
            visitor.page.wait_for_timeout(400)
            visitor.can_use_the_page()
        assert visitor.page.locator("html").get_attribute("lang") == language


def test_letters_twice_as_large_need_no_sideways_scrolling(browser: Browser, site: Site) -> None:
    with a_visitor(browser, site.url, size=PHONE, locale="pl") as visitor:
        start_page = f"/join/{site.open_wave()}"
        visitor.open(start_page)
        for step in (".heard-go", '[value=":start"]', '[value=":help"]'):
            visitor.page.locator(f"main {step}").first.click()
            visitor.page.wait_for_timeout(400)
            visitor.page.evaluate("document.documentElement.style.fontSize = '200%'")
            visitor.can_use_the_page()


def test_a_tap_shows_at_once_and_a_second_one_is_not_sent(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    sent: list[str] = []

    def slowly(route: Route) -> None:
        sent.append(str(route.request.post_data))
        visitor.page.wait_for_timeout(800)
        route.continue_()

    visitor.page.route("**/chat", slowly)
    waited = visitor.page.evaluate(MILLISECONDS_TO_THE_MARK)
    assert waited < 100
    visitor.is_asked("How safe do you feel at school or college?")
    assert len(sent) == 1


def test_an_answer_is_changed_before_all_are_sent(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    visitor.tap("Safe")
    visitor.is_asked("How safe do you feel at school or college?")
    skip_to(visitor, LOOK)
    visitor.tap("Change How safe do you feel at home?")
    visitor.is_asked("How safe do you feel at home?")
    visitor.tap("Very safe")
    visitor.is_asked(LOOK)
    expect(visitor.page.get_by_role("definition").first).to_have_text("Very safe")


def test_answers_are_taken_back_with_the_code_that_was_written_down(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    skip_to(visitor, LOOK)
    visitor.tap("Send my answers")
    visitor.is_asked(SENT)
    code, before = visitor.page.locator(".heard-receipt__code").inner_text(), len(finished_runs(site))
    visitor.page.get_by_role("link", name="Take my answers back").first.click()
    visitor.write("The code you wrote down", code)
    visitor.tap("Take my answers back")
    visitor.is_asked("Your answers have been taken out")
    visitor.can_use_the_page()
    assert len(finished_runs(site)) == before - 1
    visitor.open("/chat")
    assert code not in visitor.page.content()


def test_two_tabs_change_only_what_was_asked_in_each(visitor: Visitor, site: Site) -> None:
    start(visitor, site.open_wave())
    second = visitor.page.context.new_page()
    second.goto(f"{site.url}/chat")
    second.get_by_role("button", name="Safe", exact=True).click()
    expect(second.get_by_role("heading", level=1)).to_have_text("How safe do you feel at school or college?")
    visitor.tap("Not safe at all")
    visitor.reads("Your newer answer counts")
    visitor.is_asked("How safe do you feel at school or college?")
