"""台帳の書込み。記録を持つ部屋の、一つの取引の中から呼ばれる。

The caller has checked the permission for the case and writes the audit row of its own
act; the ledger checks what only it can know: the post on that day, the day, the
minutes. A close is an act of its own and does everything itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tsunagi.access.actor import Actor, NotVisible, SystemActor
from tsunagi.access.many_rows import insert_families, new_row
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.planned import planned_once
from tsunagi.access.transactions import one_transaction
from tsunagi.access.within import within
from tsunagi.activity.record import messages
from tsunagi.activity.record.models import (
    Activity,
    ActivityContent,
    ActivitySubject,
    SubjectDisability,
)
from tsunagi.activity.record.rules import (
    NewActivity,
    SubjectFacts,
    minutes_are_possible,
)
from tsunagi.common.dates import YearMonth, day_in_japan
from tsunagi.common.errors import Message, UserError
from tsunagi.common.intervals import Interval
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.models import Post

# New rows, table by table, each naming rows of the tables before it.
Families = Sequence[Sequence[models.Model]]


def record_activity(
    *, new: NewActivity, by: Actor, now: datetime, beside: Families = ()
) -> Activity:
    """一つの仕事を台帳に書く。beside: see `bulk_record`."""
    return bulk_record([new], by=by, now=now, beside=beside)[0]


@one_transaction()
def bulk_record(
    news: Sequence[NewActivity], *, by: Actor, now: datetime, beside: Families = ()
) -> list[Activity]:
    """たくさんの仕事を、一つずつ書いたのと同じ結果でまとめて書く。

    beside: new rows of the caller, table by table, for which the ledger is written; where
    it can be, they are one statement with it.
    """
    _check(news, by=by, now=now)
    rows = [_row(new, by=by, now=now) for new in news]
    _save(rows, news, beside=beside)
    return rows


@transaction.atomic
def supersede_activity(
    *, record_key: UUID, new: NewActivity, by: Actor, now: datetime
) -> Activity:
    """直した内容を新しい版にする。前の版は、次の版ができた日時とともに残る。"""
    _check([new], by=by, now=now)
    previous = _retired(record_key, by=by, now=now)
    row = _row(new, by=by, now=now, previous=previous)
    _save([row], [new], originals=_original_keys(previous))
    return row


@transaction.atomic
def withdraw_activity(*, record_key: UUID, by: Actor, now: datetime) -> Activity:
    """記録を取り下げる。何も数えない版を重ね、前の版は残る。"""
    previous = _retired(record_key, by=by, now=now)
    if previous.is_withdrawn:
        raise UserError(messages.ALREADY_WITHDRAWN)
    return Activity.objects.create(
        municipality_id=previous.municipality_id,
        office_id=previous.office_id,
        area_id=previous.area_id,
        staff_id=previous.staff_id,
        kind=previous.kind,
        occurred_on=previous.occurred_on,
        occurred_month=previous.occurred_month,
        method=previous.method,
        source_ref=previous.source_ref,
        record_key=record_key,
        version=previous.version + 1,
        supersedes=previous,
        served_count=0,
        is_withdrawn=True,
        recorded_at=now,
        recorded_by_id=by.staff_id,
    )


@transaction.atomic
def repoint_subject(*, old_key: UUID, new_key: UUID, by: Actor) -> int:
    """二人の記録を一つにするとき、台帳の鍵を付け替える。付け替えた行の数を返す。

    The original key stays with the row; see `return_subject`.
    """
    moved = _subjects(by).filter(subject_key=old_key).update(subject_key=new_key)
    _recount(by, subjects__subject_key=new_key)
    return moved


@transaction.atomic
def return_subject(*, original_keys: Collection[UUID], key: UUID, by: Actor) -> int:
    """付け替えを元に戻す。もとの鍵がこれらの行を、この鍵に返す。

    original_keys: the key of the person who comes back, and those of anybody who had
    been merged into that person before.
    """
    rows = _subjects(by).filter(original_key__in=original_keys)
    moved = rows.update(subject_key=key)
    _recount(by, subjects__original_key__in=original_keys)
    return moved


def _subjects(by: Actor) -> QuerySet[ActivitySubject]:
    rows = ActivitySubject.objects.unscoped("a merge moves every row of a key")
    return rows.filter(activity__municipality_id=by.here)


def _activities(by: Actor) -> QuerySet[Activity]:
    rows = Activity.objects.unscoped("the caller holds the permission for the case")
    return rows.filter(municipality_id=by.here)


def _recount(by: Actor, **touched: Any) -> None:
    """延件数を数え直す。一つの仕事の二人が同じ人だったときに変わる。"""
    persons = (
        ActivitySubject._base_manager.filter(activity=OuterRef("pk"))
        .order_by()
        .values("activity")
        .annotate(persons=Count("subject_key", distinct=True))
        .values("persons")
    )
    ids = _activities(by).filter(**touched).values("pk")
    _activities(by).filter(pk__in=ids).update(
        served_count=F("anonymous")
        + Coalesce(Subquery(persons, output_field=IntegerField()), 0)
    )


def _retired(record_key: UUID, *, by: Actor, now: datetime) -> Activity:
    """The version in force, marked as superseded; only one of two can have it."""
    current = _activities(by).filter(record_key=record_key, is_current=True)
    previous = current.first()
    if previous is None:
        raise NotVisible
    took = current.filter(pk=previous.pk).update(is_current=False, superseded_at=now)
    if not took:
        raise UserError(CHANGED_MEANWHILE)
    return previous


def _check(news: Sequence[NewActivity], *, by: Actor, now: datetime) -> None:
    """その日に配置があるか、来ていない日でないか、分がありえる数か。"""
    today = day_in_japan(now)
    posts = {} if isinstance(by, SystemActor) else _posts(news)
    for new in news:
        if new.occurred_on > today:
            raise _refused(messages.IN_FUTURE, new)
        if not minutes_are_possible(new):
            raise UserError(messages.TOO_MANY_MINUTES, field="minutes")
        if isinstance(by, SystemActor) or new.staff_id is None:
            continue
        held = posts.get((new.staff_id, new.office_id), ())
        if not any(post.contains(new.occurred_on) for post in held):
            raise _refused(messages.NO_POST_ON_DAY, new)


def _refused(message: Message, new: NewActivity) -> UserError:
    day = format_wareki(new.occurred_on)
    return UserError(message.format(day=day), field="occurred_on")


def _posts(news: Iterable[NewActivity]) -> dict[tuple[int, int], list[Interval]]:
    staff_is, staff = within(
        "staff_id", {new.staff_id for new in news if new.staff_id is not None}
    )
    office_is, offices = within("office_id", {new.office_id for new in news})
    found: dict[tuple[int, int], list[Interval]] = {}
    with planned_once() as cursor:
        cursor.execute(f"{_HELD} WHERE {staff_is} AND {office_is}", staff + offices)
        for staff_id, office_id, valid_from, valid_before in cursor.fetchall():
            # A post that ended on the day it began was never held.
            if valid_before is None or valid_from < valid_before:
                interval = Interval(valid_from, valid_before)
                found.setdefault((staff_id, office_id), []).append(interval)
    return found


# Asked with every record that is written; only the name of our own table stands in it.
_HELD = f"""
SELECT staff_id, office_id, valid_from, valid_before FROM {Post._meta.db_table}
"""  # noqa: S608


def _row(
    new: NewActivity, *, by: Actor, now: datetime, previous: Activity | None = None
) -> Activity:
    if by.municipality_id is None:
        raise ValueError("a record belongs to the municipality the actor works in")
    return new_row(
        Activity,
        municipality_id=by.municipality_id,
        office_id=new.office_id,
        area_id=new.area_id,
        staff_id=new.staff_id,
        kind=new.kind.value,
        occurred_on=new.occurred_on,
        occurred_month=_month(new.occurred_on),
        started_at_time=new.started_at_time,
        minutes=new.minutes,
        travel_minutes=new.travel_minutes,
        method=new.method,
        work_kind=new.work_kind,
        mode=new.mode,
        work_kind_version=new.work_kind_version,
        category_version=new.category_version,
        anonymous=new.anonymous,
        served_count=len(new.subjects) + new.anonymous,
        record_key=previous.record_key if previous else new.record_key or uuid4(),
        version=previous.version + 1 if previous else 1,
        supersedes=previous,
        recorded_at=now,
        recorded_by_id=by.staff_id,
        source_ref=new.source_ref,
        purposes=list(new.purposes),
        is_direct=new.is_direct,
        change=new.change,
    )


def _month(day: date) -> int:
    return YearMonth.of(day).as_int


def _original_keys(previous: Activity) -> dict[UUID, list[UUID]]:
    """What a merge has re-pointed stays reversible in the next version as well."""
    found: dict[UUID, list[UUID]] = {}
    rows = ActivitySubject._base_manager.filter(activity=previous).order_by("pk")
    for row in rows:
        found.setdefault(row.subject_key, []).append(row.original_key)
    return found


def _save(
    rows: Sequence[Activity],
    news: Sequence[NewActivity],
    *,
    originals: Mapping[UUID, Sequence[UUID]] = MappingProxyType({}),
    beside: Families = (),
) -> None:
    """The caller holds the permission. One statement for one record on PostgreSQL, four
    for any number of records."""
    pairs = list(zip(rows, news, strict=True))
    contents = [
        new_row(ActivityContent, activity=row, code=code)
        for row, new in pairs
        for code in dict.fromkeys(new.contents)
    ]
    subjects = [
        (_subject(row, facts, original), facts)
        for row, new in pairs
        for facts in new.subjects
        for original in originals.get(facts.subject_key, (facts.subject_key,))
    ]
    disabilities = [
        new_row(SubjectDisability, subject=subject, code=code)
        for subject, facts in subjects
        for code in dict.fromkeys(facts.disability_kinds)
    ]
    insert_families(
        [rows, contents, [one for one, _ in subjects], disabilities, *beside]
    )


def _subject(row: Activity, facts: SubjectFacts, original: UUID) -> ActivitySubject:
    return new_row(
        ActivitySubject,
        activity=row,
        subject_key=facts.subject_key,
        original_key=original,
        is_child=facts.is_child,
        is_new=facts.is_new,
    )
