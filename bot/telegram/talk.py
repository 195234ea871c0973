"""One turn between a Telegram chat and the desk."""

from functools import partial

from aiogram import Bot
from aiogram.types import InlineKeyboardMarkup
from anyio import to_thread

from api.conversation.contracts import Option, Reply
from api.conversation.service import Address, Desk, Turn
from api.errors import HeardError, NotFound
from bot.telegram.draw import draw, keyboard
from bot.telegram.identity import Chat
from bot.telegram.words import Words, words


class Talk:
    """The desk as a chat sees it: it keeps nothing itself, so a restart changes nothing."""

    def __init__(self, desk: Desk, web_address: str) -> None:
        self._desk = desk
        self._web_address = web_address

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
    ) -> None:
        """Hands one message on and says what comes back; `first` says Telegram's own opening words before.

        `language` is the one that the person's Telegram is set to; a new conversation is opened in it.
        """
        address = Address("telegram", str(chat.number))
        turn = Turn(text, choice, key, chat.person, address, question)
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
                await bot.send_message(chat.number, bubble.text, reply_markup=bubble.keyboard)

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
            return [Reply(text=str(refusal))], new


def help_keyboard(own: Words) -> InlineKeyboardMarkup | None:
    """The one button that stands under every sentence of Telegram's own."""
    return keyboard([Option(label=own.help_button, value=":help")])
