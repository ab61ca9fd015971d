"""選んだ書面を、市町村の様式のファイルにする。"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from tsunagi.cases.papers.models import FormTemplate
from tsunagi.cases.papers.rules import Paper, PaperKind
from tsunagi.cases.papers.template_fill import written
from tsunagi.cases.papers.template_rules import Filled, filled


def own_files(
    papers: Sequence[Paper], templates: Mapping[PaperKind, FormTemplate]
) -> list[tuple[str, bytes]]:
    """(name, content). One workbook for all papers whose template is the same file."""
    books: dict[str, tuple[FormTemplate, list[Filled]]] = {}
    for paper in papers:
        row = templates[paper.kind]
        values = filled(paper, row.cells, step=row.row_step, most=row.row_most)
        books.setdefault(row.digest, (row, []))[1].append(values)
    return [
        (row.name, written(bytes(row.data), values)) for row, values in books.values()
    ]


def zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(files, start=1):
            archive.writestr(f"{number:02}_{name}", content)
    return target.getvalue()
