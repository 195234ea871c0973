"""The action group's newsletter: one issue a quarter, told by a broadcast and kept on the web."""
