"""Every table of the backend, so that one metadata knows them all."""

import importlib
from pathlib import Path

for folder in sorted(Path(__file__).parent.iterdir()):
    if (folder / "tables.py").is_file():
        importlib.import_module(f"api.{folder.name}.tables")
