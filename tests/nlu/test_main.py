"""`python -m nlu` as other programs use it: lines in, lines out."""

import json
import subprocess
import sys
from typing import Any

import pytest


def run(command: str, given: bytes) -> tuple[int, list[dict[str, Any]], str]:
    done = subprocess.run(
        [sys.executable, "-m", "nlu", command], input=given, capture_output=True, check=False
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def test_screen() -> None:
    given = (
        b'{"id": 1, "text": "my dad hits me"}\n\n'
        b'{"id": "b", "text": "school is fine"}\n{"text": "help me he has a knife"}'
    )
    assert run("screen", given) == (
        0,
        [
            {"id": 1, "tier": "alert", "family": "physical", "reported": False},
            {"id": "b", "tier": None, "family": None, "reported": False},
            {"id": None, "tier": "immediate", "family": "weapons", "reported": False},
        ],
        "",
    )


def test_redact() -> None:
    code, lines, _ = run("redact", '{"id": 1, "text": "I like Zoë and Jayden"}\n'.encode())
    assert code == 0
    assert lines == [
        {"id": 1, "text": "I like [name] and [name]", "spans": [[7, 10, "name"], [15, 21, "name"]]}
    ]


def test_tone() -> None:
    code, lines, _ = run("tone", b'{"id": 1, "text": "I don\'t feel safe"}\n{"id": 2, "text": "ok"}\n')
    assert code == 0
    assert lines == [{"id": 1, "tone": "negative"}, {"id": 2, "tone": "not_scored"}]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"{my dad hits me", "Line 3 is not valid JSON."),
        (b'["text"]', 'Line 3 should be a JSON object with a "text" of words.'),
        (b'{"text": 5}', 'Line 3 should be a JSON object with a "text" of words.'),
        (b'{"text": "\xff"}', "Line 3 is not written in UTF-8."),
    ],
)
def test_a_malformed_line_ends_with_one_sentence_that_repeats_no_words(line: bytes, sentence: str) -> None:
    code, lines, said = run("screen", b'{"id": 1, "text": "ok"}\n\n' + line + b'\n{"id": 3, "text": "ok"}\n')
    assert code == 2
    assert [answer["id"] for answer in lines] == [1]
    assert said.strip() == sentence


def test_each_line_is_answered_before_the_next_is_read() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "nlu", "screen"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(b'{"id": 1, "text": "ok"}\n')
        program.stdin.flush()
        assert json.loads(program.stdout.readline())["id"] == 1
        program.stdin.close()
