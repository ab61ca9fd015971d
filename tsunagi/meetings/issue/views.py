"""地域課題の候補の画面: 一覧、書く、見る、直す、取り上げる・見送る、CSV。"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.common.csvfile import write_csv
from tsunagi.common.wareki import format_wareki
from tsunagi.meetings.issue import actions, queries, rise_queries, voice_queries
from tsunagi.meetings.issue.forms import CandidateForm, EditCandidateForm, SettleForm
from tsunagi.meetings.issue.keeping import may_keep
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.issue.reading import training_proposed
from tsunagi.meetings.issue.rises import is_discussed
from tsunagi.meetings.issue.rules import Cause, RiseState, Source, State, Viewpoint
from tsunagi.meetings.issue.sources import Proposal, proposal_of, raised_from
from tsunagi.meetings.issue.topics import topic_of, topics
from tsunagi.meetings.issue.voice_actions import may_unlink
from tsunagi.meetings.meeting.models import AgendaItem
from tsunagi.meetings.meeting.sight import SeenMeeting
from tsunagi.meetings.opening import inside_meeting
from tsunagi.meetings.series.rules import Level
from tsunagi.organisations.area.queries import areas_of_municipality
from tsunagi.organisations.models import Area

FORM = "activity/knowledge/form.html"
LEAD = "会議に関わる人みんなに見えます。一人のことではなく、地域のこととして書きます。"
# What a link from another page narrows the list to; no field of the form.
LINKED = ("series", "office", "year")
COLUMNS = (
    "書いた日", "地域", "気づいた事業所", "困りごと", "話題の札", "だれの側から",
    "もと", "広さ", "出どころ", "いま", "わけ",
)  # fmt: skip


@action("issue.list", permission=Permission.MEETING_VIEW)
@require_GET
def candidate_list(request: ActorRequest) -> HttpResponse:
    """候補の一覧と、くり返し出る話題。"""
    areas = _areas(request)
    wanted = _wanted(request, areas)
    rows = queries.candidate_list(actor=request.actor, now=request.now, wanted=wanted)
    kept = {
        name: request.GET[name]
        for name in ("state", "area", "topic", "q", *LINKED)
        if request.GET.get(name)
    }
    return render(
        request,
        "meetings/issue/list.html",
        {
            "rows": [
                (row, State(row.state).label, topic_of(row.topic)) for row in rows
            ],
            "most": queries.MOST_LISTED,
            "wanted": wanted,
            "areas": areas,
            "states": [(one.value, one.label, one == wanted.state) for one in State],
            "topics": [
                (one.code, one.label, one.code == wanted.topic) for one in topics()
            ],
            "recurrent": [
                training_proposed(one)
                for one in queries.recurrent(
                    actor=request.actor, now=request.now, today=request.today
                )
            ],
            "may_write": request.actor.has(Permission.MEETING_RUN),
            "file_query": urlencode(kept),
            "linked": [(name, kept[name]) for name in LINKED if name in kept],
        },
    )


@action("issue.export", permission=Permission.MEETING_RUN)
@require_GET
def candidate_file(request: ActorRequest) -> HttpResponse:
    """いまの条件の一覧を CSV で。だれのことか分かる文は、はじめから入らない。"""
    wanted = _wanted(request, _areas(request))
    rows = list(queries.candidates(actor=request.actor, now=request.now, wanted=wanted))
    audit.looked_at("issue.export", by=request.actor, subjects=(), rows=len(rows))
    written = write_csv(COLUMNS, [_line(row) for row in rows])
    response = HttpResponse(written.data, content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="issue-candidates.csv"'
    return response


@action("issue.raise", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
@inside_meeting
def candidate_from_item(
    request: ActorRequest, seen: SeenMeeting, item_id: UUID
) -> HttpResponse:
    """議題から一歩で。議題の文は写さない: だれのことかが入っていることがある。"""
    item = queries.item_of_meeting(
        actor=request.actor, now=request.now, meeting=seen.meeting, item_id=item_id
    )
    return _new(request, item)


@action("issue.raise", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def candidate_new(request: ActorRequest) -> HttpResponse:
    """会議の外で気づいたこと。?source=&key= は出どころ: もう候補があれば、それを開く。"""
    proposal = _proposal(request)
    if proposal is None:
        return _new(request, None)
    found = raised_from(
        actor=request.actor, now=request.now, source=proposal.source,
        keys=[proposal.key],
    )  # fmt: skip
    if found and request.method == "GET":
        return redirect("candidate-page", found[proposal.key].public_id)
    audit.looked_at(
        "issue.raise", by=request.actor, subjects=proposal.subjects,
        source=str(proposal.source),
    )  # fmt: skip
    return _new(request, None, proposal)


def _proposal(request: ActorRequest) -> Proposal | None:
    source, key = request.GET.get("source", ""), request.GET.get("key", "")
    if not source:
        return None
    try:
        wanted = UUID(key)
    except ValueError as error:
        raise NotVisible from error
    if source not in set(Source):
        raise NotVisible
    return proposal_of(
        actor=request.actor, now=request.now, source=Source(source), key=wanted
    )


def _new(
    request: ActorRequest, item: AgendaItem | None, proposal: Proposal | None = None
) -> HttpResponse:
    form = CandidateForm(
        request.POST or None, areas=_areas(request), initial=_begins_with(proposal)
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.raise_candidate(
                item=item, new=form.new(), by=request.actor, now=request.now,
                origin=actions.From(proposal.source, proposal.key) if proposal else None,
            )  # fmt: skip
            return str(row.public_id)

        made, _ = once(
            data["key"], by=request.actor, action="issue.raise", body=data, make=make
        )
        return redirect("candidate-page", made)

    back = (
        ("会議", reverse("meeting-page", args=[item.meeting.public_id]))
        if item is not None
        else ("地域課題の候補", reverse("candidate-list"))
    )
    return answer_form(
        request, form, template=FORM, save=save,
        success="地域課題の候補にしました。",
        context={
            "title": "地域課題の候補を書く",
            "lead": f"{LEAD}{proposal.lead if proposal else ''}",
            "submit_label": "候補にする",
            "up_label": back[0],
            "cancel_url": back[1],
        },
    )  # fmt: skip


def _begins_with(proposal: Proposal | None) -> dict[str, Any]:
    if proposal is None:
        return {}
    told = {
        "text": proposal.text,
        "viewpoint": proposal.viewpoint,
        "cause": proposal.cause,
        "topic": proposal.topic,
        "area": str(proposal.area.public_id) if proposal.area else "",
    }
    return {name: value for name, value in told.items() if value}


@action("issue.view", permission=Permission.MEETING_VIEW)
@require_GET
def candidate_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row = _candidate(request, public_id)
    rises = rise_queries.rises_of(actor=request.actor, now=request.now, candidate=row)
    up = next((one for one in rises if one.state == RiseState.RAISED), None)
    voices = voice_queries.voices_beside(
        actor=request.actor, now=request.now, candidate=row
    )
    return render(
        request,
        "meetings/issue/page.html",
        {
            "row": row,
            "state": State(row.state).label,
            "source": Source(row.source).label,
            "topic": topic_of(row.topic),
            "revisions": queries.revisions_of(
                actor=request.actor, now=request.now, candidate=row
            ),
            "rises": rises,
            "voices": voices,
            "linked": [
                (
                    one.voice,
                    may_unlink(one, candidate=row, by=request.actor, now=request.now),
                )
                for one in voices.links
            ],
            "may_link": request.actor.has(Permission.MEETING_RUN),
            "is_up": up is not None,
            "may_withdraw": up is not None and not is_discussed(up),
            "may_keep": may_keep(row, by=request.actor, now=request.now),
            "is_open": row.state == State.CANDIDATE,
        },
    )


@action("issue.edit", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def candidate_edit(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row = _candidate(request, public_id)
    names = ("text", "viewpoint", "cause", "level", "topic", "version")
    form = EditCandidateForm(
        request.POST or None, areas=_areas(request), topic=row.topic,
        initial={
            **{name: getattr(row, name) for name in names},
            "area": str(row.area.public_id),
        },
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.edit_candidate(
            candidate=row, new=form.new(), version=data["version"], by=request.actor,
            now=request.now,
        )  # fmt: skip
        return redirect("candidate-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="直しました。前の文も残っています。",
        context={
            "title": "地域課題の候補を直す",
            "lead": LEAD,
            "submit_label": "直した内容を保存する",
            "up_label": "地域課題の候補",
            "cancel_url": reverse("candidate-page", args=[public_id]),
        },
    )  # fmt: skip


@action("issue.settle", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def candidate_settle(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """取り上げる、見送る、候補に戻す。"""
    row = _candidate(request, public_id)
    form = SettleForm(
        request.POST or None, now_is=row.state, initial={"version": row.version}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.settle_candidate(
            candidate=row, state=State(data["state"]), reason=data["reason"],
            version=data["version"], by=request.actor, now=request.now,
        )  # fmt: skip
        return redirect("candidate-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save, success="残しました。",
        context={
            "title": "この候補をどうするか",
            "lead": row.text,
            "submit_label": "わけとともに残す",
            "up_label": "地域課題の候補",
            "cancel_url": reverse("candidate-page", args=[public_id]),
        },
    )  # fmt: skip


def _candidate(request: ActorRequest, public_id: UUID) -> LocalIssueCandidate:
    return queries.candidate_of(
        actor=request.actor, now=request.now, public_id=public_id
    )


def _areas(request: ActorRequest) -> list[Area]:
    return areas_of_municipality(actor=request.actor, today=request.today)


def _wanted(request: ActorRequest, areas: list[Area]) -> queries.Filter:
    state, area = request.GET.get("state", ""), request.GET.get("area", "")
    year = request.GET.get("year", "")
    series, office = queries.narrowed_to(
        actor=request.actor, now=request.now,
        series_id=read_id(request.GET.get("series", "")),
        office_id=read_id(request.GET.get("office", "")),
    )  # fmt: skip
    return queries.Filter(
        series=series,
        office=office,
        year=int(year)
        if year.isascii() and year.isdigit() and len(year) == 4
        else None,
        state=State(state) if state in set(State) else None,
        area=next((one for one in areas if str(one.public_id) == area), None),
        topic=request.GET.get("topic", "")[:24],
        text=request.GET.get("q", "")[:100],
    )


def read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _line(row: LocalIssueCandidate) -> list[str]:
    topic = topic_of(row.topic)
    return [
        format_wareki(localdate(row.raised_at)), row.area.name,
        row.office.name, row.text, topic.label if topic else "",
        Viewpoint(row.viewpoint).label, Cause(row.cause).label, Level(row.level).label,
        Source(row.source).label, State(row.state).label, row.reason,
    ]  # fmt: skip
