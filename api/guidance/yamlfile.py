"""YAML files that remember their rows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError


class Unreadable(Exception):
    """The file is not YAML: `row` and what is wrong there."""

    def __init__(self, row: int, fault: str) -> None:
        super().__init__(fault)
        self.row = row
        self.fault = fault


def load(path: Path) -> CommentedMap:
    """The mapping that the file holds. Raises Unreadable."""
    try:
        # Round-trip mode keeps rows and comments, and YAML 1.2 leaves Yes and No as words.
        tree = YAML(typ="rt").load(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as fault:
        raise Unreadable(1, "the file is not text in UTF-8") from fault
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise Unreadable(mark.line + 1 if mark else 1, fault.problem or "this is not YAML") from fault
    except YAMLError as fault:
        raise Unreadable(1, "this is not YAML") from fault
    if not isinstance(tree, CommentedMap):
        raise Unreadable(1, "the file has to hold fields such as 'title: ...'")
    return tree


def row_of(tree: Any, path: tuple[int | str, ...]) -> int:
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


def leaves(tree: Any, field: str = "") -> Iterator[tuple[str, Any, int]]:
    """Each scalar with the nearest field name before it, and its row."""
    steps = tree.items() if isinstance(tree, CommentedMap) else enumerate(tree)
    for step, value in steps:
        name = str(step) if isinstance(tree, CommentedMap) else field
        if isinstance(value, CommentedMap | CommentedSeq):
            yield from leaves(value, name)
        else:
            yield name, value, row_of(tree, (step,))
