"""A broadcast as a mail, read as a mail program reads it."""

from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest

from api.broadcasts.contracts import Button, Message
from bot.email.letter import write

SENDER = Address("Safeguarding Partnership", addr_spec="heard@example.org")
TRAINING = Message(
    "Training in May",
    "Places are open.\n\nSee https://example.org/places. Ask <us> & others.",
    button=Button("I have read and understood it", ":understood 1"),
    leave="https://heard.example/leave/abc",
    page="https://heard.example/inbox/abc",
)


def read(message: Message, to: str = "a@example.org") -> EmailMessage:
    """As it arrives."""
    found = message_from_bytes(write(message, SENDER, to).as_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def words(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_it_can_be_left_by_one_request_and_is_answered_by_no_machine() -> None:
    mail = read(TRAINING)
    assert mail["From"] == "Safeguarding Partnership <heard@example.org>"
    assert (mail["To"], mail["Subject"]) == ("a@example.org", "Training in May")
    assert mail["List-Unsubscribe"] == "<https://heard.example/leave/abc>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in read(replace(TRAINING, leave=None))


def test_plain_text_and_page_say_the_same_and_lead_to_the_copy() -> None:
    mail = read(TRAINING)
    plain, page = words(mail, "plain"), words(mail, "html")
    assert plain.startswith(TRAINING.text)
    assert "I have read and understood it:\nhttps://heard.example/inbox/abc" in plain
    assert plain.rstrip().endswith("https://heard.example/leave/abc")
    assert '<a href="https://heard.example/inbox/abc"' in page
    assert '<a href="https://example.org/places"' in page
    assert "Ask &lt;us&gt; &amp; others." in page
    assert "Read it on the web" in words(read(replace(TRAINING, button=None)), "plain")
    assert not {"<img", "<script", "src="}.intersection(page.split())


def test_what_the_unit_types_is_shown_as_typed() -> None:
    broken = replace(TRAINING, title="<b>Now", text="**bold <script>alert(1)</script> {{ page }}")
    page = words(read(broken), "html")
    assert "&lt;b&gt;Now" in page
    assert "**bold &lt;script&gt;alert(1)&lt;/script&gt; {{ page }}" in page


@pytest.mark.parametrize(
    "title", ["Now\r\nBcc: all@example.org", "Now\nBcc: all@example.org", "Now\x00\u202eBcc"]
)
def test_a_title_is_one_line_and_no_header_of_its_own(title: str) -> None:
    mail = read(replace(TRAINING, title=title))
    assert "Bcc" not in mail
    assert mail["Subject"].startswith("Now")
    assert mail["Subject"].isprintable()


def test_each_try_of_a_copy_has_one_name_and_no_other_copy_has_it() -> None:
    marks = [
        read(message, to)["Message-ID"]
        for message, to in (
            (TRAINING, "a@example.org"),
            (TRAINING, "a@example.org"),
            (TRAINING, "b@example.org"),
            (replace(TRAINING, again=date(2026, 11, 20)), "a@example.org"),
            (replace(TRAINING, again=date(2026, 11, 27)), "a@example.org"),
        )
    ]
    assert marks[0] == marks[1]
    assert len(set(marks)) == 4
    assert marks[0].endswith("@example.org>")


@pytest.mark.parametrize("language", ["en", "pa", "pl", "ro", "ur", "tlh"])
def test_it_says_so_in_the_language_of_the_copy(language: str) -> None:
    message = replace(TRAINING, title="ਸਿਖਲਾਈ 😀 żółć", language=language, button=None)
    mail = read(message)
    assert mail["Subject"] == "ਸਿਖਲਾਈ 😀 żółć"
    page, english = words(mail, "html"), "Read it on the web"
    assert (english in page) == (language in ("en", "tlh"))
    assert ('dir="rtl"' in page) == (language == "ur")


def test_a_long_one_goes_whole() -> None:
    long = "words of five and more " * 220
    assert " ".join(words(read(replace(TRAINING, text=long)), "plain").split()).startswith(long.strip())
