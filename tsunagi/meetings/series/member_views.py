"""構成員と数え方の画面: 加える、終える、協議会への参加に数えるかを決める。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.meetings.series import member_actions, queries
from tsunagi.meetings.series.fee_versions import version_on
from tsunagi.meetings.series.forms import CountForm, EndForm, MemberForm
from tsunagi.meetings.series.models import SeriesMember
from tsunagi.meetings.series.views import FORM, form_context, own_series


@action("series.member_add", permission=Permission.SERIES_EDIT)
@require_http_methods(["GET", "POST"])
def member_add(request: ActorRequest, public_id: UUID) -> HttpResponse:
    series = own_series(request, public_id)
    form = MemberForm(
        request.POST or None,
        offices=queries.offices_to_name(actor=request.actor, today=request.today),
        people=queries.people_to_name(
            actor=request.actor, now=request.now, today=request.today
        ),
        initial={"valid_from": max(request.today, series.valid_from)},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = member_actions.add_member(
                series=series, new=form.new(), by=request.actor, now=request.now
            )
            return str(row.public_id)

        once(
            data["key"], by=request.actor, action="series.member_add", body=data,
            make=make,
        )  # fmt: skip
        return redirect("series-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="加えました。これからの会議にも呼びました。",
        context=form_context(series, "構成員を加える", "構成員に加える"),
    )  # fmt: skip


@action("series.member_end", permission=Permission.SERIES_EDIT)
@require_http_methods(["GET", "POST"])
def member_end(request: ActorRequest, public_id: UUID, line_id: UUID) -> HttpResponse:
    series = own_series(request, public_id)
    member: SeriesMember = queries.member_of(
        actor=request.actor, now=request.now, series=series, public_id=line_id
    )
    form = EndForm(request.POST or None, initial={"last_day": request.today})

    def save(data: dict[str, Any]) -> HttpResponse:
        member_actions.end_member(
            series=series, member=member, by=request.actor, now=request.now, **data
        )
        return redirect("series-page", public_id)

    context = form_context(series, "構成員を終える", "この日で終える")
    context["lead"] = f"{series.name}　{member.words}（{member.get_part_display()}）"
    return answer_form(
        request, form, template=FORM, save=save, context=context,
        success="終えました。その日より後の会議には、呼ばれません。",
    )  # fmt: skip


@action("series.count", permission=Permission.COUNCIL_COUNT)
@require_http_methods(["GET", "POST"])
def series_count(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """報酬の「協議会への参加」に数えるかを、市町村が決める。"""
    series = queries.series_of(
        actor=request.actor, now=request.now, public_id=public_id
    )
    form = CountForm(
        request.POST or None,
        initial={
            "rule_version": version_on(request.today).code,
            "valid_from": request.today,
        },
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = member_actions.decide_count(
                series=series, rule_version=data["rule_version"],
                is_counted=data["is_counted"] == "yes", reason=data["reason"],
                valid_from=data["valid_from"], by=request.actor, now=request.now,
            )  # fmt: skip
            return str(row.public_id)

        once(data["key"], by=request.actor, action="series.count", body=data, make=make)
        return redirect("series-page", public_id)

    context = form_context(series, "協議会への参加に数えるか", "このように決める")
    context["lead"] = (
        f"{series.name}　事業所の請求の助けにするもので、請求の可否を決めるものではありません。"
    )
    return answer_form(
        request, form, template=FORM, save=save, success="決めました。", context=context
    )
