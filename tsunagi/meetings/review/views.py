"""会議に出すものの画面: 一覧、出す、整える、事前に相談する、悩んでみる、その後。"""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.search.pages import read_id
from tsunagi.meetings.meeting.rules import TalkMode
from tsunagi.meetings.pledge.reading import has_pledged
from tsunagi.meetings.review import actions, queries
from tsunagi.meetings.review.case_queries import worked_cases
from tsunagi.meetings.review.collect import collect
from tsunagi.meetings.review.forms import (
    ConsultForm,
    WorryForm,
)
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.review.reading import QueueLine, queue_line
from tsunagi.meetings.review.rules import Urgency
from tsunagi.meetings.review.slot_queries import names_of_items
from tsunagi.meetings.series.models import Series
from tsunagi.ui import parts
from tsunagi.ui.forms import Form

FORM = "meetings/form.html"


@action("review.queue", permission=Permission.MEETING_VIEW)
@require_GET
def queue(request: ActorRequest) -> HttpResponse:
    """会議に出るもの。うちのものと、会議を開くなら、みんなのもの。"""
    all_series = queries.review_series(
        actor=request.actor, now=request.now, today=request.today
    )
    if not all_series:
        return render(request, "meetings/review/none.html", {})
    if not has_pledged(actor=request.actor):
        return redirect(f"{reverse('pledge')}?next={request.path}")
    series = _chosen(all_series, request.GET.get("series", ""))
    past = request.GET.get("view") == "past"
    after = read_id(request.GET.get("after", ""))
    read = queries.ended if past else queries.waiting
    items, more = read(actor=request.actor, series=series, now=request.now, after=after)
    lines = _lines(request, items)
    counts = queries.section_counts(
        actor=request.actor, series=series, now=request.now, past=past
    )
    kept = f"series={series.public_id}"
    here = f"?{kept}&view=past" if past else f"?{kept}"
    return render(
        request,
        "meetings/review/queue.html",
        {
            "series": series,
            "all_series": [
                (one, f"?series={one.public_id}", one == series) for one in all_series
            ],
            "tabs": [
                parts.Tab("いま", f"?{kept}", current=not past),
                parts.Tab("終えたもの", f"?{kept}&view=past", current=past),
            ],
            "past": past,
            "groups": _groups(lines, counts),
            "total": counts.total(),
            "paging": parts.Paging(
                previous_url=here if after else "",
                next_url=f"{here}&after={more}" if more else "",
                shown=len(lines),
            ),
            "reports": []
            if past or after
            else queries.reports_to_bring(
                actor=request.actor, now=request.now, today=request.today
            ),
            "convenes": any(line.may_convene for line in lines)
            or series.office_id == request.actor.office_id,
        },
    )


def _lines(request: ActorRequest, items: list[ReviewItem]) -> list[QueueLine]:
    names = names_of_items(actor=request.actor, now=request.now, items=items)
    audit.looked_at(
        "review.queue", by=request.actor, rows=len(items),
        subjects={one.person_id for one in names.values()},
    )  # fmt: skip
    return [
        queue_line(
            one, names=names, today=request.today,
            presents=actions.is_presenter(one, by=request.actor),
            convenes=actions.is_convener(one, by=request.actor, now=request.now),
        )
        for one in items
    ]  # fmt: skip


def _groups(
    lines: list[QueueLine], counts: Counter[int]
) -> list[tuple[str, int | None, list[QueueLine]]]:
    """By section: its title, how many it has on all pages, its lines of this one. Where
    counting stopped at a thousand, a section does not know its number."""
    is_whole = counts.total() < parts.MOST_COUNTED
    found: dict[int, list[QueueLine]] = {}
    for line in lines:
        found.setdefault(line.item.section, []).append(line)
    return [
        (shown[0].section, counts[section] if is_whole else None, shown)
        for section, shown in found.items()
    ]


def _chosen(all_series: list[Series], wanted: str) -> Series:
    for one in all_series:
        if str(one.public_id) == wanted:
            return one
    return all_series[0]


@action("review.collect", permission=Permission.MEETING_RUN)
@require_POST
def collect_now(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """記録から集め直す。ふだんは自動で集まる。"""
    series = _series(request, public_id)
    collected(request, series)
    return to_queue(series)


def collected(request: ActorRequest, series: Series) -> None:
    made = collect(
        series=series, by=request.actor, now=request.now, today=request.today
    )
    word = f"{made}件を加えました。" if made else "新しく加わるものはありませんでした。"
    messages.success(request, word)


@action("review.bring", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def bring(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """気になることを、三十秒で。"""
    series = _series(request, public_id)
    cases = worked_cases(actor=request.actor, now=request.now)
    if request.method == "GET":
        audit.looked_at(
            "review.bring", by=request.actor,
            subjects={one.person.public_id for one in cases},
        )  # fmt: skip
    form = WorryForm(request.POST or None, cases=cases)

    def save(data: dict[str, Any]) -> HttpResponse:
        new = actions.NewWorry(
            section=int(data["section"]), headline=data["headline"],
            urgency=Urgency(data["urgency"]), talk_mode=TalkMode(data["talk_mode"]),
            purpose=data["purpose"], case=form.cases.get(data["case"]),
            topic=data["topic"],
            think_until=data["think_until"],
        )  # fmt: skip

        def make() -> str:
            item = actions.bring(
                series=series, new=new, by=request.actor, now=request.now,
                today=request.today,
            )  # fmt: skip
            return str(item.public_id)

        once(data["key"], by=request.actor, action="review.bring", body=data, make=make)
        return to_queue(series)

    return _form(
        request, form, save, series, title="会議に出す", submit="出す",
        success="出しました。",
    )  # fmt: skip


@action("review.consult", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def consult(request: ActorRequest, public_id: UUID, record_id: UUID) -> HttpResponse:
    """モニタリングの結果を会議に出すか、基幹に一言で相談する。"""
    series = _series(request, public_id)
    report = queries.report_by_record(
        actor=request.actor, now=request.now, record_id=record_id
    )
    if request.method == "GET":
        audit.looked_at(
            "review.consult", by=request.actor,
            subjects=[report.case.person.public_id],
        )  # fmt: skip
    form = ConsultForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.consult(
            series=series, report=report, note=data["note"], by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip
        return to_queue(series)

    return _form(
        request, form, save, series, title="会議に出すか、基幹に相談する",
        submit="相談する", success="基幹に送りました。",
        lead=f"{report.case.person.name}さんのモニタリングの報告。基幹に名前は伝わりません。",
    )  # fmt: skip


def _series(request: ActorRequest, public_id: UUID) -> Series:
    if not has_pledged(actor=request.actor):
        raise NotVisible
    return queries.series_of(
        actor=request.actor, public_id=public_id, now=request.now, today=request.today
    )


def to_queue(series: Series) -> HttpResponse:
    return redirect(f"{reverse('review-queue')}?series={series.public_id}")


def _form(
    request: ActorRequest, form: Form, save: Any, series: Series, *, title: str,
    submit: str, success: str, lead: str = "",
) -> HttpResponse:  # fmt: skip
    return answer_form(
        request, form, template=FORM, save=save, success=success,
        context={
            "title": title, "lead": lead, "submit_label": submit,
            "up_label": "会議に出すもの",
            "cancel_url": f"{reverse('review-queue')}?series={series.public_id}",
        },
    )  # fmt: skip
