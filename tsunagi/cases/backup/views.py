"""助言・同行・後方支援の画面: この方のもの、うちがした・受けたもの、書く、直す、終える。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import posted_version
from tsunagi.access.permissions import Permission
from tsunagi.cases.backup import actions, queries
from tsunagi.cases.backup.forms import BackupForm, EditBackupForm, WithdrawBackupForm
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.backup.reading import backup_lines
from tsunagi.cases.backup.rules import may_give
from tsunagi.cases.pages import (
    Save,
    answer_case_form,
    band_of,
    may,
    seen_case,
    tabs_of,
)
from tsunagi.cases.plan.views import looked
from tsunagi.cases.seen import SeenCase
from tsunagi.common.dates import fiscal_year, fiscal_year_bounds, fiscal_year_label
from tsunagi.common.errors import UserError
from tsunagi.ui import parts
from tsunagi.ui.forms import Form

UP = "助言・同行・後方支援"
LEAD = (
    "主担当も担当者も変わりません。書いた人とその事業所が、手伝った側として残ります。"
)
YEARS_SHOWN = 5


def backup_context(request: ActorRequest, seen: SeenCase) -> dict[str, Any]:
    """What a page needs that shows the list of one case. Two queries."""
    rows = queries.backups_of(actor=request.actor, seen=seen)
    before = queries.earlier_versions(actor=request.actor, seen=seen)
    works = may(
        request.actor, seen, Permission.CASE_WORK, through=actions.GIVERS
    )  # fmt: skip
    return {
        "backups": backup_lines(
            rows, actor=request.actor, today=request.today, before=before
        ),
        "may_end": works,
        "may_back": works and seen.case.is_open and _is_helper(request, seen),
    }


def _is_helper(request: ActorRequest, seen: SeenCase) -> bool:
    actor, case = request.actor, seen.case
    return actor.office_id is not None and may_give(
        giver=actor.staff_id, giver_office=actor.office_id,
        responsible=case.responsible_staff_id,
        responsible_office=case.responsible_office_id,
    )  # fmt: skip


@action("backup.list", permission=Permission.CASE_VIEW)
@require_GET
def case_backups(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """この方の支援を、だれがいつ手伝い、何を伝えたか。"""
    seen = looked(request, public_id, "backup.list")
    return render(
        request,
        "cases/backup/list.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "tabs": tabs_of(seen, "case-backups"),
            **backup_context(request, seen),
        },
    )


@action("backup.office", permission=Permission.CASE_VIEW)
@require_GET
def office_backups(request: ActorRequest) -> HttpResponse:
    """うちがした・うちが受けた助言・同行。年度ごとに、種類と時間を数える。"""
    if request.GET.get("view") == "difficult":
        return _difficult(request)
    received = request.GET.get("view") == "received"
    this_year = fiscal_year(request.today)
    years = range(this_year, this_year - YEARS_SHOWN, -1)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(one) for one in years} else this_year
    first, before = fiscal_year_bounds(year)
    chosen: dict[str, Any] = {
        "actor": request.actor, "now": request.now, "received": received,
        "first": first, "last": before - timedelta(days=1),
    }  # fmt: skip
    rows = queries.office_backups(**chosen)
    counts = queries.counts_by_kind(**chosen)
    audit.looked_at(
        "backup.office", by=request.actor, rows=len(rows),
        subjects={row.case.person.public_id for row in rows},
    )  # fmt: skip
    return render(
        request,
        "cases/backup/office.html",
        {
            "received": received,
            "tabs": _tabs("received" if received else "", year),
            "years": [(one, fiscal_year_label(one), one == year) for one in years],
            "year_label": fiscal_year_label(year),
            "lines": backup_lines(rows, actor=request.actor, today=request.today),
            "most": queries.MOST_LISTED,
            "stats": [
                parts.Stat(one.kind.label, one.count, "回", note=f"{one.minutes}分")
                for one in counts
            ],
        },
    )


def _tabs(view: str, year: int) -> list[parts.Tab]:
    names = (("うちがした", ""), ("うちが受けた", "received"))
    found = [
        parts.Tab(label, f"?view={key}&year={year}", current=key == view)
        for label, key in names
    ]
    here = parts.Tab("むずかしい相談", "?view=difficult", current=view == "difficult")
    return [*found, here]


def _difficult(request: ActorRequest) -> HttpResponse:
    """うちが受け持つむずかしい相談の割合と、一人ずつに受けた後方支援。"""
    found = queries.difficult_cases(actor=request.actor, now=request.now)
    audit.looked_at(
        "backup.office", by=request.actor, rows=len(found),
        subjects={one.case.person.public_id for one in found},
    )  # fmt: skip
    context = {
        "tabs": _tabs("difficult", fiscal_year(request.today)),
        "share": queries.difficult_share(actor=request.actor, now=request.now),
        "helped": sum(bool(one.backups) for one in found),
        "found": [
            (one, backup_lines(one.backups, actor=request.actor, today=request.today))
            for one in found
        ],
        "most": queries.MOST_LISTED,
        "on": request.today,
    }
    return render(request, "cases/backup/difficult.html", context)


@action("backup.give", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def backup_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """手伝ったことを書く。今日、自分、がはじめから入っている。"""
    seen = seen_case(request, public_id, action="backup.give")
    form = BackupForm(request.POST or None, initial={"occurred_on": request.today})

    def save(data: dict[str, Any]) -> object:
        def make() -> str:
            row = actions.give_backup(
                case=seen.case, new=form.new(), by=request.actor, now=request.now,
                today=request.today,
            )  # fmt: skip
            return str(row.public_id)

        return once(
            data["key"], by=request.actor, action="backup.give", make=make,
            body={**data, "case": seen.case.public_id},
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="助言・同行を記録する", submit="記録する",
        success="記録しました。担当の事業所にも見えます。", lead=LEAD,
    )  # fmt: skip


@action("backup.correct", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def backup_edit(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="backup.correct")
    backup = _backup(request, seen, record_id)
    names = (*actions.VALUES, "version")
    form = EditBackupForm(
        request.POST or None, initial={name: getattr(backup, name) for name in names}
    )

    def save(data: dict[str, Any]) -> object:
        return actions.correct_backup(
            backup=backup, new=form.new(), reason=data["reason"],
            version=data["version"], by=request.actor, now=request.now,
            today=request.today,
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="助言・同行の記録を直す",
        submit="直した内容を保存する", success="直しました。前の内容も残っています。",
    )  # fmt: skip


@action("backup.end", permission=Permission.CASE_WORK)
@require_POST
def backup_end(request: ActorRequest, public_id: UUID, record_id: UUID) -> HttpResponse:
    """一度押すだけで終える。"""
    seen = seen_case(request, public_id)
    backup = _backup(request, seen, record_id)
    try:
        actions.end_backup(
            backup=backup, version=posted_version(request), by=request.actor,
            now=request.now,
        )  # fmt: skip
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, "終えました。「きょう」には、もう出ません。")
    return redirect("case-backups", public_id)


@action("backup.withdraw", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def backup_withdraw(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="backup.withdraw")
    backup = _backup(request, seen, record_id)
    form = WithdrawBackupForm(request.POST or None, initial={"version": backup.version})

    def save(data: dict[str, Any]) -> object:
        return actions.withdraw_backup(
            backup=backup, by=request.actor, now=request.now, **data
        )

    return _answer(
        request, seen, form, save, title="助言・同行の記録を取り消す",
        submit="わけとともに取り消す", success="取り消しました。文とわけは残ります。",
        lead="まちがって書いたときだけ使います。回数と時間の数からも外れます。",
    )  # fmt: skip


def _backup(request: ActorRequest, seen: SeenCase, record_id: UUID) -> BackupSupport:
    return queries.backup_of(actor=request.actor, seen=seen, record_id=record_id)


def _answer(
    request: ActorRequest, seen: SeenCase, form: Form, save: Save, **words: Any
) -> HttpResponse:
    back = reverse("case-backups", args=[seen.case.public_id])
    return answer_case_form(request, seen, form, save, back=back, up_label=UP, **words)
