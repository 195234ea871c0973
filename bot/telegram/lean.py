"""Imports aiogram without the validators of its 444 types; each is built when it is first needed."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

Rebuild = Callable[..., bool | None]
_rebuild: Rebuild = BaseModel.model_rebuild.__func__  # type: ignore[attr-defined]


def load_aiogram() -> None:
    """aiogram builds them all at import: 2 seconds and 100 MB, most of it for types that we never meet."""
    names: dict[str, Any] = {}

    def put_off(cls: type[BaseModel], /, **how: Any) -> bool | None:
        if not cls.__module__.startswith("aiogram.types"):
            return _rebuild(cls, **how)
        names.update(how["_types_namespace"])
        return None

    before = BaseModel.__dict__["model_rebuild"]
    _replace(BaseModel, put_off)
    try:
        from aiogram.methods.base import Response, TelegramMethod
        from aiogram.types.base import TelegramObject
    finally:
        BaseModel.model_rebuild = before  # type: ignore[method-assign]
    for base in (TelegramObject, TelegramMethod, Response):
        _replace(base, _naming(names))


def _naming(names: Mapping[str, Any]) -> Rebuild:
    """pydantic calls model_rebuild on first use; these are the names that types use of each other."""

    def with_names(cls: type[BaseModel], /, **how: Any) -> bool | None:
        return _rebuild(cls, **{**how, "_types_namespace": names})

    return with_names


def _replace(model: type[BaseModel], rebuild: Rebuild) -> None:
    model.model_rebuild = classmethod(rebuild)  # type: ignore[method-assign,assignment]
