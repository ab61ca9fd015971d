"""要望・苦情の画面。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.case import queries as case_queries
from tsunagi.cases.chosen_case import case_at
from tsunagi.cases.complaint import actions, queries
from tsunagi.cases.complaint.actions import subject_of_complaint
from tsunagi.cases.complaint.forms import (
    AnswerComplaintForm,
    AssignComplaintForm,
    ComplaintFilterForm,
    ComplaintForm,
    ComplaintStepForm,
    EditComplaintForm,
    MoveComplaintForm,
    RecurringForm,
    WithdrawComplaintForm,
)
from tsunagi.cases.complaint.models import Complaint
from tsunagi.cases.complaint.queries import ComplaintFilter
from tsunagi.cases.complaint.rules import (
    ComplaintKind,
    Satisfied,
    Way,
    standing_of,
)
from tsunagi.cases.intake.queries import desk_of
from tsunagi.cases.issues import THEME, issue_marks
from tsunagi.cases.pages import band_of, form_opened, seen_case
from tsunagi.cases.person.rules import Kinship
from tsunagi.cases.search.pages import read_id
from tsunagi.cases.seen import SeenCase
from tsunagi.organisations.staff.models import Staff
from tsunagi.ui import parts

FORM = "cases/form.html"
ANSWER_WITHIN = timedelta(days=14)


def wanted_of(request: ActorRequest) -> tuple[ComplaintFilter, ComplaintFilterForm]:
    form = ComplaintFilterForm(request.GET or None)
    if not form.is_bound or not form.is_valid():
        return ComplaintFilter(), form
    data = form.cleaned_data
    kind = ComplaintKind(data["kind"]) if data["kind"] else None
    return ComplaintFilter(data["state"], data["mine"], kind, data["theme"]), form


@action("complaint.list", permission=Permission.RECEPTION_RECORD)
@require_GET
def complaint_list(request: ActorRequest) -> HttpResponse:
    """返事を待つものを、期限の近い順に。"""
    wanted, form = wanted_of(request)
    after = read_id(request.GET.get("after", ""))
    lines, more = queries.complaint_list(
        actor=request.actor, wanted=wanted, now=request.now, today=request.today,
        after=after,
    )  # fmt: skip
    audit.looked_at(
        "complaint.list", by=request.actor,
        subjects=[one for line in lines for one in subject_of_complaint(line.row)],
    )  # fmt: skip
    asked = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    keys = [line.row.theme_key for line in lines]
    marks = issue_marks(THEME, filter(None, keys), actor=request.actor, now=request.now)
    context = {
        "lines": [
            (line, marks.get(key) if key else None)
            for line, key in zip(lines, keys, strict=True)
        ],
        "form": form,
        "is_filtered": wanted != ComplaintFilter(),
        "paging": parts.Paging(
            previous_url=f"?{urlencode(asked)}" if after else "",
            next_url=f"?{urlencode({**asked, 'after': str(more)})}" if more else "",
            shown=len(lines),
        ),
        "export_url": f"{reverse('complaint-export')}?{urlencode(asked)}",
    }
    return render(request, "cases/complaint/list.html", context)


@action("complaint.register", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def complaint_new(request: ActorRequest) -> HttpResponse:
    return _register(request, None)


@action("complaint.register", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def case_complaint_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    return _register(
        request, seen_case(request, public_id, action="complaint.register")
    )


def _own_people(request: ActorRequest) -> list[Staff]:
    return case_queries.staff_of_office(
        actor=request.actor,
        office_id=desk_of(actor=request.actor).pk,
        today=request.today,
    )


def _register(request: ActorRequest, seen: SeenCase | None) -> HttpResponse:
    form = ComplaintForm(
        request.POST if request.method == "POST" else None,
        staff=_own_people(request),
        offices=case_queries.offices_to_share_with(actor=request.actor),
        initial={
            "told_by": Kinship.SELF.value,
            "received_on": request.today,
            "due_on": request.today + ANSWER_WITHIN,
            "owner": str(request.actor.public_id),
        },
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        complaint = actions.register_complaint_once(
            key=data["key"], values=form.values(),
            office=desk_of(actor=request.actor), case=seen.case if seen else None,
            by=request.actor, now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("complaint-page", complaint.public_id)

    list_url = reverse("complaint-list")
    context = {
        "title": "要望・苦情を記録する",
        "submit_label": "要望・苦情を記録する",
        "lead": "受けた事業所の中だけの記録です。虐待や差別の心配は「権利の心配ごと」で知らせてください。",
        "up_label": f"{seen.case.person.name}さん" if seen else "要望・苦情",
        "cancel_url": reverse("case-page", args=[seen.case.public_id])
        if seen
        else list_url,
        "band": band_of(seen, today=request.today) if seen else None,
    }
    return answer_form(
        request, form, template=FORM, context=context, save=save,
        success="記録しました。返事をした日が入るまで、受け持つ人の「きょう」に残ります。",
    )  # fmt: skip


def _complaint(request: ActorRequest, public_id: UUID, name: str = "") -> Complaint:
    """name: the form that GET opens; a form shows the person, too."""
    complaint = queries.complaint_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    if name:
        form_opened(request, name, subjects=subject_of_complaint(complaint))
    return complaint


@action("complaint.view", permission=Permission.RECEPTION_RECORD)
@require_GET
def complaint_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    complaint = _complaint(request, public_id)
    audit.looked_at(
        "complaint.view", by=request.actor, subjects=subject_of_complaint(complaint)
    )
    standing = standing_of(complaint.due_on, complaint.answered_on, today=request.today)
    key = complaint.theme_key
    marks = issue_marks(
        THEME, [key] if key else [], actor=request.actor, now=request.now
    )
    context = {
        "row": complaint,
        "standing": standing,
        "mark": marks.get(key) if key else None,
        "revised": queries.history_of(
            actor=request.actor, complaint=complaint, now=request.now
        ),
        "steps": queries.steps_of(
            actor=request.actor, complaint=complaint, now=request.now
        ),
    }
    return render(request, "cases/complaint/page.html", context)


def _context(
    complaint: Complaint, title: str, submit: str, **more: Any
) -> dict[str, Any]:
    return {
        "title": title,
        "submit_label": submit,
        "up_label": "要望・苦情",
        "cancel_url": reverse("complaint-page", args=[complaint.public_id]),
        **more,
    }


@action("complaint.assign", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def complaint_assign(request: ActorRequest, public_id: UUID) -> HttpResponse:
    complaint = _complaint(request, public_id, "complaint.assign")
    form = AssignComplaintForm(
        request.POST or None,
        staff=case_queries.staff_of_office(
            actor=request.actor, office_id=complaint.office_id, today=request.today
        ),
        initial={
            "owner": str(complaint.owner.public_id),
            "due_on": complaint.due_on,
            "version": complaint.version,
        },
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.assign_complaint(
            complaint=complaint, owner=form.chosen_owner, due_on=data["due_on"],
            version=data["version"], by=request.actor, now=request.now,
            today=request.today,
        )  # fmt: skip
        return redirect("complaint-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save, success="替えました。",
        context=_context(complaint, "受け持つ人と期限を替える", "この人と期限にする"),
    )  # fmt: skip


@action("complaint.step", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def complaint_step(request: ActorRequest, public_id: UUID) -> HttpResponse:
    complaint = _complaint(request, public_id, "complaint.step")
    form = ComplaintStepForm(request.POST or None, initial={"done_on": request.today})

    def save(data: dict[str, Any]) -> HttpResponse:
        values = {name: value for name, value in data.items() if name != "key"}

        def make() -> str:
            step = actions.add_complaint_step(
                complaint=complaint, by=request.actor, now=request.now,
                today=request.today, **values,
            )  # fmt: skip
            return str(step.pk)

        once(
            data["key"], by=request.actor, action="complaint.step", make=make,
            body={**values, "of": public_id},
        )  # fmt: skip
        return redirect("complaint-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save, success="記録しました。",
        context=_context(complaint, "したことを書く", "したことを記録する"),
    )  # fmt: skip


@action("complaint.answer", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def complaint_answer(request: ActorRequest, public_id: UUID) -> HttpResponse:
    complaint = _complaint(request, public_id, "complaint.answer")
    form = AnswerComplaintForm(
        request.POST or None,
        initial={"answered_on": request.today, "version": complaint.version},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.answer_complaint(
            complaint=complaint, by=request.actor, now=request.now,
            today=request.today,
            **{
                **data,
                "way": Way(data["way"]),
                "satisfied": Satisfied(data["satisfied"]),
            },
        )  # fmt: skip
        return redirect("complaint-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save, success="返事を記録しました。",
        context=_context(complaint, "本人への返事を記録する", "返事を記録する"),
    )  # fmt: skip


@action("complaint.edit", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def complaint_edit(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """書きちがいを直す。返事をしたあとでも直せる。"""
    complaint = _complaint(request, public_id, "complaint.edit")
    is_answered = complaint.answered_on is not None
    offices = case_queries.offices_to_share_with(actor=request.actor)
    about = complaint.about_office
    names = (*actions.TOLD, *actions.ANSWERED, "version")
    form = EditComplaintForm(
        request.POST or None,
        is_answered=is_answered,
        offices=offices if about is None or about in offices else [about, *offices],
        initial={
            **{name: getattr(complaint, name) for name in names},
            "about_office": str(about.public_id) if about else "",
        },
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.edit_complaint(
            complaint=complaint, values=form.values(), reason=data["reason"],
            version=data["version"], by=request.actor, now=request.now,
            today=request.today,
        )  # fmt: skip
        return redirect("complaint-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save, success="直しました。",
        context=_context(complaint, "書いたことを直す", "この内容にする"),
    )  # fmt: skip


@action("complaint.move", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def complaint_move(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """別の方に書いていたとき。"""
    complaint = _complaint(request, public_id, "complaint.move")
    form = MoveComplaintForm(
        request.POST or None, initial={"version": complaint.version}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        seen = case_at(data["address"], request=request) if data["address"] else None
        actions.move_complaint(
            complaint=complaint, case=seen.case if seen else None,
            reason=data["reason"], version=data["version"], by=request.actor,
            now=request.now,
        )  # fmt: skip
        return redirect("complaint-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save, success="直しました。",
        context=_context(complaint, "だれのことかを直す", "この方のものにする"),
    )  # fmt: skip


@action("complaint.withdraw", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def complaint_withdraw(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """まちがって書いたものを取り消す。"""
    complaint = _complaint(request, public_id, "complaint.withdraw")
    form = WithdrawComplaintForm(
        request.POST or None, initial={"version": complaint.version}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.withdraw_complaint(
            complaint=complaint, by=request.actor, now=request.now, **data
        )
        return redirect("complaint-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save, success="取り消しました。",
        context=_context(
            complaint, "要望・苦情を取り消す", "取り消す",
            lead="書いたことと理由は残り、一覧と件数から外れます。元に戻せません。",
        ),
    )  # fmt: skip


@action("complaint.recurring", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def complaint_recurring(request: ActorRequest, public_id: UUID) -> HttpResponse:
    complaint = _complaint(request, public_id, "complaint.recurring")
    form = RecurringForm(
        request.POST or None,
        initial={
            "is_recurring": complaint.is_recurring,
            "theme": complaint.theme,
            "version": complaint.version,
        },
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.mark_recurring(
            complaint=complaint, by=request.actor, now=request.now, **data
        )
        return redirect("complaint-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save, success="記録しました。",
        context=_context(
            complaint, "くり返していることの印", "この印にする",
            lead="題でまとめた数は、地域の課題を出すときの材料になります。",
        ),
    )  # fmt: skip
