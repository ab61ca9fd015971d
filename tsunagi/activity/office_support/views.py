"""事業所への支援の画面: した記録と受けた記録、書く、直す、終える、取り消す。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form, posted_version
from tsunagi.access.permissions import Permission
from tsunagi.activity.office_support import actions, queries
from tsunagi.activity.office_support.forms import (
    EditSupportForm,
    SupportForm,
    WithdrawSupportForm,
)
from tsunagi.activity.office_support.messages import NOT_SUPPORTING
from tsunagi.activity.office_support.models import OfficeSupport
from tsunagi.activity.office_support.rules import State, Topic
from tsunagi.activity.office_support.speciality import specialities
from tsunagi.common.dates import fiscal_year, fiscal_year_bounds, fiscal_year_label
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.ui import parts

FORM = "activity/knowledge/form.html"
VISIT_FORM = "activity/office_support/visit_form.html"
YEARS_SHOWN = 5
LEAD = (
    "ほかの事業所を訪ねた、助言したときの短い記録です。"
    "見えるのは、書いた事業所と、その事業所だけです。"
)


class Speciality(Frozen):
    """The filter 「得意な障害」: what is offered and what was asked for; "" is all."""

    value: str
    choices: list[str]

    @property
    def address(self) -> str:
        """To go behind the other questions of an address."""
        return f"&{urlencode({'speciality': self.value})}" if self.value else ""


def asked_speciality(request: ActorRequest) -> Speciality:
    choices = specialities(actor=request.actor)
    value = request.GET.get("speciality", "")
    return Speciality(value if value in choices else "", choices)


@action("office_support.list", permission=Permission.OFFICE_CONFIRM)
@require_GET
def support_list(request: ActorRequest) -> HttpResponse:
    """うちがした・うちが受けた、訪問と助言。事業所ごとに、題ごとの回数を数える。"""
    gives = queries.supports_others(actor=request.actor, today=request.today)
    received = request.GET.get("view", "" if gives else "received") == "received"
    this_year = fiscal_year(request.today)
    years = range(this_year, this_year - YEARS_SHOWN, -1)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(one) for one in years} else this_year
    first, before = fiscal_year_bounds(year)
    asked_for = asked_speciality(request)
    chosen: dict[str, Any] = {
        "actor": request.actor, "now": request.now, "received": received,
        "first": first, "last": before - timedelta(days=1),
        "speciality": asked_for.value,
    }  # fmt: skip
    rows = queries.supports(**chosen)
    audit.looked_at(
        "office_support.list", by=request.actor, subjects=[], rows=len(rows)
    )
    return render(
        request,
        "activity/office_support/list.html",
        {
            "received": received,
            "gives": gives,
            "speciality": asked_for,
            "tabs": [
                parts.Tab(
                    "うちがした",
                    f"?view=given&year={year}{asked_for.address}",
                    current=not received,
                ),
                parts.Tab(
                    "うちが受けた",
                    f"?view=received&year={year}{asked_for.address}",
                    current=received,
                ),
            ],
            "years": [(one, fiscal_year_label(one), one == year) for one in years],
            "year_label": fiscal_year_label(year),
            "topics": [one.label for one in Topic],
            "counts": queries.counts_per_office(**chosen),
            "rows": rows,
            "most": queries.MOST_LISTED,
        },
    )


@action("office_support.view", permission=Permission.OFFICE_CONFIRM)
@require_GET
def support_page(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """一回の訪問・助言。した側と受けた側に、同じものが見える。"""
    support = _support(request, record_id)
    audit.looked_at(
        "office_support.view", by=request.actor, subjects=[],
        office=support.target_id,
    )  # fmt: skip
    is_going = support.state == State.GOING and not support.is_withdrawn
    return render(
        request,
        "activity/office_support/page.html",
        {
            "row": support,
            "sheet": queries.sheet_of(
                actor=request.actor, now=request.now, target=support.target
            ),
            "is_going": is_going,
            "is_due": is_going
            and support.follow_on is not None
            and support.follow_on <= request.today,
            "earlier": queries.earlier_versions(
                actor=request.actor, now=request.now, support=support
            ),
            "may_end": is_going and actions.may_end(support, by=request.actor),
            "may_correct": actions.may_correct(support, by=request.actor),
            "may_publish": request.actor.has(Permission.KNOWLEDGE_WRITE)
            and support.office_id == request.actor.office_id
            and not support.is_withdrawn
            and bool(support.result.strip()),
        },
    )


@action("office_support.give", permission=Permission.OFFICE_SUPPORT)
@require_http_methods(["GET", "POST"])
def support_new(request: ActorRequest) -> HttpResponse:
    """訪ねた、助言したことを書く。今日、自分、がはじめから入っている。"""
    gives = queries.supports_others(actor=request.actor, today=request.today)
    asked = request.GET.get("office", "")[:36]
    form = SupportForm(
        request.POST or None,
        offices=queries.offices_to_support(actor=request.actor, today=request.today),
        initial={"occurred_on": request.today, "target": asked},
    )
    target = form.offices.get(asked)

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.give_support(
                target=form.chosen, new=form.new(), by=request.actor,
                now=request.now, today=request.today,
            )  # fmt: skip
            return str(row.record_id)

        record_id, _ = once(
            data["key"], by=request.actor, action="office_support.give", body=data,
            make=make,
        )  # fmt: skip
        return redirect("support-page", record_id)

    return answer_form(
        request, form, template=VISIT_FORM, save=save,
        success="記録しました。その事業所にも見えます。",
        context={
            "sheet": target
            and queries.sheet_of(actor=request.actor, now=request.now, target=target),
            "title": "訪問・助言を記録する",
            "lead": LEAD if gives else f"{NOT_SUPPORTING.why}{NOT_SUPPORTING.how}",
            "submit_label": "記録する",
            "up_label": "事業所への支援",
            "cancel_url": reverse("support-list"),
        },
    )  # fmt: skip


@action("office_support.correct", permission=Permission.OFFICE_SUPPORT)
@require_http_methods(["GET", "POST"])
def support_edit(request: ActorRequest, record_id: UUID) -> HttpResponse:
    support = _support(request, record_id)
    names = (*actions.VALUES, "version")
    form = EditSupportForm(
        request.POST or None, initial={name: getattr(support, name) for name in names}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.correct_support(
            support=support, new=form.new(), reason=data["reason"],
            version=data["version"], by=request.actor, now=request.now,
            today=request.today,
        )  # fmt: skip
        return redirect("support-page", record_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="直しました。前の内容も残っています。",
        context=_context(support, "訪問・助言の記録を直す", "直した内容を保存する"),
    )  # fmt: skip


@action("office_support.withdraw", permission=Permission.OFFICE_SUPPORT)
@require_http_methods(["GET", "POST"])
def support_withdraw(request: ActorRequest, record_id: UUID) -> HttpResponse:
    support = _support(request, record_id)
    form = WithdrawSupportForm(
        request.POST or None, initial={"version": support.version}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.withdraw_support(
            support=support, by=request.actor, now=request.now, **data
        )
        return redirect("support-page", record_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="取り消しました。文とわけは残ります。",
        context=_context(
            support, "訪問・助言の記録を取り消す", "わけとともに取り消す"
        ),
    )  # fmt: skip


@action("office_support.end", permission=Permission.OFFICE_CONFIRM)
@require_POST
def support_end(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """一度押すだけで終える。"""
    support = _support(request, record_id)
    try:
        actions.end_support(
            support=support, version=posted_version(request), by=request.actor,
            now=request.now,
        )  # fmt: skip
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, "終えました。「きょう」には、もう出ません。")
    return redirect("support-page", record_id)


def _support(request: ActorRequest, record_id: UUID) -> OfficeSupport:
    return queries.support_of(actor=request.actor, now=request.now, record_id=record_id)


def _context(support: OfficeSupport, title: str, submit: str) -> dict[str, Any]:
    return {
        "title": title,
        "lead": f"{support.target.name}　{support.subject}",
        "submit_label": submit,
        "up_label": "この記録",
        "cancel_url": reverse("support-page", args=[support.record_id]),
    }
