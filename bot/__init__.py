"""The channels: Telegram, web chat and terminal, and the program that puts the roles together."""
