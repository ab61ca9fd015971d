"""週間計画表の画面: 絵と表、予定を足す・直す・動かす・消す。"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form, posted_version
from tsunagi.access.permissions import Permission
from tsunagi.cases.pages import band_of, form_context, may, seen_case
from tsunagi.cases.plan import queries, sheet_actions
from tsunagi.cases.plan.models import PlanSheet
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.plan.sheet_views import WEEK_TEXTS, sheet_url
from tsunagi.cases.plan.views import stage_from
from tsunagi.cases.plan.week_forms import EntryForm, entry_initial
from tsunagi.cases.plan.week_pages import week_context
from tsunagi.cases.plan.week_rules import DAY, Entry, Weekday, entries_of
from tsunagi.cases.seen import SeenCase
from tsunagi.common.errors import UserError

WEEK = "plan_week.write"
QUARTER = 15


def _sheet(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str, name: str | None
) -> tuple[SeenCase, PlanSheet]:
    seen = seen_case(request, public_id, action=name)
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    return seen, queries.sheet_of(
        actor=request.actor, seen=seen, plan=plan, stage=stage_from(stage)
    )


def _week_url(sheet: PlanSheet) -> str:
    plan = sheet.plan
    return reverse("plan-week", args=[plan.case.public_id, plan.public_id, sheet.stage])


@action(WEEK, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_week(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str
) -> HttpResponse:
    """予定を足す。絵の上で引くと、曜日と時刻が入る。"""
    seen, sheet = _sheet(request, public_id, plan_id, stage, WEEK)
    form = EntryForm(request.POST or None, initial={"version": sheet.version})

    def keep(form: EntryForm) -> tuple[Entry, ...]:
        return (*entries_of(sheet.week), *form.entries())

    return _answer(
        request, seen, sheet, form, keep, title="週間計画表", submit="この予定を足す",
        back=_week_url(sheet), success="足しました。", entry_key="",
    )  # fmt: skip


@action(WEEK, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_week_entry(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str, key: str
) -> HttpResponse:
    """予定を直す。曜日を増やすと、その曜日にも入る。"""
    seen, sheet = _sheet(request, public_id, plan_id, stage, WEEK)
    entry = _entry(sheet, key)
    form = EntryForm(
        request.POST or None,
        initial={**entry_initial(entry), "version": sheet.version},
    )

    def keep(form: EntryForm) -> tuple[Entry, ...]:
        others = (one for one in entries_of(sheet.week) if one.key != key)
        return (*others, *form.entries())

    return _answer(
        request, seen, sheet, form, keep, title="予定を直す", submit="この予定にする",
        back=_week_url(sheet), success="直しました。", entry_key=key,
    )  # fmt: skip


def _entry(sheet: PlanSheet, key: str) -> Entry:
    found = next((one for one in entries_of(sheet.week) if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _answer(
    request: ActorRequest,
    seen: SeenCase,
    sheet: PlanSheet,
    form: EntryForm,
    keep: Any,
    *,
    title: str,
    submit: str,
    back: str,
    success: str,
    entry_key: str,
) -> HttpResponse:
    def save(data: dict[str, Any]) -> HttpResponse:
        sheet_actions.write_week(
            sheet=sheet, entries=keep(form), version=data["version"],
            reason=data["correction_reason"], by=request.actor, now=request.now,
        )  # fmt: skip
        return redirect(back)

    context = form_context(seen, title, submit, band=band_of(seen, today=request.today))
    label = SheetStage(sheet.stage).label
    return answer_form(
        request, form, template="cases/plan/week_form.html", save=save,
        success=success,
        context={
            **context, "cancel_url": back if entry_key else sheet_url(sheet),
            "up_label": label, "sheet": sheet, "case": seen.case,
            "plan": sheet.plan, "stage": sheet.stage, "stage_label": label,
            "entry_key": entry_key, "is_edit": bool(entry_key),
            "may_work": may(request.actor, seen, Permission.CASE_WORK),
            "week_texts": [
                (words, getattr(sheet, name))
                for name, words in WEEK_TEXTS
                if getattr(sheet, name)
            ],
            **week_context(sheet.week),
        },
    )  # fmt: skip


@action("plan_week.move", permission=Permission.CASE_WORK)
@require_POST
def plan_week_move(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str, key: str
) -> HttpResponse:
    """絵の上で動かした先: 曜日と、始まりの分。長さは変わらない。"""
    _, sheet = _sheet(request, public_id, plan_id, stage, None)
    entry = _entry(sheet, key)
    moved = _moved(entry, request.POST.get("day", ""), request.POST.get("start", ""))
    if moved is None:
        raise Http404
    entries = [moved if one.key == key else one for one in entries_of(sheet.week)]
    return _write(request, sheet, entries, "動かしました。")


def _moved(entry: Entry, day: str, start: str) -> Entry | None:
    if day not in set(Weekday) or not (start.isascii() and start.isdigit()):
        return None
    minute = int(start[:5]) // QUARTER * QUARTER
    if minute >= DAY:
        return None
    end = (minute + entry.minutes) % DAY
    return replace(entry, day=Weekday(day), start=minute, end=end)


@action("plan_week.remove", permission=Permission.CASE_WORK)
@require_POST
def plan_week_remove(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str, key: str
) -> HttpResponse:
    """予定を消す。前の版には残る。"""
    _, sheet = _sheet(request, public_id, plan_id, stage, None)
    _entry(sheet, key)
    entries = [one for one in entries_of(sheet.week) if one.key != key]
    return _write(request, sheet, entries, "消しました。前の版には残っています。")


def _write(
    request: ActorRequest, sheet: PlanSheet, entries: list[Entry], success: str
) -> HttpResponse:
    try:
        sheet_actions.write_week(
            sheet=sheet, entries=entries, version=posted_version(request),
            reason=request.POST.get("correction_reason", "")[:300],
            by=request.actor, now=request.now,
        )  # fmt: skip
        messages.success(request, success)
    except UserError as error:
        messages.error(request, str(error.message))
    return redirect(_week_url(sheet))
