"""取り込みの答え: 何行を読み、何が新しく、何が変わり、どの行がなぜ読めないか。"""

from __future__ import annotations

from tsunagi.common.csvfile import LineError
from tsunagi.common.frozen import Frozen, field


class Difference(Frozen):
    """One value that would be overwritten: shown before anything is written.

    subject: what kind of thing `name` names; its key in the JSON answer.
    """

    line: int
    name: str
    label: str
    before: str
    after: str
    subject: str = "office"

    def as_json(self) -> dict[str, object]:
        return {
            "line": self.line,
            self.subject: self.name,
            "column": self.label,
            "before": self.before,
            "after": self.after,
        }


class ImportReport(Frozen):
    """The same answer on the screen and on the command line.

    plans_advanced: plans that waited for the decisions of the table and go on.
    """

    rows: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: tuple[LineError, ...] = ()
    warnings: tuple[LineError, ...] = ()
    differences: tuple[Difference, ...] = ()
    committed: bool = False
    new_names: tuple[str, ...] = field(default_factory=tuple)
    plans_advanced: int = 0

    def as_json(self) -> dict[str, object]:
        return {
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "plans_advanced": self.plans_advanced,
            "errors": [error.as_json() for error in self.errors],
            "warnings": [warning.as_json() for warning in self.warnings],
            "committed": self.committed,
            "differences": [difference.as_json() for difference in self.differences],
        }
