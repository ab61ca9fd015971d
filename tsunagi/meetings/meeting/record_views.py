"""会議のあとの画面: すること、資料。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.access.uploads.checking import check_upload
from tsunagi.meetings.meeting import paper_actions, queries, task_actions
from tsunagi.meetings.meeting.forms import (
    EditTaskForm,
    NewTaskForm,
    PaperForm,
    SettleForm,
)
from tsunagi.meetings.meeting.models import Meeting
from tsunagi.meetings.meeting.pages import FORM, answer, inside, run
from tsunagi.meetings.meeting.reading import task_line
from tsunagi.meetings.meeting.rules import TaskState, item_word
from tsunagi.meetings.meeting.views import pressed
from tsunagi.meetings.pledge.reading import has_pledged
from tsunagi.meetings.series.kinds import agenda_template
from tsunagi.meetings.series.queries import series_of
from tsunagi.organisations.models import Office, Staff
from tsunagi.ui import parts


@action("meeting_task.list", permission=Permission.MEETING_VIEW)
@require_GET
def task_list(request: ActorRequest) -> HttpResponse:
    """会議で決めたこと。はじめは、わたしの、これからのもの。"""
    mine = request.GET.get("all") != "1"
    done = request.GET.get("view") == "all"
    rows = queries.tasks(
        actor=request.actor, now=request.now, mine=mine, open_only=not done
    )
    kept = "" if mine else "&all=1"
    return render(
        request,
        "meetings/meeting/tasks.html",
        {
            "lines": [task_line(row, today=request.today) for row in rows],
            "tabs": [
                parts.Tab("これから", f"?view=open{kept}", current=not done),
                parts.Tab("済んだものも", f"?view=all{kept}", current=done),
            ],
            "mine": mine,
            "view": "all" if done else "open",
            "most": queries.MOST_TASKS,
        },
    )


@action("meeting.items", permission=Permission.MEETING_VIEW)
@require_GET
def series_items(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """これまでの議題。種類と言葉でさがす。"""
    series = series_of(actor=request.actor, now=request.now, public_id=public_id)
    kind = request.GET.get("kind", "")[:24]
    word = request.GET.get("q", "").strip()[:50]
    rows = queries.items_of_series(
        actor=request.actor, series=series, now=request.now, kind=kind, word=word
    )
    audit.looked_at("meeting.items", by=request.actor, subjects=[], rows=len(rows))
    kinds = {
        str(line.section) if line.section else line.kind: line.title
        for line in agenda_template(series.kind)
    }
    return render(
        request,
        "meetings/meeting/items.html",
        {
            "series": series,
            "rows": [(row, item_word(row.state, row.meeting.state)) for row in rows],
            "kinds": [(code, words, code == kind) for code, words in kinds.items()],
            "searched": word,
            "most": queries.MOST_FOUND,
            "needs_pledge": series.speaks_of_persons
            and not has_pledged(actor=request.actor),
        },
    )


@action("meeting_task.add", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def task_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = run(request, public_id)
    people, offices = _owners(request, seen.meeting)
    form = NewTaskForm(request.POST or None, people=people, offices=offices)
    wanted = request.GET.get("item", "")
    item = None
    if wanted:
        item = queries.item_of(actor=request.actor, seen=seen, public_id=_uuid(wanted))

    def save(data: dict[str, Any]) -> object:
        def make() -> str:
            row = task_actions.add_task(
                meeting=seen.meeting,
                new=task_actions.NewTask(item=item, **form.values()),
                by=request.actor, now=request.now,
            )  # fmt: skip
            return str(row.public_id)

        return once(
            data["key"], by=request.actor, action="meeting_task.add", body=data,
            make=make,
        )  # fmt: skip

    return answer(
        request, seen, form, save, title="することを決める", submit="決める",
        success="受け持った人の「きょう」に出ます。", part="tasks",
        lead="職員・事業所・名前の、どれか一つを入れます。",
    )  # fmt: skip


@action("meeting_task.edit", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def task_edit(request: ActorRequest, task_id: UUID) -> HttpResponse:
    task = queries.task_by_id(actor=request.actor, public_id=task_id, now=request.now)
    seen = run(request, task.meeting.public_id)
    people, offices = _owners(request, seen.meeting)
    start = {name: getattr(task, name) for name in (*task_actions.VALUES, "version")}
    start["owner"] = str(task.owner.public_id) if task.owner else ""
    start["owner_office"] = (
        str(task.owner_office.public_id) if task.owner_office else ""
    )
    form = EditTaskForm(
        request.POST or None, people=people, offices=offices, initial=start
    )

    def save(data: dict[str, Any]) -> object:
        return task_actions.edit_task(
            task=task, values=form.values(), version=data["version"],
            by=request.actor, now=request.now,
        )  # fmt: skip

    return answer(
        request, seen, form, save, title="することを直す", submit="直す",
        success="直しました。", part="tasks",
    )  # fmt: skip


@action("meeting_task.settle", permission=Permission.MEETING_VIEW)
@require_http_methods(["GET", "POST"])
def task_settle(request: ActorRequest, task_id: UUID) -> HttpResponse:
    """済んだ、やめた。一行で。"""
    task = queries.task_by_id(actor=request.actor, public_id=task_id, now=request.now)
    form = SettleForm(
        request.POST or None,
        initial={"state": TaskState.DONE, "version": task.version},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        task_actions.settle_task(
            task=task, state=TaskState(data["state"]), result=data["result"],
            version=data["version"], by=request.actor, now=request.now,
            today=request.today,
        )  # fmt: skip
        return redirect("meeting-tasks")

    return answer_form(
        request, form, template=FORM, save=save, success="記録しました。",
        context={
            "title": "どうなったかを書く", "lead": task.what,
            "submit_label": "記録する", "up_label": "会議で決めたこと",
            "cancel_url": reverse("meeting-tasks"),
        },
    )  # fmt: skip


@action("meeting_paper.add", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def paper_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = run(request, public_id)
    form = PaperForm(request.POST or None, request.FILES or None)

    def save(data: dict[str, Any]) -> object:
        sent = data["file"]
        checked = check_upload(sent.name, sent.read())

        def make() -> str:
            paper = paper_actions.add_paper(
                meeting=seen.meeting, title=data["title"], checked=checked,
                by=request.actor, now=request.now,
            )  # fmt: skip
            return str(paper.public_id)

        body = {"meeting": public_id, "name": checked.name, "size": len(checked.data)}
        return once(
            data["key"], by=request.actor, action="meeting_paper.add", body=body,
            make=make,
        )  # fmt: skip

    return answer(
        request, seen, form, save, title="資料を付ける", submit="付ける",
        success="付けました。呼ばれた人だけが開けます。", part="papers", multipart=True,
    )  # fmt: skip


@action("meeting_paper.view", permission=Permission.MEETING_VIEW)
@require_GET
def paper_file(request: ActorRequest, public_id: UUID, paper_id: UUID) -> HttpResponse:
    seen = inside(request, public_id)
    paper, data = queries.papers_content(
        actor=request.actor, seen=seen, public_id=paper_id
    )
    audit.looked_at(
        "meeting_paper.view", by=request.actor, subjects=[],
        meeting=str(seen.meeting.public_id),
    )  # fmt: skip
    response = HttpResponse(data, content_type=paper.content_type)
    name = content_disposition_header(True, paper.file_name)
    response["Content-Disposition"] = name
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@action("meeting_paper.withdraw", permission=Permission.MEETING_RUN)
@require_POST
def paper_withdraw(
    request: ActorRequest, public_id: UUID, paper_id: UUID
) -> HttpResponse:
    seen = run(request, public_id)
    paper = queries.paper_of(actor=request.actor, seen=seen, public_id=paper_id)
    return pressed(
        request, seen,
        lambda: paper_actions.withdraw_paper(
            paper=paper, by=request.actor, now=request.now
        ),
        "取り下げました。", part="papers",
    )  # fmt: skip


def _owners(
    request: ActorRequest, meeting: Meeting
) -> tuple[list[Staff], list[Office]]:
    """Who may take something on: the people and the offices of the meeting."""
    seen = inside(request, meeting.public_id)
    rows = queries.attendances_of(actor=request.actor, seen=seen)
    own = queries.staff_of_offices(
        actor=request.actor, office_ids=[meeting.office_id], on=request.today
    ).get(meeting.office_id, [])
    people = {row.staff.pk: row.staff for row in rows if row.staff is not None}
    people.update({one.pk: one for one in own})
    offices = {row.office.pk: row.office for row in rows if row.office is not None}
    offices[meeting.office_id] = meeting.office
    return list(people.values()), list(offices.values())


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotVisible from error
