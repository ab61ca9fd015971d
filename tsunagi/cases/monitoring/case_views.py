"""一人の支給決定とモニタリングの画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import posted_version
from tsunagi.access.permissions import Permission
from tsunagi.cases.changes import revised
from tsunagi.cases.entitlement import actions as entitlements
from tsunagi.cases.entitlement.rules import (
    EntitlementKind,
    Source,
    TermReason,
    interval_words,
)
from tsunagi.cases.monitoring import actions, queries
from tsunagi.cases.monitoring.forms import (
    DoneForm,
    EntitlementForm,
    NotDoneForm,
    PlanForm,
    ResetForm,
    WithdrawForm,
    new_values,
)
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.monitoring.queries import EntitlementSheet
from tsunagi.cases.monitoring.report_queries import reports_of
from tsunagi.cases.monitoring.rules import MonthState, state_on
from tsunagi.cases.pages import (
    Save,
    answer_case_form,
    band_of,
    looked_at_case,
    may,
    seen_case,
    tabs_of,
)
from tsunagi.cases.seen import SeenCase
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError
from tsunagi.ui.forms import Form


@action("monitoring.case", permission=Permission.CASE_VIEW)
@require_GET
def case_monitoring(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """支給決定、モニタリング期間の決定、月ごとの予定と実施。"""
    seen = looked_at_case(request, public_id, action="monitoring.case")
    if not seen.sight.sees_support:
        raise NotVisible
    sheets = queries.entitlements_of(actor=request.actor, seen=seen)
    return render(
        request,
        "cases/monitoring/case.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "tabs": tabs_of(seen, "case-monitoring"),
            "sheets": [_drawn(request, sheet) for sheet in sheets],
            "reports": reports_of(actor=request.actor, seen=seen),
            "may_write": may(
                request.actor, seen, Permission.CASE_WORK, through=entitlements.THROUGH
            ),
            "may_work": may(request.actor, seen, Permission.CASE_WORK),
        },
    )


def _drawn(request: ActorRequest, sheet: EntitlementSheet) -> dict[str, Any]:
    row = sheet.entitlement
    first, last = row.months
    return {
        "row": row,
        "kind": EntitlementKind(row.kind).label,
        "source": Source(row.source).label,
        "from_day": first.first_day,
        "to_day": last.first_day,
        "is_over": last < YearMonth.of(request.today),
        "terms": [
            (
                term,
                interval_words(term.every),
                TermReason(term.reason).label,
                YearMonth.from_int(term.from_month).first_day,
            )
            for term in sheet.terms
        ],
        "months": [
            (
                month,
                YearMonth.from_int(month.month).first_day,
                *state_on(
                    MonthState(month.state),
                    YearMonth.from_int(month.month),
                    today=request.today,
                ),
                YearMonth.from_int(month.month) <= YearMonth.of(request.today),
                revised(MonitoringMonth, month.changes_made.all()),
            )
            for month in sheet.months
        ],
    }


def _answer(
    request: ActorRequest, seen: SeenCase, form: Form, save: Save, **words: Any
) -> HttpResponse:
    """Back to the months of the person, or to the list from which one came."""
    back = reverse("case-monitoring", args=[seen.case.public_id])
    up_label = "支給決定とモニタリング"
    if request.GET.get("back") == "list":
        back, up_label = reverse("monitoring-list"), "モニタリング"
    return answer_case_form(
        request, seen, form, save, back=back, up_label=up_label, **words
    )


def _once(
    request: ActorRequest, name: str, data: dict[str, Any], ref: UUID, make: Save
) -> object:
    """A form that creates: sent twice, written once."""
    return once(
        data["key"], by=request.actor, action=name, body={**data, "of": ref},
        make=lambda: str(make(data)),
    )  # fmt: skip


@action("entitlement.record", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def entitlement_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="entitlement.record")
    form = EntitlementForm(request.POST or None)

    def make(data: dict[str, Any]) -> object:
        row = entitlements.record_entitlement(
            case=seen.case, new=entitlements.NewEntitlement(**new_values(data)),
            by=request.actor, now=request.now,
        )  # fmt: skip
        return row.public_id

    def save(data: dict[str, Any]) -> object:
        return _once(request, "entitlement.record", data, seen.case.public_id, make)

    return _answer(
        request, seen, form, save, title="支給決定を書く", submit="この支給決定を書く",
        success="書きました。モニタリングの月を置きました。",
        lead="受給者証を見ながら書けます。市町村の入力を待つ必要はありません。",
    )  # fmt: skip


@action("entitlement.reset", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def interval_reset(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="entitlement.reset")
    row = queries.entitlement_of(actor=request.actor, seen=seen, public_id=row_id)
    form = ResetForm(request.POST or None)

    def make(data: dict[str, Any]) -> object:
        term = entitlements.reset_interval(
            entitlement=row, every=int(data["every"]),
            monthly_first=data["monthly_first"] or 0, from_month=data["from_month"],
            reason=TermReason(data["reason"]), reason_words=data["reason_words"],
            decided_on=data["decided_on"], source=Source(data["source"]),
            by=request.actor, now=request.now,
        )  # fmt: skip
        return term.public_id

    def save(data: dict[str, Any]) -> object:
        return _once(request, "entitlement.reset", data, row.public_id, make)

    return _answer(
        request, seen, form, save, title="モニタリング期間を決め直す",
        submit="この期間にする", success="決め直しました。前の決定も残っています。",
        lead="その月から先の予定が置き換わります。行った月は変わりません。",
    )  # fmt: skip


@action("entitlement.withdraw", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def entitlement_withdraw(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="entitlement.withdraw")
    row = queries.entitlement_of(actor=request.actor, seen=seen, public_id=row_id)
    form = WithdrawForm(request.POST or None)

    def save(data: dict[str, Any]) -> object:
        return entitlements.withdraw_entitlement(
            entitlement=row, reason=data["reason"], by=request.actor, now=request.now
        )

    return _answer(
        request, seen, form, save, title="支給決定を取り消す",
        submit="この支給決定を取り消す", success="取り消しました。",
        lead="書きまちがいのときに使います。行は理由とともに残り、まだ行っていない予定は外れます。",
    )  # fmt: skip


@action("monitoring.plan", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def visit_plan(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="monitoring.plan")
    row = queries.month_of(actor=request.actor, seen=seen, public_id=row_id)
    form = PlanForm(
        request.POST or None,
        initial={"planned_on": row.planned_on, "version": row.version},
    )

    def save(data: dict[str, Any]) -> object:
        return actions.plan_visit(row=row, by=request.actor, now=request.now, **data)

    return _answer(
        request, seen, form, save, title="訪ねる日を決める", submit="この日にする",
        success="訪ねる日を決めました。",
    )  # fmt: skip


@action("monitoring.done", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def month_done(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="monitoring.done")
    row = queries.month_of(actor=request.actor, seen=seen, public_id=row_id)
    form = DoneForm(
        request.POST or None,
        initial={"done_on": row.planned_on or request.today, "version": row.version},
    )

    def save(data: dict[str, Any]) -> object:
        return actions.mark_done(
            row=row, by=request.actor, now=request.now, today=request.today, **data
        )

    return _answer(
        request, seen, form, save, title="モニタリングを行った", submit="行ったと記す",
        success="行ったと記しました。",
    )  # fmt: skip


@action("monitoring.not_done", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def month_not_done(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="monitoring.not_done")
    row = queries.month_of(actor=request.actor, seen=seen, public_id=row_id)
    form = NotDoneForm(request.POST or None, initial={"version": row.version})

    def save(data: dict[str, Any]) -> object:
        return actions.mark_not_done(
            row=row, by=request.actor, now=request.now, today=request.today, **data
        )

    return _answer(
        request, seen, form, save, title="モニタリングを行わなかった",
        submit="行わなかったと記す", success="わけとともに記しました。",
        lead="終期月のモニタリングは必ず行います。行えないときは、市町村に伝えてください。"
        if row.is_last
        else "",
    )  # fmt: skip


@action("monitoring.take_back", permission=Permission.CASE_WORK)
@require_POST
def month_take_back(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    """記したことを取り消して、予定に戻す。"""
    seen = seen_case(request, public_id)
    row = queries.month_of(actor=request.actor, seen=seen, public_id=row_id)
    try:
        actions.take_back(
            row=row, version=posted_version(request), by=request.actor,
            now=request.now,
        )  # fmt: skip
        messages.success(request, "予定に戻しました。")
    except UserError as error:
        messages.error(request, str(error.message))
    return redirect("case-monitoring", seen.case.public_id)
