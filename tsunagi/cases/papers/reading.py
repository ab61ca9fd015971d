"""行を、様式に書く言葉にする。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.monitoring.report_rules import CHANGES, results_of
from tsunagi.cases.papers.forms_data import PlanTexts, ReportTexts, WeekTexts
from tsunagi.cases.papers.rules import Week
from tsunagi.cases.person.models import Certificate
from tsunagi.cases.person.rules import CertificateKind
from tsunagi.cases.plan.models import PlanSheet
from tsunagi.cases.plan.sheet_rules import items_of
from tsunagi.cases.plan.week_rules import entries_of
from tsunagi.common.dates import YearMonth
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

NUMBERS = {
    CertificateKind.WELFARE: "welfare_number",
    CertificateKind.COMMUNITY: "community_number",
    CertificateKind.CHILD: "child_number",
}


def certificate_numbers(rows: Iterable[Certificate]) -> dict[str, str]:
    """三つの受給者証の番号。同じ種類が二つあれば、あとから書かれたもの。"""
    return {
        NUMBERS[CertificateKind(row.kind)]: row.number
        for row in rows
        if CertificateKind(row.kind) in NUMBERS and row.number
    }


def month_words(number: int | None) -> str:
    return (
        format_wareki(YearMonth.from_int(number).first_day, "month") if number else ""
    )


def monitoring_words(sheet: PlanSheet | None) -> str:
    """「はじめの3か月は毎月、あとは6か月ごと（令和8年12月から）」。"""
    if sheet is None or sheet.interval is None:
        return ""
    words = "毎月" if sheet.interval == 1 else f"{sheet.interval}か月ごと"
    if sheet.interval_first:
        words = f"はじめの{sheet.interval_first}か月は毎月、あとは{words}"
    start = month_words(sheet.interval_from)
    return f"{words}（{start}から）" if start else words


def author_words(staff: Staff | None, office: Office) -> str:
    if staff is None:
        return ""
    return f"{staff.name}（{office.phone}）" if office.phone else staff.name


def consent_words(name: str, day: date | None) -> str:
    """署名の代わりではない: だれがいつ同意したと記録されているか。なければ空けておく。"""
    return "　".join(part for part in (name, format_wareki(day) if day else "") if part)


def burden_words(limit: int | None) -> str:
    """負担上限月額。書かれていなければ、手で書く欄として空ける。"""
    return "" if limit is None else f"{limit:,}円"


def wishes_words(person: str, family: str) -> str:
    """本人の言葉と家族の言葉を分けて書く。"""
    parts = []
    if person.strip():
        parts.append(f"（本人）{person}")
    if family.strip():
        parts.append(f"（家族）{family}")
    return "\n".join(parts)


def plan_texts(sheet: PlanSheet) -> PlanTexts:
    return PlanTexts(
        wishes=wishes_words(sheet.wishes_person, sheet.wishes_family),
        policy=sheet.policy,
        long_goal=sheet.long_goal,
        short_goal=sheet.short_goal,
        items=items_of(sheet.items),
    )


def week_texts(row: PlanSheet | MonitoringReport) -> WeekTexts:
    if isinstance(row, MonitoringReport):
        return WeekTexts(Week(entries_of(row.week)), row.other_services)
    return WeekTexts(
        Week(entries_of(row.week), row.main_activities),
        row.other_services,
        row.whole_life,
    )


def report_texts(report: MonitoringReport) -> ReportTexts:
    kind, amount, week = (_answer(getattr(report, name)) for name in CHANGES)
    return ReportTexts(
        policy=report.policy,
        overall=report.overall,
        results=results_of(report.results),
        changes=(kind, amount, week),
        change_words=report.change_words,
        next_month=month_words(report.next_month),
    )


def _answer(value: bool | None) -> str:
    return "" if value is None else "有" if value else "無"
