"""One turn between a Telegram chat and the desk."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from anyio import to_thread

from api.conversation.contracts import Option, Reply
from api.conversation.service import Address, Desk, Setting, Turn
from api.errors import HeardError, NotFound
from bot.telegram.draw import Bubble, draw, keyboard
from bot.telegram.identity import Chat
from bot.telegram.traces import Traces
from bot.telegram.words import Words, words

HIDE = ":hide"
# Telegram takes as many numbers in one call.
AT_ONCE = 100


class Talk:
    """The desk as a chat sees it: all that it keeps is which messages can be deleted."""

    def __init__(self, desk: Desk, web_address: str, traces: Traces) -> None:
        self._desk = desk
        self._web_address = web_address
        self._traces = traces

    async def turn(
        self,
        bot: Bot,
        chat: Chat,
        key: str,
        text: str | None = None,
        choice: str | None = None,
        question: str | None = None,
        first: bool = False,
        language: str | None = None,
        quoted: str | None = None,
    ) -> None:
        """Hands one message on and says what comes back; `first` says Telegram's own opening words before.

        `language` is the one that the person's Telegram is set to; a new conversation is opened in it.
        """
        address = Address("telegram", str(chat.number))
        hint = Setting(language=language)
        turn = Turn(text, choice, key, chat.person, address, question, hint, quoted)
        replies, new = await self._take(chat, turn, language)
        own = words(language)
        opening = Reply(text=own.first.format(web=self._web_address), language=language)
        silence = Reply(text=own.silence, language=language)
        await self.say(bot, chat, [*([opening] if first or new else []), *(replies or [silence])])

    async def tongue(self, chat: Chat, language: str | None) -> str | None:
        """The language that a chat is held in; before anything was said, that of the person's Telegram."""
        try:
            setting = await to_thread.run_sync(self._desk.setting, chat.conversation)
        except HeardError:
            return language
        return setting.language or language

    async def latest(self, chat: Chat) -> list[Reply]:
        """What was said last; nothing when the conversation is gone."""
        try:
            return await to_thread.run_sync(self._desk.latest, chat.conversation)
        except NotFound:
            return []

    async def say(self, bot: Bot, chat: Chat, replies: list[Reply]) -> None:
        """Sends replies in order."""
        for reply in replies:
            for bubble in draw(reply):
                await self._post(bot, chat, bubble)

    async def tell(self, bot: Bot, chat: Chat, own: Words, sentence: str) -> None:
        """Sends a sentence of Telegram's own, with the one button that stands under each of them."""
        await self._post(
            bot, chat, Bubble(sentence, keyboard([Option(label=own.help_button, value=":help")]))
        )

    async def card_for(self, text: str, language: str | None) -> list[Reply]:
        """The help card that words call for which are not taken; none where no harm is seen in them."""
        turn = Turn(text, hint=Setting(language=language))
        return await to_thread.run_sync(self._desk.card_for, turn)

    async def hide(self, bot: Bot, chat: Chat, key: str, current: int, language: str | None) -> None:
        """Deletes what Telegram lets a bot delete, and says what is left to the person.

        A survey waits: its code, or "carry on", leads back. Whoever holds the phone shall see as little when
        the database is away, so that comes last. The line comes first: what is tried stands below it. Only
        where all was known it says in the end that all is gone.
        """
        own = words(language)
        line = (await bot.send_message(chat.number, own.hiding)).message_id
        known, guessed = self._traces.clear(chat.person, current, line)
        self._traces.note(chat.person, line)
        gone = [await _delete(bot, chat, numbers) for numbers in _calls(known)]
        for numbers in _calls(guessed):
            await _delete(bot, chat, numbers)
        if all(gone) and not guessed:
            with suppress(TelegramAPIError):
                await bot.edit_message_text(own.hidden, chat_id=chat.number, message_id=line)
        with suppress(HeardError):
            turn = Turn(choice=HIDE, key=key, person=chat.person)
            await to_thread.run_sync(self._desk.take, chat.conversation, turn)

    async def _take(self, chat: Chat, turn: Turn, language: str | None) -> tuple[list[Reply], bool]:
        """The replies, and whether the conversation had to be opened."""
        new = False
        try:
            try:
                return await to_thread.run_sync(self._desk.take, chat.conversation, turn), new
            except NotFound:
                new = True
                opened = partial(
                    self._desk.open, "telegram", language=language, conversation_id=chat.conversation
                )
                await to_thread.run_sync(opened)
                return await to_thread.run_sync(self._desk.take, chat.conversation, turn), new
        except HeardError as refusal:
            return [*self._desk.card_for(turn), Reply(text=str(refusal))], new

    async def _post(self, bot: Bot, chat: Chat, bubble: Bubble) -> None:
        sent = await bot.send_message(
            chat.number,
            bubble.text,
            reply_markup=bubble.keyboard,
            entities=list(bubble.entities) or None,
        )
        self._traces.note(chat.person, sent.message_id)


def _calls(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE)]


async def _delete(bot: Bot, chat: Chat, numbers: Sequence[int]) -> bool:
    """Whether all are gone. Of what Telegram refuses each half is tried: one must not keep the others."""
    try:
        await bot.delete_messages(chat.number, list(numbers))
    except TelegramBadRequest:
        if len(numbers) == 1:
            return False
        middle = len(numbers) // 2
        halves = [await _delete(bot, chat, half) for half in (numbers[:middle], numbers[middle:])]
        return all(halves)
    except TelegramAPIError:
        return False
    return True
