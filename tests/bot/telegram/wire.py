"""The bot without a network: updates go in as Telegram writes them, calls are taken down."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from itertools import count
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import DeleteMessages, EditMessageText, SendMessage, TelegramMethod
from aiogram.types import Chat, InlineKeyboardMarkup, Message, Update

TOKEN = "42:wire"
NAME = "Canaryname"
FIRST = 310  # the bot's own messages are numbered from here


class Recorder(BaseSession):
    """Takes every call down and answers that it went well."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[TelegramMethod[Any]] = []
        self.stay: set[int] = set()  # messages that Telegram will not delete

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        self.calls.append(method)
        if isinstance(method, DeleteMessages) and self.stay.intersection(method.message_ids):
            raise TelegramBadRequest(method, "message can't be deleted")
        if isinstance(method, SendMessage):
            chat = Chat(id=int(method.chat_id), type="private")
            number = FIRST + len(self.calls)
            return Message(message_id=number, date=datetime.now(UTC), chat=chat, text=method.text)
        return None

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        yield b""

    async def close(self) -> None:
        pass


class Wire:
    """One person's private chat, or a chat of another type."""

    def __init__(
        self, dispatcher: Dispatcher, number: int, kind: str = "private", language: str | None = None
    ) -> None:
        self._session = Recorder()
        self._bot = Bot(TOKEN, session=self._session)
        self._dispatcher = dispatcher
        self._chat = {"id": number, "type": kind, "first_name": NAME, "title": NAME}
        self._sender = {"id": number, "is_bot": False, "first_name": NAME, "username": NAME.lower()}
        self._sender |= {"language_code": language} if language else {}
        self._ids = count(1)
        self.message = 100

    async def brings(self, update_id: int | None = None, **event: Any) -> list[str]:
        """Feeds one update; the texts that were sent for it."""
        before = len(self._session.calls)
        await self._dispatcher.feed_update(
            self._bot, Update.model_validate({"update_id": update_id or next(self._ids), **event})
        )
        return [call.text for call in self._session.calls[before:] if isinstance(call, SendMessage)]

    async def writes(self, text: str, update_id: int | None = None, **more: Any) -> list[str]:
        return await self.sends(update_id, text=text, **more)

    async def sends(
        self, update_id: int | None = None, *, event: str = "message", **content: Any
    ) -> list[str]:
        message = {"message_id": 1, "date": 1, "chat": self._chat, "from": self._sender, **content}
        return await self.brings(update_id, **{event: message})

    async def taps(self, label: str, *, on: int | None = None, update_id: int | None = None) -> list[str]:
        """Taps a button of the newest keyboard, or of the one `on` counts to."""
        drawn = self.keyboards[-1 if on is None else on]
        data = next(b.callback_data for row in drawn.inline_keyboard for b in row if b.text == label)
        message = self.message + (len(self.keyboards) if on is None else on % len(self.keyboards) + 1)
        return await self.brings(
            update_id,
            callback_query={
                "id": "1",
                "from": self._sender,
                "chat_instance": "1",
                "data": data,
                "message": {"message_id": message, "date": 1, "chat": self._chat},
            },
        )

    def will_not_delete(self, *numbers: int) -> None:
        """Telegram refuses every call that names one of these."""
        self._session.stay = set(numbers)

    @property
    def said(self) -> list[str]:
        """All that the bot has sent."""
        return [call.text for call in self.calls if isinstance(call, SendMessage)]

    @property
    def rewritten(self) -> list[str]:
        """The words that were put in the place of others."""
        return [str(call.text) for call in self.calls if isinstance(call, EditMessageText)]

    @property
    def calls(self) -> list[TelegramMethod[Any]]:
        """What the bot has asked of Telegram."""
        return self._session.calls

    @property
    def sent(self) -> list[int]:
        """The numbers of the messages that the bot has sent."""
        return [FIRST + at for at, call in enumerate(self.calls, 1) if isinstance(call, SendMessage)]

    @property
    def keyboards(self) -> list[InlineKeyboardMarkup]:
        """All keyboards that were sent, the newest last."""
        sent = [call.reply_markup for call in self._session.calls if isinstance(call, SendMessage)]
        return [markup for markup in sent if isinstance(markup, InlineKeyboardMarkup)]

    def did(self, method: type[TelegramMethod[Any]]) -> int:
        """How often the bot called a method."""
        return sum(isinstance(call, method) for call in self._session.calls)
