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
from bot.telegram.words import WORDS


class Talk:
    """The desk as a chat sees it: it keeps nothing itself, so a restart changes nothing."""

    def __init__(self, desk: Desk, web_address: str) -> None:
        self._desk = desk
        self._first = Reply(text=WORDS.first.format(web=web_address))

    async def turn(
        self,
        bot: Bot,
        chat: Chat,
        key: str,
        text: str | None = None,
        choice: str | None = None,
        first: bool = False,
    ) -> None:
        """Hands one message on and says what comes back; `first` says Telegram's own opening words before."""
        address = Address("telegram", str(chat.number))
        turn = Turn(text=text, choice=choice, key=key, person=chat.person, address=address)
        replies, new = await self._take(chat, turn)
        opening = [self._first] if first or new else []
        await self.say(bot, chat, [*opening, *(replies or [Reply(text=WORDS.silence)])])

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

    async def _take(self, chat: Chat, turn: Turn) -> tuple[list[Reply], bool]:
        """The replies, and whether the conversation had to be opened."""
        new = False
        try:
            try:
                return await to_thread.run_sync(self._desk.take, chat.conversation, turn), new
            except NotFound:
                new = True
                opened = partial(self._desk.open, "telegram", conversation_id=chat.conversation)
                await to_thread.run_sync(opened)
                return await to_thread.run_sync(self._desk.take, chat.conversation, turn), new
        except HeardError as refusal:
            return [Reply(text=str(refusal))], new


def help_keyboard() -> InlineKeyboardMarkup | None:
    """The one button that stands under every sentence of Telegram's own."""
    return keyboard([Option(label=WORDS.help_button, value=":help")])
