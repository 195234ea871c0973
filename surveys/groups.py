"""The groups of a survey sheet, flattened: what they say goes with each question inside them."""

from dataclasses import dataclass

from surveys.fields import Fields
from surveys.model import Texts
from surveys.sheets import Row

DEEPEST = 10


@dataclass(frozen=True)
class Group:
    """`relevant` holds the conditions of the groups round it too; `section` is the innermost label."""

    row: Row | None = None
    section: Texts | None = None
    relevant: str | None = None


class Groups:
    """Those that are open at a row, the innermost last."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._open: list[Group] = [Group()]

    @property
    def section(self) -> Texts:
        return self._open[-1].section or {}

    def relevant(self, own: str) -> str | None:
        """A condition, and those of all open groups."""
        outer = self._open[-1].relevant
        return f"({outer}) and ({own})" if outer and own else outer or own or None

    @property
    def conditional(self) -> list[Row]:
        """The rows of the open groups that are not for everybody."""
        rows = [group.row for group in self._open if group.row is not None]
        return [row for row in rows if self._fields.cell(row, "relevant")]

    def begin(self, row: Row) -> None:
        if len(self._open) > DEEPEST:
            self._fields.blame(row, "type", f"groups stand in groups, more than {DEEPEST} deep")
        label = self._fields.label(row) if row.cells.get("label") else self.section
        relevant = self.relevant(self._fields.cell(row, "relevant"))
        self._open.append(Group(row, label, relevant))

    def end(self, row: Row) -> None:
        if len(self._open) == 1:
            self._fields.blame(row, "type", "ends a group, and none is open here")
        else:
            self._open.pop()

    def finish(self) -> None:
        for group in self._open[1:]:
            if group.row is not None:
                self._fields.blame(group.row, "type", "begins a group that no end_group closes")
