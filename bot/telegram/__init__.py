"""The Telegram channel."""

from bot.telegram.lean import load_aiogram

load_aiogram()
