"""What a person can do in a chat, and what the bot makes of it."""

from collections import OrderedDict
from contextlib import suppress

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, ChatMemberUpdated, InlineKeyboardMarkup, Message

from api.conversation.contracts import Reply
from api.conversation.service import Turn
from bot.telegram.identity import Chat, Identity
from bot.telegram.talk import HIDE, Talk
from bot.telegram.taps import unpack
from bot.telegram.words import WORDS, spoken, words

KINDS = {
    "audio": "voice",
    "animation": "video",
    "video_note": "video",
    "venue": "location",
}
# Telegram's own remarks about a chat; the person has not said anything.
REMARKS = frozenset({"pinned_message", "message_auto_delete_timer_changed", "write_access_allowed"})
TAPS_REMEMBERED = 5000


async def on_start(
    message: Message, command: CommandObject, bot: Bot, chat: Chat, key: str, talk: Talk
) -> None:
    """/start, or /start CODE from a link."""
    choice = f":join {command.args}" if command.args else ":menu"
    await talk.turn(bot, chat, key, choice=choice, first=True, language=spoken(message.from_user))


async def on_command(
    message: Message, command: CommandObject, bot: Bot, chat: Chat, key: str, talk: Talk
) -> None:
    """/help, /stop and /menu are the buttons of the same name."""
    await talk.turn(bot, chat, key, choice=f":{command.command}", language=spoken(message.from_user))


async def on_hide(message: Message, bot: Bot, chat: Chat, key: str, talk: Talk) -> None:
    """/hide, and words that say so."""
    await talk.hide(bot, chat, key, message.message_id, spoken(message.from_user))


async def on_text(message: Message, bot: Bot, chat: Chat, key: str, talk: Talk) -> None:
    """Words in their own words."""
    if Turn(text=message.text).command == HIDE:
        await on_hide(message, bot, chat, key, talk)
        return
    quoted = _quoted(message, bot)
    await talk.turn(bot, chat, key, text=message.text, language=spoken(message.from_user), quoted=quoted)


def _quoted(message: Message, bot: Bot) -> str | None:
    """Our own message that this one replies to: it may be a broadcast."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.id != bot.id:
        return None
    return replied.text


async def on_other(message: Message, bot: Bot, chat: Chat, key: str, talk: Talk) -> None:
    """Nothing that is not words can be taken; words under a picture are words, and may ask for help."""
    if message.content_type in REMARKS:
        return
    if message.caption:  # before the refusal, which asks the database for the language: help must not wait
        await talk.turn(bot, chat, key, text=message.caption, language=spoken(message.from_user))
    await _refuse(message, KINDS.get(message.content_type, message.content_type), bot, chat, talk)


async def on_edit(message: Message, bot: Bot, chat: Chat, talk: Talk) -> None:
    """An answer that was taken cannot be changed from under the survey; harm in the new words is seen."""
    written = message.text or message.caption or ""
    await talk.say(bot, chat, await talk.card_for(written, spoken(message.from_user)))
    await _refuse(message, "edited", bot, chat, talk)


async def _refuse(message: Message, kind: str, bot: Bot, chat: Chat, talk: Talk) -> None:
    own = words(await talk.tongue(chat, spoken(message.from_user)))
    await talk.tell(bot, chat, own, own.refusal(kind))


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
        message, language = query.message.message_id, spoken(query.from_user)
        if tap.value == HIDE:
            await talk.hide(bot, chat, key, message, language)
            return
        if tap.question:
            key = self._identity.tap_key(chat.number, message)
        if key in self._taken:
            return
        # The help card must come without the database, so nothing is looked up for it.
        latest = [] if tap.says_all else await talk.latest(chat)
        meant = tap.meant(latest)
        if tap.question:
            await _strike(bot, chat, message)
        if meant is None and latest:
            moved_on = words(await talk.tongue(chat, language)).moved_on
            await talk.say(bot, chat, [Reply(text=moved_on, language=language), *latest])
        else:
            choice, question = meant or (":menu", None)
            await talk.turn(bot, chat, key, choice=choice, question=question, language=language)
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
    router.message.register(on_hide, Command("hide"))
    router.message.register(on_text, F.text)
    router.message.register(on_other)
    router.edited_message.register(on_edit, ~crowd)
    router.callback_query.register(Buttons(identity).on_tap)
    return router
