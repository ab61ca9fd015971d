"""家族図と社会関係図の書込み: 加える、直す、終える。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.models import Case
from tsunagi.cases.person import ties_messages as messages
from tsunagi.cases.person.actions import leave_revision
from tsunagi.cases.person.models import RelatedPerson
from tsunagi.cases.person.ties_models import EcoItem, Tie
from tsunagi.cases.person.ties_rules import (
    Direction,
    EcoType,
    Strength,
    TieKind,
    ordered_ends,
)
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.wareki import format_wareki

ECO_FIELDS = frozenset({"type", "office", "label", "strength", "direction", "note"})
GUARDED = "of the case that was seen, guarded by its version"


# --- ties ---------------------------------------------------------------------------
@transaction.atomic
def add_tie(
    *,
    case: Case,
    first: RelatedPerson | None,
    second: RelatedPerson | None,
    kind: TieKind,
    by: Actor,
    now: datetime,
    note: str = "",
) -> Tie:
    """二人のつながりを書く。None は本人。親子のときは、一人目が親になる。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    columns = _tie_columns(case, first, second, kind)
    _refuse_contradiction(case, columns, kind, besides=None)
    tie = Tie(case=case, kind=kind, note=note, **columns)
    try:
        with transaction.atomic():
            tie.save(force_insert=True)
    except IntegrityError as error:
        raise UserError(messages.ALREADY_WRITTEN, field="kind") from error
    leave_revision(case, {"tie": ["", tie_words(tie)]}, by=by, now=now)
    audit.record("person.tie", by=by, target=case)
    return tie


@transaction.atomic
def edit_tie(
    *,
    case: Case,
    tie: Tie,
    first: RelatedPerson | None,
    second: RelatedPerson | None,
    kind: TieKind,
    version: int,
    by: Actor,
    now: datetime,
    note: str = "",
) -> Tie:
    """つながりの書きまちがいを直す。前のつながりは履歴に残る。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    columns = _tie_columns(case, first, second, kind)
    _refuse_contradiction(case, columns, kind, besides=tie)
    before = tie_words(tie)
    try:
        with transaction.atomic():
            _update(case, tie, version, kind=kind, note=note, **columns)
    except IntegrityError as error:
        raise UserError(messages.ALREADY_WRITTEN, field="kind") from error
    if tie_words(tie) != before:
        leave_revision(case, {"tie": [before, tie_words(tie)]}, by=by, now=now)
    audit.record("person.tie", by=by, target=case)
    return tie


@transaction.atomic
def end_tie(*, case: Case, tie: Tie, last_day: date, by: Actor, now: datetime) -> None:
    """つながりが、この日までで終わった。家族図から外れ、履歴には残る。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    before = tie_words(tie)
    _end(case, tie, last_day)
    leave_revision(case, {"tie": [before, _until(before, last_day)]}, by=by, now=now)
    audit.record("person.tie_end", by=by, target=case)


def _tie_columns(
    case: Case,
    first: RelatedPerson | None,
    second: RelatedPerson | None,
    kind: TieKind,
) -> dict[str, int | None]:
    ends = [first.pk if first else None, second.pk if second else None]
    if any(person and person.case_id != case.pk for person in (first, second)):
        raise NotVisible
    if ends[0] == ends[1]:
        raise UserError(messages.SAME_PERSON, field="second")
    one, other = ordered_ends(ends[0], ends[1], kind)
    return {"first_id": one, "second_id": other}


def _refuse_contradiction(
    case: Case,
    columns: Mapping[str, int | None],
    kind: TieKind,
    *,
    besides: Tie | None,
) -> None:
    """Nobody is the parent of the own parent."""
    if kind is not TieKind.PARENT_CHILD:
        return
    lasting = Tie.objects.unscoped("of the case that was seen").filter(
        Q(first=columns["second_id"], second=columns["first_id"]),
        case=case, kind=kind, valid_before=None,
    )  # fmt: skip
    if besides is not None:
        lasting = lasting.exclude(pk=besides.pk)
    if lasting.exists():
        raise UserError(messages.PARENT_OF_PARENT, field="second")


