"""Names that stay the same and lead nowhere."""

from bot.telegram.identity import Identity

SECRET = bytes(range(32))


def test_a_chat_keeps_its_names_for_as_long_as_the_secret_lives() -> None:
    assert Identity(SECRET).chat(77) == Identity(SECRET).chat(77)
    assert Identity(SECRET).chat(77).person != Identity(bytes(32)).chat(77).person


def test_no_name_of_a_chat_can_be_told_from_another_of_its_names() -> None:
    identity = Identity(SECRET)
    chat = identity.chat(77)
    keys = {identity.update_key(77)[:32], identity.tap_key(7, 7)[:32]}
    assert len({chat.person[:32], chat.conversation.hex, *keys}) == 4
    assert identity.tap_key(1, 23) != identity.tap_key(12, 3)
