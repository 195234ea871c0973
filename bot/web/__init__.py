"""The web chat: pages that work without JavaScript."""

from pathlib import Path

TEMPLATES = Path(__file__).with_name("templates")
