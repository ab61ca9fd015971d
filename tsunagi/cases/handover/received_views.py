"""頼まれた側の画面: 届いた依頼の一覧、一つの依頼、引き受ける、断る、尋ねる。"""

from __future__ import annotations

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
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case.queries import staff_of_office
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.handover import answer_actions, inbox, queries
from tsunagi.cases.handover.answer_actions import NEEDED_CLASSES, Said
from tsunagi.cases.handover.forms import AcceptForm, QuestionForm
from tsunagi.cases.handover.models import HandoverAsk
from tsunagi.cases.handover.reading import ask_line, outline_of
from tsunagi.cases.handover.rules import Answer, Choice, Decline, Purpose
from tsunagi.cases.intake.actions import subject_of_reception
from tsunagi.cases.intake.handoff_queries import open_questions
from tsunagi.cases.limits.limit_rules import PLAN_MODES
from tsunagi.cases.limits.queries import notice_of_more
from tsunagi.cases.search.pages import read_id
from tsunagi.common.errors import UserError
from tsunagi.ui import parts

MODE_OF_PURPOSE = {Purpose.TO_PLAN: Mode.PLAN, Purpose.TO_ENTRUSTED: Mode.ENTRUSTED}


@action("handover.inbox", permission=Permission.CASE_VIEW)
@require_GET
def handover_list(request: ActorRequest) -> HttpResponse:
    """届いた依頼、頼んだもの、返事をしたもの。ケースからも受付からも、一つの一覧で。"""
    view = request.GET.get("view", "received")
    after = read_id(request.GET.get("after", ""))
    frame: dict[str, Any] = {"actor": request.actor, "now": request.now}
    waiting = inbox.waiting(**frame, today=request.today)
    sent = inbox.under_way(**frame, today=request.today)
    questions = open_questions(**frame)
    answered: list[inbox.Received] = []
    more = None
    if view == "answered":
        answered, more = inbox.answered(**frame, today=request.today, after=after)
    subjects = inbox.subjects(waiting, sent, answered)
    subjects |= {s for row in questions for s in subject_of_reception(row.reception)}
    audit.looked_at(
        "handover.inbox", by=request.actor, subjects=subjects, rows=len(subjects)
    )
    url = reverse("handover-list")
    tabs = (
        ("received", "うちに届いた", len(waiting)),
        ("sent", "進んでいる引継ぎ", len(sent)),
        ("questions", "行き先の相談", len(questions)),
        ("answered", "返事をした", None),
    )
    return render(
        request,
        "cases/handover/inbox.html",
        {
            "view": view,
            "may_assign": request.actor.has(Permission.CASE_ASSIGN),
            "tabs": [
                parts.Tab(label, f"?view={key}", current=key == view, count=count)
                for key, label, count in tabs
            ],
            "waiting": waiting,
            "sent": sent,
            "questions": questions,
            "answered": answered,
            "paging": parts.Paging(
                previous_url=f"{url}?view=answered" if after else "",
                next_url=f"{url}?view=answered&after={more}" if more else "",
                shown=len(answered),
            ),
        },
    )


def _ask(request: ActorRequest, ask_id: UUID) -> HandoverAsk:
    return queries.received_ask(actor=request.actor, public_id=ask_id, now=request.now)


@action("handover.see", permission=Permission.CASE_VIEW)
@require_GET
def ask_page(request: ActorRequest, ask_id: UUID) -> HttpResponse:
    """届いた一つの依頼。だれかは、引き受けてから分かる。"""
    ask = _ask(request, ask_id)
    audit.looked_at(
        "handover.see", by=request.actor,
        subjects=[ask.handover.case.person.public_id],
    )  # fmt: skip
    if request.actor.has(Permission.CASE_WORK):
        answer_actions.see_ask(
            ask=ask, by=request.actor, now=request.now, today=request.today
        )
    kinds = contact_categories(actor=request.actor, on=request.today).disability_kinds
    line = ask_line(ask, today=request.today)
    return render(
        request,
        "cases/handover/ask.html",
        {
            "ask": ask,
            "line": line,
            "handover": ask.handover,
            "purpose": Purpose(ask.handover.purpose).label,
            "choice": Choice(ask.handover.choice),
            # Who does not take over has no more need of it.
            "outline": outline_of(ask.handover, kinds, today=request.today)
            if line.is_waiting or ask.answer == Answer.ACCEPTED
            else None,
            "classes": [FieldClass(one).label for one in NEEDED_CLASSES],
            "declines": Decline.choices(),
            "may_answer": line.is_waiting and request.actor.has(Permission.CASE_WORK),
            "is_taken": ask.answer == Answer.ACCEPTED,
            "case": ask.handover.next_case or ask.handover.case,
        },
    )


