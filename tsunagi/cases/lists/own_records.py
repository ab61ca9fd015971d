"""一人の事業所が、自分の記録をすべて持ち出せるようにまとめる。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Sum
from django.utils.timezone import localdate

from tsunagi.access.actor import AccessDenied, Actor
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.queries import visible_cases
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.files.models import CaseFile
from tsunagi.cases.person.models import (
    Certificate,
    Person,
    PersonSection,
    RelatedPerson,
)
from tsunagi.cases.person.reading import birth_words
from tsunagi.cases.person.rules import CertificateKind, Section
from tsunagi.cases.person.sealed import whereabouts_of
from tsunagi.cases.scope import shielded_from
from tsunagi.common.excelfile import Sheet

HIDDEN = "（秘匿）"


def own_cases(*, actor: Actor, now: datetime) -> list[Case]:
    """Every case this office carries or carried. Only for whoever works alone there."""
    if not actor.works_alone or not actor.has(Permission.CASE_EXPORT):
        raise AccessDenied(Permission.CASE_EXPORT)
    return list(
        visible_cases(actor=actor, now=now)
        .filter(responsible_office_id=actor.office_id or 0)
        .order_by("person__kana_key", "id")
    )


def papers_size(cases: list[Case], *, actor: Actor, now: datetime) -> int:
    """Bytes of all papers of these cases that the actor may read."""
    rows = CaseFile.objects.visible_to(actor, now=now).filter(
        case__in=[case.pk for case in cases], withdrawn_at=None
    )
    return int(rows.aggregate(bytes=Sum("size", default=0))["bytes"])


def sheets_of(
    cases: list[Case], *, actor: Actor, now: datetime, mark: str
) -> list[Sheet]:
    """利用者、文章、受給者証、関係者、相談記録、同意。六つの表に、すべての行。"""
    names = {case.pk: case.person.name for case in cases}
    people = {case.person_id: case.person.name for case in cases}
    hidden = shielded_from(actor, people)
    hidden_cases = {case.pk for case in cases if case.person_id in hidden}
    return [
        Sheet(
            "利用者",
            ("氏名", "かな", "生年月日", "住所", "電話", "関わり方", "始めた日", "終結した日"),
            [_person_row(case, hidden) for case in cases],
            notes=(mark,),
        ),
        Sheet(
            "本人のこと",
            ("氏名", "題", "内容", "直した日時"),
            [
                (people[row.person_id], Section(row.section).label, row.text, row.updated_at)
                for row in _rows(PersonSection, actor, now, person_id__in=people)
            ],
        ),
        Sheet(
            "受給者証・手帳",
            ("氏名", "種類", "番号", "等級", "始まる日", "終わる日", "留意事項"),
            [
                (
                    people[row.person_id], CertificateKind(row.kind).label, row.number,
                    row.grade, row.valid_from, row.last_day, row.note,
                )
                for row in _rows(Certificate, actor, now, person_id__in=people)
            ],
        ),
        Sheet(
            "関係者",
            ("利用者", "続柄", "氏名", "電話", "メモ"),
            [
                (
                    names[row.case_id], row.title, row.name,
                    HIDDEN if row.case_id in hidden_cases else row.phone, row.note,
                )
                for row in _rows(RelatedPerson, actor, now, case_id__in=names)
            ],
        ),
        Sheet(
            "相談記録",
            (
                "利用者", "日付", "分", "方法", "支援内容", "職員", "本文", "判断・気づき",
                "次にすること", "次の日", "版", "取り消し",
            ),
            list(_contact_rows(names, actor=actor, now=now)),
        ),
        Sheet(
            "同意",
            ("利用者", "渡してよい項目", "始まる日", "終わる日", "同意した日", "撤回した日時"),
            [
                (
                    names[row.case_id],
                    "、".join(FieldClass(letter).label for letter in row.classes),
                    row.valid_from, row.last_day, row.given_on, row.withdrawn_at,
                )
                for row in _rows(Consent, actor, now, case_id__in=names)
            ],
        ),
    ]  # fmt: skip


def _rows(model: Any, actor: Actor, now: datetime, **where: Any) -> Any:
    return model.objects.visible_to(actor, now=now).filter(**where).order_by("id")


def _person_row(case: Case, hidden: set[int]) -> tuple[Any, ...]:
    person = case.person
    is_hidden = person.pk in hidden
    where = None if is_hidden else whereabouts_of(person)
    return (
        person.name, person.name_kana, _birth(person),
        where.address if where else HIDDEN, where.phone if where else HIDDEN,
        Mode(case.mode).label, case.opened_on, case.closed_on,
    )  # fmt: skip


def _birth(person: Person) -> date | str:
    """A date for Excel to count with; in words where the day is not known."""
    if person.birth_on and person.birth_precision == "day":
        return person.birth_on
    return birth_words(person)


def _contact_rows(names: dict[int, str], *, actor: Actor, now: datetime) -> Any:
    words = contact_categories(actor=actor, on=localdate(now))
    rows = (
        Contact.objects.visible_to(actor, now=now)
        .filter(case_id__in=names, is_current=True)
        .select_related("staff")
        .order_by("case_id", "occurred_on", "id")
    )
    for row in rows.iterator(chunk_size=1_000):
        yield (
            names[row.case_id or 0], row.occurred_on, row.minutes,
            words.methods.label_of(row.method),
            "、".join(words.contents.label_of(code) for code in row.contents),
            row.staff.name, row.text, row.judgement, row.next_action, row.next_on,
            row.version, "取り消し" if row.is_withdrawn else "",
        )  # fmt: skip
