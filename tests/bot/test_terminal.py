"""In the terminal an answer is shown whole, and a choice can be named in the ways that people name it."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from api.conversation.contracts import Link, Option, Progress, QuestionAsked, Reply, Source
from api.errors import Unavailable
from api.settings import Settings
from bot import terminal
from bot.listening import Halt, Server
from bot.server import bare_app
from bot.terminal import Beside, chosen, draw

ADDRESS = "https://www.partnership.example/safeguarding-children-professionals/report-a-concern/3"
LONG = Reply(
    text="Ring the duty team now.\n" + "- Say what you saw and what was said to you.\n" * 40 + "The end.",
    links=[Link(label="Report a concern", url=ADDRESS)],
    sources=[
        Source(title="Guide [2024]", section="Part 1", version="1", reviewed=None, review_by=None),
    ],
    choices=[Option(label="Which level [1 to 4] fits the worry that I have", value="levels-of-need")],
)


@pytest.mark.parametrize("width", [20, 40, 100])
def test_a_long_answer_is_shown_whole_however_narrow_the_terminal(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(terminal, "console", Console(width=width, highlight=False, file=shown))
    draw(LONG)
    lines = shown.getvalue().splitlines()
    words = " ".join(shown.getvalue().split())
    assert words.count("- Say what you saw and what was said to you.") == 40
    assert "The end." in words
    assert "1. Which level [1 to 4] fits the worry that I have" in words
    assert "Guide [2024]" in words
    assert ADDRESS in words
    assert [line for line in lines if len(line) > width and ADDRESS not in line] == []


OFFERED = [Reply(text="", choices=[Option(label="Consent", value="consent")]), LONG]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("1", "consent"),
        ("2.", "levels-of-need"),
        ("2)", "levels-of-need"),
        ("consent", "consent"),
        ("0", None),
        ("3", None),
        ("what is consent", None),
    ],
)
def test_a_choice_is_named_by_its_number_or_its_words(words: str, meant: str | None) -> None:
    assert chosen(words, OFFERED) == meant


def test_a_receipt_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    draw(Reply(text="This is your receipt code.", receipt="2222-BBBB-3333-CCCC"))
    assert "2222-BBBB-3333-CCCC" in capsys.readouterr().out


def test_a_note_stands_below_the_answer_and_a_number_is_no_address(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ring = Link(label="Ring MASH, 024 7678 8555", url="tel:+442476788555")
    draw(Reply(text="Ring MASH.", note="Day and time: ...", links=[ring]))
    out = capsys.readouterr().out
    assert out.index("Ring MASH.") < out.index("A note for your record") < out.index("Day and time: ...")
    assert "tel:" not in out


@pytest.mark.parametrize("kind", ["integer", "range"])
def test_the_answer_to_a_question_for_a_number_is_no_choice(kind: str) -> None:
    question = QuestionAsked(key="age", kind=kind, required=False, progress=Progress(at=1, of=2))
    asked = [Reply(text="How many?", question=question, choices=[Option(label="Skip", value=":skip")])]
    assert chosen("1", asked) is None
    assert chosen("skip", asked) == ":skip"


def test_an_option_that_is_a_number_itself_goes_before_its_place() -> None:
    scale = [Option(label=str(number), value=f"v{number}") for number in range(11)]
    assert chosen("3", [Reply(text="From 0 to 10?", choices=scale)]) == "v3"


def test_what_ended_a_server_beside_us_reaches_whoever_waits_for_it() -> None:
    def refuse() -> None:
        raise Unavailable("The styles are missing.")

    def leave() -> None:
        raise SystemExit(1)

    for work, sentence in ((refuse, "The styles are missing"), (leave, "Heard did not start")):
        server = Beside(work)
        server.start()
        server.join()
        with pytest.raises(Unavailable, match=sentence):
            server.check()


def test_a_server_that_is_no_longer_wanted_when_it_comes_ends_at_once(tmp_path: Path) -> None:
    halt = Halt()
    halt.now()
    server = Server(bare_app(), Settings(port=0, home=tmp_path), lambda: None)
    halt.reaches(server)
    running = Beside(server.run)
    running.start()
    running.join(10)
    ended = not running.is_alive()
    server.should_exit = True
    running.join()
    assert ended