@action("handover.accept", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def ask_accept(request: ActorRequest, ask_id: UUID) -> HttpResponse:
    ask = _ask(request, ask_id)
    audit.looked_at(
        "handover.accept", by=request.actor,
        subjects=[ask.handover.case.person.public_id],
    )  # fmt: skip
    people = staff_of_office(
        actor=request.actor, office_id=ask.office_id or 0, today=request.today
    )
    mode = MODE_OF_PURPOSE.get(Purpose(ask.handover.purpose))
    notice = notice_of_more(
        actor=request.actor, office_id=ask.office_id or 0, today=request.today,
        is_plan=(mode or ask.handover.case.mode) in PLAN_MODES,
        case=ask.handover.case,
    )  # fmt: skip
    form = AcceptForm(
        request.POST or None, staff=people, initial={"mode": mode.value if mode else ""},
        asks_reason=notice is not None and notice.asks_reason,
        needs_reason=notice is not None and notice.asks_approval,
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            answer_actions.accept(
                ask=ask, said=Said(on=request.today, note=data["note"]),
                staff=form.chosen_staff(), mode=form.chosen_mode(), by=request.actor,
                now=request.now, today=request.today, reason=data.get("reason", ""),
            )  # fmt: skip
            return str(ask.public_id)

        once(
            data["key"], by=request.actor, action="handover.accept", make=make,
            body={**data, "ask": ask.public_id},
        )  # fmt: skip
        return redirect("handover-ask-page", ask_id)

    return answer_form(
        request, form, template="cases/form.html", save=save,
        context={
            "title": "この方を引き受ける", "submit_label": "引き受ける",
            "lead": f"{ask.handover.from_office.name}から。引き受けると、その場で主担当が"
            "こちらに移り、記録が開きます。" + (notice.text if notice else ""),
            "up_label": "届いた依頼",
            "cancel_url": reverse("handover-ask-page", args=[ask_id]),
        },
        success="引き受けました。主担当がこちらに移りました。本人と顔を合わせる日を決めてください。",
    )  # fmt: skip


@action("handover.decline", permission=Permission.CASE_WORK)
@require_POST
def ask_decline(request: ActorRequest, ask_id: UUID) -> HttpResponse:
    """一度押すだけ。よい悪いは言わない。"""
    ask = _ask(request, ask_id)
    known = {one.value for one in Decline}
    why = request.POST.get("why", "")
    try:
        answer_actions.decline(
            ask=ask, why=Decline(why) if why in known else Decline.OTHER,
            said=Said(on=request.today, note=request.POST.get("note", "")[:1000]),
            by=request.actor, now=request.now, today=request.today,
        )  # fmt: skip
        messages.success(request, "返事をしました。頼んだ側に届きました。")
    except UserError as error:
        messages.error(request, str(error.message))
    return redirect("handover-list")


@action("handover.question", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def ask_question(request: ActorRequest, ask_id: UUID) -> HttpResponse:
    ask = _ask(request, ask_id)
    audit.looked_at(
        "handover.question", by=request.actor,
        subjects=[ask.handover.case.person.public_id],
    )  # fmt: skip
    form = QuestionForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        answer_actions.ask_back(
            ask=ask, by=request.actor, now=request.now, today=request.today, **data
        )
        return redirect("handover-ask-page", ask_id)

    return answer_form(
        request, form, template="cases/form.html", save=save,
        context={
            "title": "もう少し尋ねる", "submit_label": "尋ねる",
            "lead": "引き受けられるかを決めるのに、知りたいことを尋ねます。",
            "up_label": "届いた依頼",
            "cancel_url": reverse("handover-ask-page", args=[ask_id]),
        },
        success="尋ねました。答えが届くと、この依頼に出ます。",
    )  # fmt: skip
