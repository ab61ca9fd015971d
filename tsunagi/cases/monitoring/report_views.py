"""モニタリング報告の画面: 書く、読む、直す、いまの週間、新しい計画案へ。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.actor import NotVisible
from tsunagi.access.drafts.actions import draft_used
from tsunagi.access.drafts.pages import draft_for, keep_draft, restored
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.contact.rules import Place
from tsunagi.cases.monitoring import report_actions
from tsunagi.cases.monitoring import report_queries as queries
from tsunagi.cases.monitoring.forms import WithdrawForm
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.monitoring.report_forms import (
    CorrectReportForm,
    ReportForm,
    report_initial,
)
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.monitoring.report_rules import (
    CHANGES,
    report_hints,
    results_from,
    results_of,
    wants_new_plan,
)
from tsunagi.cases.pages import (
    answer_case_form,
    band_of,
    form_context,
    looked_at_case,
    may,
    seen_case,
)
from tsunagi.cases.plan.sheet_rules import items_of
from tsunagi.cases.plan.week_pages import week_context
from tsunagi.common.dates import YearMonth
from tsunagi.organisations.staff.queries import oneself, workplace
from tsunagi.ui.fields import HiddenVersion
from tsunagi.ui.forms import Form

NEW, CORRECT = "report.record", "report.correct"


def report_url(row: MonitoringReport) -> str:
    return reverse("report-page", args=[row.case.public_id, row.record_id])


@action(NEW, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def report_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """報告を書く。計画の目標・方針・週間が、はじめから入っている。"""
    seen = seen_case(request, public_id, action=NEW)
    plan = queries.plan_in_use(actor=request.actor, seen=seen)
    if plan is None:
        return render(
            request, "cases/monitoring/report_none.html",
            {"seen": seen, "case": seen.case,
             "band": band_of(seen, today=request.today)},
        )  # fmt: skip
    sheet = queries.sheet_in_use(actor=request.actor, seen=seen, plan=plan)
    months = queries.months_to_report(
        actor=request.actor, seen=seen, until=YearMonth.of(request.today)
    )
    month = _chosen(request, months)
    form = ReportForm(
        request.POST or None,
        results=results_from(items_of(sheet.items) if sheet else ()),
        initial={
            "held_on": (month and (month.done_on or month.planned_on)) or request.today,
            "month": _id(month) or "none",
            "policy": sheet.policy if sheet else "",
            "other_services": sheet.other_services if sheet else "",
        },
    )
    draft = restored(
        form, draft_for(request, form=NEW, subject_ref=str(seen.case.public_id))
    )
    kept = keep_draft(request, form, draft)
    if kept is not None:
        return kept

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = report_actions.record_report(
                plan=plan, month=month, office=workplace(actor=request.actor),
                staff=oneself(actor=request.actor),
                values=form.values(week=sheet.week if sheet else []),
                by=request.actor, now=request.now, today=request.today,
            )  # fmt: skip
            draft_used(draft.seen, by=request.actor, now=request.now)
            return str(row.record_id)

        record_id, _ = once(
            data["key"], by=request.actor, action=NEW, make=make,
            body={**data, "case": seen.case.public_id},
        )  # fmt: skip
        return redirect("report-page", public_id, record_id)

    context = form_context(
        seen, "モニタリング報告を書く", "この報告を残す", draft=draft,
        band=band_of(seen, today=request.today),
    )  # fmt: skip
    return answer_form(
        request, form, template="cases/monitoring/report_form.html", save=save,
        success="残しました。",
        context={
            **context, "months": _month_choices(months, month), "has_month": month,
            "cancel_url": reverse("case-monitoring", args=[public_id]),
            "up_label": "支給決定とモニタリング",
        },
    )  # fmt: skip


def _chosen(
    request: ActorRequest, months: list[MonitoringMonth]
) -> MonitoringMonth | None:
    """The month that the form carries, or ?month=; otherwise the oldest that waits.

    A form that was drawn for one month never lands in another.
    """
    wanted = request.POST.get("month") or request.GET.get("month", "")
    if wanted == "none":
        return None
    found = next((one for one in months if str(one.public_id) == wanted), None)
    return found or (months[0] if months and not wanted else None)


def _id(month: MonitoringMonth | None) -> str:
    return str(month.public_id) if month else ""


def _month_choices(
    months: list[MonitoringMonth], chosen: MonitoringMonth | None
) -> list[tuple[str, Any, bool]]:
    found = [
        (_id(one), YearMonth.from_int(one.month).first_day, one == chosen)
        for one in months
    ]
    return [*found, ("none", None, chosen is None)]


@action("report.view", permission=Permission.CASE_VIEW)
@require_GET
def report_page(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    seen = looked_at_case(request, public_id, action="report.view")
    if not seen.sight.sees_support:
        raise NotVisible
    row = queries.report_of(actor=request.actor, seen=seen, record_id=record_id)
    before = queries.report_before(actor=request.actor, seen=seen, report=row)
    earlier = {one.key: one for one in results_of(before.results)} if before else {}
    results = results_of(row.results)
    return render(
        request,
        "cases/monitoring/report.html",
        {
            "seen": seen,
            "case": seen.case,
            "row": row,
            "band": band_of(seen, today=request.today),
            "place": Place(row.place).label if row.place else "",
            "month_day": YearMonth.from_int(row.month.month).first_day
            if row.month
            else None,
            "next_day": YearMonth.from_int(row.next_month).first_day
            if row.next_month
            else None,
            "results": [
                (number, one, earlier.get(one.key))
                for number, one in enumerate(results, start=1)
            ],
            "before": before,
            "changes": [
                (label, {True: "有", False: "無", None: "—"}[getattr(row, name)])
                for name, label in CHANGES.items()
            ],
            "wants_new_plan": wants_new_plan(
                {name: getattr(row, name) for name in CHANGES}
            ),
            "hints": report_hints(results, overall=row.overall),
            "versions": queries.report_versions(
                actor=request.actor, seen=seen, report=row
            ),
            "may_work": may(request.actor, seen, Permission.CASE_WORK)
            and not row.is_withdrawn,
            **week_context(row.week),
        },
    )


@action(CORRECT, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def report_correct(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action=CORRECT)
    row = queries.report_of(actor=request.actor, seen=seen, record_id=record_id)
    form = CorrectReportForm(
        request.POST or None, results=results_of(row.results),
        initial=report_initial(row),
    )  # fmt: skip
    draft = restored(
        form, draft_for(request, form=CORRECT, subject_ref=str(row.public_id))
    )
    kept = keep_draft(request, form, draft)
    if kept is not None:
        return kept

    def save(data: dict[str, Any]) -> HttpResponse:
        with transaction.atomic():
            report_actions.correct_report(
                report=row, values=form.values(week=row.week),
                reason=data["correction_reason"], version=data["version"],
                by=request.actor, now=request.now, today=request.today,
            )  # fmt: skip
            draft_used(draft.seen, by=request.actor, now=request.now)
        return redirect(report_url(row))

    context = form_context(
        seen, "モニタリング報告を直す", "直した内容を保存する", draft=draft,
        band=band_of(seen, today=request.today),
    )  # fmt: skip
    return answer_form(
        request, form, template="cases/monitoring/report_form.html", save=save,
        success="保存しました。前の版は残っています。",
        context={**context, "cancel_url": report_url(row), "up_label": "報告"},
    )  # fmt: skip


class WithdrawReportForm(WithdrawForm):
    version = HiddenVersion()


@action("report.withdraw", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def report_withdraw(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="report.withdraw")
    row = queries.report_of(actor=request.actor, seen=seen, record_id=record_id)
    form: Form = WithdrawReportForm(
        request.POST or None, initial={"version": row.version}
    )

    def save(data: dict[str, Any]) -> object:
        return report_actions.withdraw_report(
            report=row, by=request.actor, now=request.now, **data
        )

    return answer_case_form(
        request, seen, form, save, back=report_url(row), up_label="報告",
        title="モニタリング報告を取り消す", submit="理由とともに取り消す",
        success="取り消しました。",
        lead="文は残ります。月を「予定」に戻すときは、支給決定とモニタリングの欄で戻します。",
    )  # fmt: skip
