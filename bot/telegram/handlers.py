"""What a person can do in a chat, and what the bot makes of it."""

from collections import OrderedDict
from contextlib import suppress

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, ChatMemberUpdated, InlineKeyboardMarkup, Message

from api.conversation.contracts import Reply
from bot.telegram.identity import Chat, Identity
from bot.telegram.talk import Talk, help_keyboard
from bot.telegram.taps import ALWAYS, unpack
from bot.telegram.words import WORDS

KINDS = {
    "audio": "voice",
    "animation": "video",
    "video_note": "video",
    "venue": "location",
}
# Telegram's own remarks about a chat; the person has not said anything.
REMARKS = frozenset({"pinned_message", "message_auto_delete_timer_changed", "write_access_allowed"})
TAPS_REMEMBERED = 5000


async def on_start(_: Message, command: CommandObject, bot: Bot, chat: Chat, key: str, talk: Talk) -> None:
    """/start, or /start CODE from a link."""
    choice = f":join {command.args}" if command.args else ":menu"
    await talk.turn(bot, chat, key, choice=choice, first=True)


async def on_command(_: Message, command: CommandObject, bot: Bot, chat: Chat, key: str, talk: Talk) -> None:
    """/help, /stop and /menu are the buttons of the same name."""
    await talk.turn(bot, chat, key, choice=f":{command.command}")


async def on_text(message: Message, bot: Bot, chat: Chat, key: str, talk: Talk) -> None:
    """Words in their own words."""
    await talk.turn(bot, chat, key, text=message.text)


async def on_other(message: Message, bot: Bot, chat: Chat, key: str, talk: Talk) -> None:
    """Nothing that is not words can be taken; words under a picture are words, and may ask for help."""
    if message.content_type in REMARKS:
        return
    kind = KINDS.get(message.content_type, message.content_type)
    sentence = WORDS.not_taken.get(kind, WORDS.not_taken["other"])
    await bot.send_message(chat.number, sentence, reply_markup=help_keyboard())
    if message.caption:
        await talk.turn(bot, chat, key, text=message.caption)


async def on_edit(_: Message, bot: Bot, chat: Chat) -> None:
    """An answer that was taken cannot be changed from under the survey."""
    await bot.send_message(chat.number, WORDS.not_taken["edited"], reply_markup=help_keyboard())


async def on_crowd(event: Message | ChatMemberUpdated, bot: Bot) -> None:
    """A group or a channel: says why, and leaves."""
    if isinstance(event, ChatMemberUpdated) and event.new_chat_member.status in {"left", "kicked"}:
        return
    with suppress(TelegramBadRequest):
        await bot.send_message(event.chat.id, WORDS.private_only)
    await bot.leave_chat(event.chat.id)


class Buttons:
    """Taps, each question's taken once."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._taken: OrderedDict[str, None] = OrderedDict()

    async def on_tap(self, query: CallbackQuery, bot: Bot, chat: Chat, key: str, talk: Talk) -> None:
        """A tap answers the question that it was drawn for, or nothing."""
        with suppress(TelegramBadRequest):
            await query.answer()
        tap = unpack(query.data or "")
        if not query.message or not tap:
            return
        message = query.message.message_id
        if tap.question:
            key = self._identity.tap_key(chat.number, message)
        if key in self._taken:
            return
        # The help card must come without the database, so nothing is looked up for it.
        latest = [] if tap.value in ALWAYS else await talk.latest(chat)
        choice = tap.choice(latest)
        if tap.question:
            await _strike(bot, chat, message)
        if choice is None and latest:
            await talk.say(bot, chat, [Reply(text=WORDS.moved_on), *latest])
        else:
            await talk.turn(bot, chat, key, choice=choice or ":menu")
        self._remember(key)

    def _remember(self, key: str) -> None:
        self._taken[key] = None
        if len(self._taken) > TAPS_REMEMBERED:
            self._taken.popitem(last=False)


async def _strike(bot: Bot, chat: Chat, message: int) -> None:
    """Takes the buttons away; which one was tapped is not shown, for whoever looks at the phone later."""
    with suppress(TelegramBadRequest):
        await bot.edit_message_reply_markup(
            chat_id=chat.number, message_id=message, reply_markup=InlineKeyboardMarkup(inline_keyboard=[])
        )


def create_router(identity: Identity) -> Router:
    """All handlers, the crowd first."""
    router = Router()
    crowd = F.chat.type != "private"
    router.message.register(on_crowd, crowd)
    router.channel_post.register(on_crowd)
    router.my_chat_member.register(on_crowd, crowd)
    router.message.register(on_start, CommandStart())
    router.message.register(on_command, Command("help", "stop", "menu"))
    router.message.register(on_text, F.text)
    router.message.register(on_other)
    router.edited_message.register(on_edit, ~crowd)
    router.callback_query.register(Buttons(identity).on_tap)
    return router
