"""わかりやすい版の書込み: 版、紙の形、直した読み。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.access.versions import next_version
from tsunagi.cases.case.models import Case
from tsunagi.cases.easy import messages
from tsunagi.cases.easy.models import EasyFormat, EasyPaper, FuriganaFix
from tsunagi.cases.easy.reading import may_be_a_name
from tsunagi.cases.easy.rules import Format, Line
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.person.models import RelatedPerson
from tsunagi.cases.plan.models import PlanSheet
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen, asdict
from tsunagi.common.furigana import has_kanji, is_reading, to_hiragana

# What every version of one paper shares.
KEPT = ("case", "plan_id")


class EasyText(Frozen):
    """What is written. made_on: the day that the paper shows."""

    title: str
    made_on: date
    lines: Sequence[Line]


@transaction.atomic
def write_paper(
    *,
    source: PlanSheet | MonitoringReport,
    text: EasyText,
    by: Actor,
    now: datetime,
    today: date,
) -> EasyPaper:
    """計画の書面、または報告の、わかりやすい版を作る。"""
    case = source.case
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    row = EasyPaper.objects.create(
        case=case, plan=source.plan, recorded_at=now, recorded_by_id=by.staff_id,
        **_source(source), **_checked(text, today=today),
    )  # fmt: skip
    _audited("easy_paper.write", row, by=by)
    return row


@transaction.atomic
def correct_paper(
    *,
    paper: EasyPaper,
    source: PlanSheet | MonitoringReport,
    text: EasyText,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> EasyPaper:
    """直す。前の版は残る。source: the version that it now rests on."""
    require_sight(paper.case, Permission.CASE_WORK, by=by, now=now)
    if paper.is_withdrawn:
        raise UserError(messages.WITHDRAWN)
    values = {**_source(source), **_checked(text, today=today)}
    row = _next(paper, version, values, by, now)
    _audited("easy_paper.correct", row, by=by)
    return row


@transaction.atomic
def withdraw_paper(
    *, paper: EasyPaper, reason: str, version: int, by: Actor, now: datetime
) -> EasyPaper:
    require_sight(paper.case, Permission.CASE_WORK, by=by, now=now)
    if paper.is_withdrawn:
        raise UserError(messages.WITHDRAWN)
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    values = {
        name: getattr(paper, name)
        for name in ("sheet", "report", "title", "made_on", "lines")
    }
    values |= {"is_withdrawn": True, "correction_reason": reason}
    row = _next(paper, version, values, by, now)
    _audited("easy_paper.withdraw", row, by=by)
    return row


def _source(source: PlanSheet | MonitoringReport) -> dict[str, Any]:
    if isinstance(source, PlanSheet):
        return {"sheet": source, "report": None}
    return {"sheet": None, "report": source}


def _checked(text: EasyText, *, today: date) -> dict[str, Any]:
    lines = [line for line in text.lines if line.text.strip()]
    if not lines:
        raise UserError(messages.EMPTY)
    if text.made_on > today:
        raise UserError(messages.IN_FUTURE, field="made_on")
    return {
        "title": text.title,
        "made_on": text.made_on,
        "lines": [line.as_json() for line in lines],
    }


def _next(
    paper: EasyPaper, version: int, values: dict[str, Any], by: Actor, now: datetime
) -> EasyPaper:
    return next_version(paper, values, version=version, kept=KEPT, by=by, now=now)


@transaction.atomic
def choose_format(
    *, case: Case, wanted: Format, version: int, by: Actor, now: datetime
) -> EasyFormat:
    """その人の紙の形を覚える。version: 0 while nothing was chosen."""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    Case.objects.unscoped("one choice at a time").select_for_update().get(pk=case.pk)
    rows = EasyFormat.objects.unscoped("of the case that was seen").filter(case=case)
    latest = rows.order_by("-id").first()
    if version != (latest.version if latest else 0):
        raise UserError(CHANGED_MEANWHILE)
    row = EasyFormat.objects.create(
        case=case, version=version + 1, recorded_at=now, recorded_by_id=by.staff_id,
        **{**asdict(wanted), "size": wanted.size.value},
    )  # fmt: skip
    audit.record(
        "easy_paper.format", by=by, target=row, size=row.size,
        subjects=[case.person.public_id],
    )  # fmt: skip
    return row


@transaction.atomic
def fix_reading(
    *, case: Case, surface: str, reading: str, is_wide: bool, by: Actor, now: datetime
) -> FuriganaFix:
    """読みを直して覚える。同じ言葉の前の直しは、残ったまま効かなくなる。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    surface, reading = surface.strip(), to_hiragana(reading.strip())
    if not has_kanji(surface):
        raise UserError(messages.NO_KANJI, field="surface")
    if not is_reading(reading):
        raise UserError(messages.NOT_A_READING, field="reading")
    if is_wide and may_be_a_name(surface, names=_names_in(case)):
        raise UserError(messages.NAME_IS_NOT_WIDE, field="scope")
    place = (
        {"is_wide": True, "municipality_id": case.municipality_id, "case": None}
        if is_wide
        else {"is_wide": False, "municipality_id": case.municipality_id, "case": case}
    )
    FuriganaFix.objects.unscoped("what this one replaces").filter(
        surface=surface, withdrawn_at=None, **place
    ).update(withdrawn_at=now)
    row = FuriganaFix.objects.create(
        surface=surface, reading=reading, recorded_at=now, recorded_by_id=by.staff_id,
        **place,
    )  # fmt: skip
    _fix_audited("furigana.fix", row, case, by=by)
    return row


@transaction.atomic
def withdraw_reading(*, fix: FuriganaFix, case: Case, by: Actor, now: datetime) -> None:
    """この直しをやめる。行は残る。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    took = (
        FuriganaFix.objects.unscoped("check and act in one statement")
        .filter(pk=fix.pk, withdrawn_at=None)
        .update(withdrawn_at=now)
    )
    if not took:
        raise UserError(CHANGED_MEANWHILE)
    _fix_audited("furigana.withdraw", fix, case, by=by)


def _names_in(case: Case) -> list[str]:
    """Names of the person and of those around, which never leave the case."""
    related = RelatedPerson.objects.unscoped("of the case that was seen")
    return [
        case.person.name,
        *related.filter(case=case).values_list("name", flat=True),
    ]


def _audited(action: str, row: EasyPaper, *, by: Actor) -> None:
    audit.record(
        action, by=by, target=row, version=row.version,
        subjects=[row.case.person.public_id],
    )  # fmt: skip


def _fix_audited(action: str, row: FuriganaFix, case: Case, *, by: Actor) -> None:
    subjects = [] if row.is_wide else [case.person.public_id]
    audit.record(action, by=by, target=row, wide=row.is_wide, subjects=subjects)
