"""YAML files that remember their rows, read and written so that what nobody changed stays as it was."""

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

Steps = tuple[str | int, ...]
"""From the top of a file to a value."""
MOST_FILES = 128  # kept in memory as long as they are asked for: a pack takes 3 MB


class Unreadable(Exception):
    """The file is not YAML: `row` and what is wrong there."""

    def __init__(self, row: int, fault: str) -> None:
        super().__init__(fault)
        self.row = row
        self.fault = fault


class _Representer(RoundTripRepresenter):
    """Says null where the library would leave a gap, which people take for a slip."""


_Representer.add_representer(
    type(None), lambda representer, _: representer.represent_scalar("tag:yaml.org,2002:null", "null")
)


def _yaml() -> YAML:
    # Round-trip mode keeps rows and comments, and YAML 1.2 leaves Yes and No as words.
    yaml = YAML(typ="rt")
    yaml.Representer = _Representer
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def load(text: str) -> CommentedMap:
    """The mapping that the text of a file holds. Raises Unreadable."""
    try:
        text.encode("utf-8")
        tree = _yaml().load(text)
    except UnicodeEncodeError as fault:
        raise Unreadable(1, "the file is not text in UTF-8") from fault
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise Unreadable(mark.line + 1 if mark else 1, fault.problem or "this is not YAML") from fault
    except YAMLError as fault:
        raise Unreadable(1, "this is not YAML") from fault
    if not isinstance(tree, CommentedMap):
        raise Unreadable(1, "the file has to hold fields such as 'title: ...'")
    return tree


@lru_cache(maxsize=MOST_FILES)
def held(text: str) -> CommentedMap:
    """The same, to be looked at only: reading a whole pack takes half a second, and a draft changes one file.

    Raises Unreadable.
    """
    return load(text)


def dump(tree: Any) -> str:
    """The text of a file; of one that was only loaded, the text that it was loaded from."""
    text = io.StringIO()
    _yaml().dump(tree, text)
    return text.getvalue()


def styled(value: Any, *, like: Any = None) -> Any:
    """A plain value as a person would write it: lines as a block, lists as `like` has them."""
    if isinstance(value, str) and "\n" in value:
        return LiteralScalarString(value + "\n")
    if isinstance(value, str) and value.startswith("?"):
        return DoubleQuotedScalarString(value)  # the library would write it bare, and read a key in a list
    if isinstance(value, dict):
        tree = CommentedMap((key, styled(inner)) for key, inner in value.items())
        if isinstance(like, CommentedMap) and like.fa.flow_style():
            tree.fa.set_flow_style()
        return tree
    if isinstance(value, list):
        first = like[0] if isinstance(like, CommentedSeq) and like else None
        items = CommentedSeq(styled(inner, like=first) for inner in value)
        # A list of keys fits into a line; sentences do not, unless they stood in one.
        fits = sum(len(str(inner)) for inner in value) < 80 and not any(
            isinstance(one, dict) for one in value
        )
        if like.fa.flow_style() if isinstance(like, CommentedSeq) else fits:
            items.fa.set_flow_style()
        return items
    return value


def plain(value: Any) -> Any:
    """A value of a file without rows, comments and the spaces around its words."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return str(value).strip() if isinstance(value, str) else value


def row_of(tree: Any, path: Steps) -> int:
    """Row, counted from 1, of the deepest part of `path` that exists in the tree."""
    row, node = 1, tree
    for step in path:
        try:
            if isinstance(node, CommentedMap):
                row = node.lc.key(step)[0] + 1
            elif isinstance(node, CommentedSeq):
                row = node.lc.item(step)[0] + 1
            else:
                break
            node = node[step]
        except (KeyError, IndexError, TypeError):
            break
    return row


def leaves(tree: Any, above: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Each scalar under the path that leads to it."""
    steps = tree.items() if isinstance(tree, CommentedMap) else enumerate(tree)
    for step, value in steps:
        path = (*above, step if isinstance(step, int) else str(step))
        if isinstance(value, CommentedMap | CommentedSeq):
            yield from leaves(value, path)
        else:
            yield path, value


def field_of(path: Steps) -> str:
    """The nearest field name above a value."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")
