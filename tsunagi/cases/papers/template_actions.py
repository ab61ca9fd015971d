"""市町村の様式を登録する、セルの対応を直す、使う・使わない。"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor
from tsunagi.access.permissions import Permission
from tsunagi.access.uploads import messages as upload_messages
from tsunagi.access.uploads.checking import CheckedFile, check_upload
from tsunagi.access.uploads.kinds import tidy_name
from tsunagi.cases.papers import messages
from tsunagi.cases.papers.models import FormTemplate
from tsunagi.cases.papers.rules import PaperKind
from tsunagi.cases.papers.template_rules import first_bad, places_of
from tsunagi.common.errors import Message, UserError
from tsunagi.common.frozen import Frozen

MOST_BYTES = 5_000_000
REFUSED_ENDINGS = (".xlsm", ".xlsb", ".xls", ".xltm", ".xlam")


class NewTemplate(Frozen):
    kind: PaperKind
    checked: CheckedFile
    valid_from: date


def check_template(name: str, data: bytes) -> CheckedFile:
    """UserError, on the field `file`, when it is no workbook that we fill."""
    shown = tidy_name(name)
    if shown.lower().endswith(REFUSED_ENDINGS):
        raise _refused(messages.TEMPLATE_MACRO)
    if len(data) > MOST_BYTES:
        raise _refused(messages.TEMPLATE_TOO_LARGE)
    if not shown.lower().endswith(".xlsx"):
        raise _refused(messages.TEMPLATE_UNREADABLE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [part.lower() for part in package.namelist()]
    except zipfile.BadZipFile as error:
        raise _refused(messages.TEMPLATE_UNREADABLE) from error
    if any("externallink" in part for part in parts):
        raise _refused(messages.TEMPLATE_OUTSIDE)
    if any("vbaproject" in part or "/macrosheets/" in part for part in parts):
        raise _refused(messages.TEMPLATE_MACRO)
    try:
        checked = check_upload(shown, data)
    except UserError as error:
        if error.message.code == upload_messages.EXTERNAL.code:
            raise _refused(messages.TEMPLATE_OUTSIDE) from error
        raise
    from tsunagi.cases.papers.template_fill import Unreadable, opened

    try:
        opened(data)
    except Unreadable as error:
        raise _refused(messages.TEMPLATE_UNREADABLE) from error
    return checked


def _refused(message: Message) -> UserError:
    return UserError(message, field="file")


def _require(by: Actor) -> None:
    if not by.has(Permission.CATALOGUE_ADOPT):
        raise AccessDenied(Permission.CATALOGUE_ADOPT)


@transaction.atomic
def add_template(*, new: NewTemplate, by: Actor, now: datetime) -> FormTemplate:
    """様式を登録する。まだ使われない: 対応を確かめてから、使うことにする。"""
    from tsunagi.cases.papers.template_fill import suggested

    _require(by)
    data = new.checked.data
    row = FormTemplate.objects.create(
        municipality_id=by.here, kind=new.kind.value, name=new.checked.name, data=data,
        digest=hashlib.sha256(data).hexdigest(), cells=suggested(data, new.kind),
        valid_from=new.valid_from, recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    audit.record(
        "papers.template_add", by=by, target=row, kind=row.kind, bytes=len(data)
    )
    return row


@transaction.atomic
def write_cells(
    *,
    template: FormTemplate,
    cells: Mapping[str, str],
    row_step: int,
    row_most: int,
    version: int,
    by: Actor,
    now: datetime,
) -> FormTemplate:
    """対応を直す。前の版は残る。"""
    from tsunagi.cases.papers.template_fill import sheet_names

    _require(by)
    kind = PaperKind(template.kind)
    known = {place.key for place in places_of(kind)}
    kept = {
        key: address.strip()
        for key, address in cells.items()
        if key in known and address.strip()
    }
    sheets = sheet_names(bytes(template.data))
    bad = first_bad(kind, kept, sheets)
    if bad is not None and bad.other is not None:
        raise UserError(
            messages.CELL_TWICE.format(
                first=bad.other.label, second=bad.place.label, address=bad.address
            ),
            field=cell_field(bad.place.key),
        )
    if bad is not None:
        raise UserError(
            messages.BAD_CELL.format(
                label=bad.place.label, address=bad.address, sheets="、".join(sheets)
            ),
            field=cell_field(bad.place.key),
        )
    values = {"cells": kept, "row_step": row_step, "row_most": row_most}
    return _next(template, version, values, by, now, "papers.template_cells")


@transaction.atomic
def use_template(
    *, template: FormTemplate, is_active: bool, version: int, by: Actor, now: datetime
) -> FormTemplate:
    _require(by)
    values = {"is_active": is_active}
    return _next(template, version, values, by, now, "papers.template_use")


def cell_field(key: str) -> str:
    """The name of the form's field for a place."""
    return f"cell_{key.replace('.', '__')}"


COPIED = (
    "record_id", "municipality_id", "kind", "name", "data", "digest", "cells",
    "row_step", "row_most", "valid_from", "is_active",
)  # fmt: skip


def _next(
    template: FormTemplate,
    version: int,
    values: Mapping[str, object],
    by: Actor,
    now: datetime,
    action: str,
) -> FormTemplate:
    took = (
        FormTemplate.objects.unscoped("check and act in one statement")
        .filter(
            record_id=template.record_id, version=version, is_current=True,
            municipality_id=by.here,
        )
        .update(is_current=False)
    )  # fmt: skip
    if not took:
        raise UserError(messages.TEMPLATE_CHANGED)
    row = FormTemplate.objects.create(
        version=version + 1, recorded_at=now, recorded_by_id=by.staff_id,
        **{**{name: getattr(template, name) for name in COPIED}, **values},
    )  # fmt: skip
    audit.record(action, by=by, target=row, kind=row.kind, version=row.version)
    return row
