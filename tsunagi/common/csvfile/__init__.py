"""CSV と Excel の表を読む入口と、CSV を書く、ひとつの出口。

Reading refuses what it cannot read with certainty and says at which line. Writing
guards against formulas and reports every character the encoding cannot hold.
"""

from __future__ import annotations

from tsunagi.common.csvfile.decoding import Encoding
from tsunagi.common.csvfile.excel import looks_like_excel, read_excel
from tsunagi.common.csvfile.reading import read_pasted, read_table
from tsunagi.common.csvfile.tables import (
    FileRefusedError,
    LineError,
    Row,
    Table,
)
from tsunagi.common.csvfile.writing import (
    Cell,
    Unwritable,
    WrittenCsv,
    guard_formula,
    write_csv,
)

__all__ = [
    "Cell",
    "Encoding",
    "FileRefusedError",
    "LineError",
    "Row",
    "Table",
    "Unwritable",
    "WrittenCsv",
    "guard_formula",
    "looks_like_excel",
    "read_excel",
    "read_pasted",
    "read_table",
    "write_csv",
]
