"""A content pack that a test may spoil, and a database that holds the real one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session

from api.guidance import content, publishing, repository, service

CONTENT = Path(service.__file__).parent / "content" / "coventry"

PACK = content.read(CONTENT)

Edit = Callable[[str, str, str], int]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Coventry's pack."""
    return Path(shutil.copytree(CONTENT, tmp_path / "coventry"))


@pytest.fixture
def edit(folder: Path) -> Edit:
    """edit(file, old, new) changes the first place where `old` stands, and says its row."""

    def changed(file: str, old: str, new: str) -> int:
        text = (folder / file).read_text(encoding="utf-8")
        at = text.index(old)
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return text.count("\n", 0, at) + 1

    return changed


@pytest.fixture
def loaded(session: Session) -> Session:
    """The real pack, published; read from its files once for all tests."""
    repository.replace(session, publishing.rows(PACK, content.digest(content.texts(CONTENT))))
    session.commit()
    return session
