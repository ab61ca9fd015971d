"""職員の一覧と、職員のページ。読むだけ。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.access.typed import NAME, opened, sealed
from tsunagi.common.csvfile import write_csv
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.staff import queries
from tsunagi.organisations.staff.forms import StaffSearchForm
from tsunagi.organisations.staff.queries import StaffFilter, StaffRow
from tsunagi.ui import parts

LIST = "staff.list"


@action(LIST, permission=Permission.STAFF_VIEW)
@require_http_methods(["GET", "POST"])
def staff_list(request: ActorRequest) -> HttpResponse:
    form, wanted = _asked(request)
    rows, more = queries.staff_rows(
        actor=request.actor,
        wanted=wanted,
        now=request.now,
        today=request.today,
        after=_offset(request),
    )
    kept = {
        name: getattr(wanted, name)
        for name in ("post_kind", "training")
        if getattr(wanted, name)
    }
    if wanted.text:
        kept[NAME] = sealed(request, wanted.text, search=LIST)
    return render(
        request,
        "organisations/staff/list.html",
        {
            "form": form,
            "rows": rows,
            "paging": parts.Paging(
                previous_url=f"?{urlencode(kept)}" if _offset(request) else "",
                next_url=f"?{urlencode({**kept, 'after': more})}" if more else "",
                shown=len(rows),
            ),
            "may_manage": request.actor.has(Permission.STAFF_MANAGE),
        },
    )


def _asked(request: ActorRequest) -> tuple[StaffSearchForm, StaffFilter]:
    if request.method == "POST":
        data = request.POST.dict()
    else:
        data = {**request.GET.dict(), "q": opened(request, search=LIST)}
    form = StaffSearchForm(data)
    if not form.is_valid():
        return form, StaffFilter()
    return form, StaffFilter(
        text=form.cleaned_data["q"],
        post_kind=form.cleaned_data["post_kind"],
        training=form.cleaned_data["training"],
    )


def _offset(request: ActorRequest) -> int:
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


@action("staff.export", permission=Permission.STAFF_MANAGE)
@require_GET
def staff_export(request: ActorRequest) -> HttpResponse:
    """研修の状態の一覧を CSV で出す。出したことは記録に残る。"""
    found: list[StaffRow] = []
    after: int | None = 0
    while after is not None and len(found) < 2_000:
        rows, after = queries.staff_rows(
            actor=request.actor,
            wanted=StaffFilter(),
            now=request.now,
            today=request.today,
            after=after,
        )
        found.extend(rows)
    audit.looked_at(
        "staff.export",
        by=request.actor,
        subjects=[row.staff.public_id for row in found],
        rows=len(found),
    )
    written = write_csv(
        ("氏名", "かな", "配置", "研修の状態", "次の期限"),
        [_csv_row(row) for row in found],
        encoding="utf-8-sig",
    )
    response = HttpResponse(written.data, content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="staff.csv"'
    return response


def _csv_row(row: StaffRow) -> tuple[Any, ...]:
    standing = row.standing
    return (
        row.staff.name,
        row.staff.name_kana,
        "、".join(f"{post.office.name} {post.title}" for post in row.posts),
        standing.state.label if standing else "",
        format_wareki(standing.due_on) if standing and standing.due_on else "",
    )


@action("staff.view", permission=Permission.ACCOUNT_OWN)
@require_GET
def staff_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """本人はいつでも自分のページを見られる。ほかの人は、見てよい人だけ。"""
    staff = queries.staff_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    audit.looked_at("staff.view", by=request.actor, subjects=[staff.public_id])
    sheet = queries.staff_sheet(
        actor=request.actor, staff=staff, now=request.now, today=request.today
    )
    return render(
        request,
        "organisations/staff/page.html",
        {
            "sheet": sheet,
            "staff": staff,
            "band": _band(sheet),
            "may_appoint": request.actor.has(Permission.CHIEF_APPOINT),
            "may_ask_recovery": sheet.manageable_office is not None
            and request.actor.has(Permission.RECOVERY_REQUEST)
            and not sheet.is_oneself
            and not staff.is_invited,
            "may_transfer": sheet.manageable_office is not None,
            "list_url": reverse("staff-list"),
        },
    )


def _band(sheet: queries.StaffSheet) -> parts.Band:
    flags = []
    if not sheet.staff.is_active:
        flags.append(("退職", "neutral"))
    elif sheet.staff.is_invited:
        flags.append(("招待中", "waiting"))
    if sheet.chiefs:
        flags.append(("主任相談支援専門員", "info"))
    return parts.Band(
        sheet.staff.name,
        sheet.staff.name_kana,
        facts=[f"{post.office.name} {post.title}" for post in sheet.posts_now[:2]],
        flags=flags,
    )
