"""会議に出すものの画面: 一覧、出す、整える、事前に相談する、悩んでみる、その後。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form, posted_version
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.meetings.meeting.rules import TalkMode
from tsunagi.meetings.pledge.reading import has_pledged
from tsunagi.meetings.review import actions, agenda_actions, queries
from tsunagi.meetings.review.case_queries import packet_start, worked_cases
from tsunagi.meetings.review.collect import collect
from tsunagi.meetings.review.forms import (
    AnswerConsultForm,
    ConsultForm,
    FollowUpForm,
    LeaveOutForm,
    PacketForm,
    PrepareForm,
    ReturnForm,
    ThinkForm,
    WorryForm,
)
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.review.reading import QueueLine, packet_of, queue_line
from tsunagi.meetings.review.reception import give_back, start_of_return
from tsunagi.meetings.review.rules import PreResult, State, Topic, Urgency, is_back
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
    read = queries.ended if past else queries.waiting
    items = read(actor=request.actor, series=series, now=request.now)
    lines = _lines(request, items)
    kept = f"series={series.public_id}"
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
            "groups": _groups(lines),
            "lines": lines,
            "reports": []
            if past
            else queries.reports_to_bring(
                actor=request.actor, now=request.now, today=request.today
            ),
            "convenes": any(line.may_convene for line in lines)
            or series.office_id == request.actor.office_id,
            "most": queries.MOST,
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


def _groups(lines: list[QueueLine]) -> list[tuple[str, list[QueueLine]]]:
    found: dict[str, list[QueueLine]] = {}
    for line in lines:
        found.setdefault(line.section, []).append(line)
    return list(found.items())


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
    made = collect(
        series=series, by=request.actor, now=request.now, today=request.today
    )
    word = f"{made}件を加えました。" if made else "新しく加わるものはありませんでした。"
    messages.success(request, word)
    return _to_queue(series)


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
            topic=Topic(data["topic"]) if data["topic"] else None,
            think_until=data["think_until"],
        )  # fmt: skip

        def make() -> str:
            item = actions.bring(
                series=series, new=new, by=request.actor, now=request.now,
                today=request.today,
            )  # fmt: skip
            return str(item.public_id)

        once(data["key"], by=request.actor, action="review.bring", body=data, make=make)
        return _to_queue(series)

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
        return _to_queue(series)

    return _form(
        request, form, save, series, title="会議に出すか、基幹に相談する",
        submit="相談する", success="基幹に送りました。",
        lead=f"{report.case.person.name}さんのモニタリングの報告。基幹に名前は伝わりません。",
    )  # fmt: skip


@action("review.view", permission=Permission.MEETING_VIEW)
@require_GET
def item_page(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """一つの検討事項: 事前、会議、その後。"""
    item = _item(request, item_id)
    names = names_of_items(actor=request.actor, now=request.now, items=[item])
    audit.looked_at(
        "review.view", by=request.actor,
        subjects={one.person_id for one in names.values()},
    )  # fmt: skip
    presents = actions.is_presenter(item, by=request.actor)
    state = State(item.state)
    return render(
        request,
        "meetings/review/item.html",
        {
            "item": item,
            "line": queue_line(
                item, names=names, today=request.today, presents=presents,
                convenes=actions.is_convener(item, by=request.actor, now=request.now),
            ),
            "packet": packet_of(item),
            "steps": queries.steps_of(actor=request.actor, item=item),
            "is_consulting": state is State.CONSULTING,
            "may_think": presents and state in (State.WAITING, State.CONSULTING),
            "is_before": state in (State.WAITING, State.CONSULTING, State.THINKING),
            "is_following": state is State.FOLLOWING,
            "is_back": is_back(state, item.think_until, today=request.today),
            "may_return": presents
            and item.reception_id is not None
            and bool(item.decision),
            "may_copy_interval": presents and bool(item.interval_months),
            "may_reopen": state in (State.FOLLOWING, State.DROPPED),
        },
    )  # fmt: skip


@action("review.prepare", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def prepare(request: ActorRequest, item_id: UUID) -> HttpResponse:
    item = _item(request, item_id)
    names = (*actions.PREPARED, "version")
    form = PrepareForm(
        request.POST or None, initial={name: getattr(item, name) for name in names}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        values = {name: data[name] for name in actions.PREPARED}
        actions.prepare(
            item=item, values=values, version=data["version"], by=request.actor,
            now=request.now,
        )  # fmt: skip
        return redirect("review-item", item_id)

    return _item_form(
        request, form, save, item, title="ひとこと報告を整える", submit="整える",
        success="整えました。",
    )  # fmt: skip


@action("review.answer", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def answer(request: ActorRequest, item_id: UUID) -> HttpResponse:
    item = _item(request, item_id)
    form = AnswerConsultForm(request.POST or None, initial={"version": item.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.answer_consult(
            item=item, by=request.actor, now=request.now, today=request.today,
            result=PreResult(data["result"]), answer=data["answer"],
            version=data["version"],
        )  # fmt: skip
        return redirect("review-item", item_id)

    return _item_form(
        request, form, save, item, title="事前の相談に答える", submit="答える",
        success="答えました。", lead=item.pre_note,
    )  # fmt: skip


@action("review.packet", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def packet(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """四つの欄は、計画や報告からはじめから入っている。名前のないことを確かめて出す。"""
    item = _item(request, item_id)
    if not actions.is_presenter(item, by=request.actor) or item.case is None:
        raise AccessDenied(Permission.MEETING_RUN)
    start = packet_start(actor=request.actor, item=item, now=request.now)
    if request.method == "GET":
        audit.looked_at("review.packet", by=request.actor, subjects=[start.person_id])
    form = PacketForm(
        request.POST or None, initial={**start.fields, "version": item.version}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        version = data.pop("version")
        actions.fill_packet(
            item=item, fields=data, version=version, by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("review-item", item_id)

    return _item_form(
        request, form, save, item, title="資料の四つの欄", submit="資料にする",
        success="資料にしました。会議の3日前から7日後まで、出る人が読めます。",
        lead="記録から入れてあります。名前や番地があれば、年代や地域の言葉に替えてください。",
    )  # fmt: skip


@action("review.think", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def think(request: ActorRequest, item_id: UUID) -> HttpResponse:
    item = _item(request, item_id)
    form = ThinkForm(request.POST or None, initial={"version": item.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.think(
            item=item, by=request.actor, now=request.now, today=request.today, **data
        )
        return redirect("review-item", item_id)

    return _item_form(
        request, form, save, item, title="しばらく悩んでみる", submit="悩んでみる",
        success="その日に、また「きょう」に出ます。",
    )  # fmt: skip


@action("review.leave_out", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def leave_out(request: ActorRequest, item_id: UUID) -> HttpResponse:
    item = _item(request, item_id)
    form = LeaveOutForm(request.POST or None, initial={"version": item.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.leave_out(
            item=item, solved=data["solved"] == "yes", note=data["note"],
            version=data["version"], by=request.actor, now=request.now,
            today=request.today,
        )  # fmt: skip
        return _to_queue(item.series)

    return _item_form(
        request, form, save, item, title="会議に出さずに終える", submit="終える",
        success="終えました。",
    )  # fmt: skip


@action("review.follow_up", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def follow_up(request: ActorRequest, item_id: UUID) -> HttpResponse:
    item = _item(request, item_id)
    form = FollowUpForm(request.POST or None, initial={"version": item.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.follow_up(
            item=item, by=request.actor, now=request.now, today=request.today, **data
        )
        return _to_queue(item.series)

    return _item_form(
        request, form, save, item, title="その後を確かめて終える", submit="終える",
        success="終えました。", lead=item.follow_what,
    )  # fmt: skip


@action("review.reopen", permission=Permission.MEETING_RUN)
@require_POST
def reopen(request: ActorRequest, item_id: UUID) -> HttpResponse:
    item = _item(request, item_id)
    try:
        actions.reopen(
            item=item, version=posted_version(request), by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, "次の会議を待つものに戻しました。")
    return redirect("review-item", item_id)


@action("review.return", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def to_reception(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """会議の受理判断を、受付の結果にする。決めるのは、受け付けた窓口。"""
    item = _item(request, item_id)
    start = start_of_return(actor=request.actor, item=item, now=request.now)
    form = ReturnForm(request.POST or None, initial=start)

    def save(data: dict[str, Any]) -> HttpResponse:
        give_back(
            item=item, by=request.actor, now=request.now, today=request.today, **data
        )
        return redirect("review-item", item_id)

    return _item_form(
        request, form, save, item, title="会議の結論を受付に書く", submit="受付の結果にする",
        success="受付の結果にしました。",
    )  # fmt: skip


@action("review.interval", permission=Permission.CASE_WORK)
@require_POST
def to_plan(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """会議の答えた間隔を、計画の「提案する間隔」に写す。"""
    item = _item(request, item_id)
    if not actions.is_presenter(item, by=request.actor):
        raise AccessDenied(Permission.CASE_WORK)
    try:
        agenda_actions.interval_to_plan(item=item, by=request.actor, now=request.now)
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(
            request, "計画の「提案する間隔」に写しました。決めるのは市町村です。"
        )
    return redirect("review-item", item_id)


def _series(request: ActorRequest, public_id: UUID) -> Series:
    if not has_pledged(actor=request.actor):
        raise NotVisible
    return queries.series_of(
        actor=request.actor, public_id=public_id, now=request.now, today=request.today
    )


def _item(request: ActorRequest, item_id: UUID) -> ReviewItem:
    if not has_pledged(actor=request.actor):
        raise NotVisible
    return queries.item_by_id(actor=request.actor, public_id=item_id, now=request.now)


def _to_queue(series: Series) -> HttpResponse:
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


def _item_form(
    request: ActorRequest, form: Form, save: Any, item: ReviewItem, *, title: str,
    submit: str, success: str, lead: str = "",
) -> HttpResponse:  # fmt: skip
    return answer_form(
        request, form, template=FORM, save=save, success=success,
        context={
            "title": title, "lead": lead or item.headline, "submit_label": submit,
            "up_label": "検討事項",
            "cancel_url": reverse("review-item", args=[item.public_id]),
        },
    )  # fmt: skip
