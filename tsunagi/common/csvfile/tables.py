"""読み込んだ表と、読み込みで見つかった誤り。"""

from __future__ import annotations

from tsunagi.common.errors import Message, UserError
from tsunagi.common.frozen import Frozen


class Row(Frozen):
    """データの1行。`line` はファイルの行番号で、見出しの行が1である。"""

    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


class LineError(Frozen):
    """ひとつの行の誤り。列を特定できないときは `column` が None になる。"""

    line: int
    column: str | None
    reason: str

    def as_json(self) -> dict[str, object]:
        return {"line": self.line, "column": self.column, "reason": self.reason}


class Table(Frozen):
    """読めた行と、列の数が合わずに読めなかった行。

    `errors` is part of the result: an import with errors writes nothing, and shows
    these together with those it finds itself.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    errors: tuple[LineError, ...]


class FileRefusedError(UserError):
    """The file as a whole cannot be read. `line` is where it was noticed, if known."""

    def __init__(self, message: Message, *, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line

    def as_line_error(self) -> LineError:
        return LineError(self.line or 1, None, str(self.message))
