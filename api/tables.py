"""Every table of the backend, so that one metadata knows them all."""

import importlib
from pathlib import Path

for file in sorted(Path(__file__).parent.glob("*/*tables.py")):
    importlib.import_module(f"api.{file.parent.name}.{file.stem}")
