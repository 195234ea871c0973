"""The pages of the business unit."""

from pathlib import Path

TEMPLATES = Path(__file__).with_name("templates")
