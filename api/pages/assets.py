"""Styles, scripts and pictures, under an address that changes with their content."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response

from api.errors import NotFound, Unavailable

FOLDER = Path(__file__).with_name("static")
BUILT = "vendor/heard.css"
FOR_A_YEAR = "public, max-age=31536000, immutable"
WORTH_PACKING = {".css", ".js", ".svg"}


@dataclass(frozen=True)
class Asset:
    """A file in memory, packed once instead of at each request."""

    plain: bytes
    packed: bytes | None
    kind: str


class Assets:
    """Every file of the static folder. Raises Unavailable when the styles have not been built."""

    def __init__(self, folder: Path = FOLDER) -> None:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        self._files = {path.relative_to(folder).as_posix(): _read(path) for path in paths}
        if BUILT not in self._files:
            raise Unavailable("The styles of the pages are not built yet: run ./heard setup once.")
        whole = hashlib.sha256()
        for name, asset in self._files.items():
            whole.update(name.encode() + b"\0" + asset.plain)
        # One mark for all, so that scripts can import each other by plain relative names.
        self.mark = whole.hexdigest()[:12]

    def address(self, name: str) -> str:
        """Where a page finds the file."""
        if name not in self._files:
            raise LookupError(f"no file {name} in {FOLDER.name}/")
        return f"/static/{self.mark}/{name}"

    def router(self) -> APIRouter:
        """Serves the files; a page from before an update still gets them, but does not keep them."""
        router = APIRouter(include_in_schema=False)

        @router.get("/static/{mark}/{name:path}")
        def asset(mark: str, name: str, request: Request) -> Response:
            if name not in self._files:
                raise NotFound("There is no such file.")
            return _answer(self._files[name], request, keep=mark == self.mark)

        return router


def _read(path: Path) -> Asset:
    plain = path.read_bytes()
    packed = gzip.compress(plain, 9, mtime=0) if path.suffix in WORTH_PACKING else None
    return Asset(plain, packed, mimetypes.guess_type(path.name)[0] or "application/octet-stream")


def _answer(asset: Asset, request: Request, *, keep: bool) -> Response:
    headers = {"Cache-Control": FOR_A_YEAR if keep else "no-cache", "Vary": "Accept-Encoding"}
    if asset.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.packed, media_type=asset.kind, headers=headers)
    return Response(asset.plain, media_type=asset.kind, headers=headers)