def tie_words(tie: Tie) -> str:
    """As the history keeps it: 「母 ― 父: 離婚（メモ）」."""
    one, other = (
        (person.name or person.title) if person else "本人"
        for person in (tie.first, tie.second)
    )
    note = f"（{tie.note}）" if tie.note else ""
    return f"{one} ― {other}: {TieKind(tie.kind).label}{note}"


# --- what surrounds the person ------------------------------------------------------
@transaction.atomic
def add_eco_item(
    *, case: Case, values: Mapping[str, Any], by: Actor, now: datetime
) -> EcoItem:
    """社会関係図に一つ加える。values: only names of ECO_FIELDS."""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    wanted = _eco_columns(values)
    item = EcoItem.objects.create(case=case, **wanted)
    leave_revision(case, {"eco": ["", eco_words(item)]}, by=by, now=now)
    audit.record("person.eco", by=by, target=case)
    return item


@transaction.atomic
def edit_eco_item(
    *,
    case: Case,
    item: EcoItem,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
) -> EcoItem:
    """つながりの強さや向きが変わった。前のようすは履歴に残る。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    wanted = _eco_columns(values)
    before = eco_words(item)
    _update(case, item, version, **wanted)
    if eco_words(item) != before:
        leave_revision(case, {"eco": [before, eco_words(item)]}, by=by, now=now)
    audit.record("person.eco", by=by, target=case)
    return item


@transaction.atomic
def end_eco_item(
    *, case: Case, item: EcoItem, last_day: date, by: Actor, now: datetime
) -> None:
    """つながりが、この日までで終わった。社会関係図から外れ、履歴には残る。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    before = eco_words(item)
    _end(case, item, last_day)
    leave_revision(case, {"eco": [before, _until(before, last_day)]}, by=by, now=now)
    audit.record("person.eco_end", by=by, target=case)


def _eco_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {name: value for name, value in values.items() if name in ECO_FIELDS}
    if not str(wanted.get("label", "")).strip() and wanted.get("office") is None:
        raise UserError(messages.NAME_OR_OFFICE, field="label")
    return wanted


def eco_words(item: EcoItem) -> str:
    """As the history keeps it: 「作業所（福祉サービス）: 強い・互いに」."""
    note = f"（{item.note}）" if item.note else ""
    return (
        f"{item.title}（{EcoType(item.type).label}）: {Strength(item.strength).label}"
        f"・{Direction(item.direction).label}{note}"
    )


# --- both ---------------------------------------------------------------------------
def _rows_of(case: Case, row: Tie | EcoItem) -> QuerySet[Any]:
    """The row, as long as it belongs to this case."""
    if isinstance(row, Tie):
        return Tie.objects.unscoped(GUARDED).filter(pk=row.pk, case=case)
    return EcoItem.objects.unscoped(GUARDED).filter(pk=row.pk, case=case)


def _update(case: Case, row: Tie | EcoItem, version: int, **columns: Any) -> None:
    """Change the row if nobody else did meanwhile and it has not ended."""
    rows = _rows_of(case, row)
    if rows.filter(valid_before__isnull=False).exists():
        raise UserError(messages.ALREADY_ENDED)
    if not rows.filter(version=version).update(version=F("version") + 1, **columns):
        raise UserError(CHANGED_MEANWHILE)
    row.refresh_from_db()


def _end(case: Case, row: Tie | EcoItem, last_day: date) -> None:
    ended = (
        _rows_of(case, row)
        .filter(valid_before=None)
        .update(valid_before=last_day + timedelta(days=1), version=F("version") + 1)
    )
    if not ended:
        raise UserError(messages.ALREADY_ENDED)
    row.refresh_from_db()


def _until(words: str, last_day: date) -> str:
    return f"{words}（{format_wareki(last_day)}まで）"
