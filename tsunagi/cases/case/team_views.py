"""担当と関わり方の画面: だれが受け持ち、だれが見られ、だれに見せないか。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.case import actions, queries, team_actions, team_queries
from tsunagi.cases.case.forms import (
    AssignForm,
    CloseForm,
    CollaboratorForm,
    DifficultyForm,
    EndCollaboratorForm,
    ExclusionForm,
    ModeForm,
    ReopenForm,
)
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import ClosingReason, DifficultyGroup, Mode, Relation
from tsunagi.cases.consent.views import class_words
from tsunagi.cases.limits.limit_rules import PLAN_MODES
from tsunagi.cases.limits.queries import notice_of_more
from tsunagi.cases.pages import (
    Save,
    answer_case_form,
    band_of,
    looked_at_case,
    may,
    seen_case,
    tabs_of,
)
from tsunagi.cases.scope import HOLDERS, HOLDERS_AND_DUTY
from tsunagi.cases.seen import SeenCase
from tsunagi.ui.forms import Form

FORM = "cases/form.html"


def _answer(
    request: ActorRequest, seen: SeenCase, form: Form, save: Save, **words: Any
) -> HttpResponse:
    back = reverse("case-team", args=[seen.case.public_id])
    return answer_case_form(
        request, seen, form, save, back=back, up_label="担当と関わり方", **words
    )


@action("case.team", permission=Permission.CASE_VIEW)
@require_GET
def case_team(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """主担当と関わり方の経過、一緒に支援する機関、いま見られる人とその理由。"""
    seen = looked_at_case(request, public_id, action="case.team")
    team = queries.team_of(actor=request.actor, seen=seen, now=request.now)
    holds = not seen.sight.relations.isdisjoint(HOLDERS)
    return render(
        request,
        "cases/case/team.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "tabs": tabs_of(seen, "case-team"),
            "team": team,
            "reasons": [
                {
                    "row": row,
                    "relation": Relation(row.relation).label,
                    "classes": class_words(row.classes),
                }
                for row in team.reasons
            ],
            "modes": [(row, Mode(row.mode).label) for row in team.modes],
            "difficulties": [
                (row, DifficultyGroup(row.group).label)
                for row in team_queries.difficulties_of(actor=request.actor, seen=seen)
            ],
            "closing_reason": ClosingReason(seen.case.closing_reason).label
            if seen.case.closing_reason
            else "",
            "may_assign": holds and request.actor.has(Permission.CASE_ASSIGN),
            "may_work": holds and request.actor.has(Permission.CASE_WORK),
            "may_exclude": may(
                request.actor,
                seen,
                Permission.EXCLUSION_EDIT,
                through=HOLDERS_AND_DUTY,
            ),
        },
    )


@action("case.assign", permission=Permission.CASE_ASSIGN)
@require_http_methods(["GET", "POST"])
def case_assign(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="case.assign")
    case = seen.case
    form = AssignForm(
        request.POST or None,
        staff=queries.staff_of_office(
            actor=request.actor,
            office_id=case.responsible_office_id,
            today=request.today,
        ),
        initial={
            "staff": str(case.responsible_staff.public_id)
            if case.responsible_staff
            else "",
            "version": case.version,
        },
    )

    def save(data: dict[str, Any]) -> object:
        return actions.assign(
            case=case, by=request.actor, now=request.now, today=request.today, **data
        )

    return _answer(
        request, seen, form, save, title="担当者を決める", submit="この担当にする",
        success="担当者を替えました。",
    )  # fmt: skip


@action("case.mode", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def case_mode(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="case.mode")
    form = ModeForm(
        request.POST or None,
        initial={"on": request.today, "version": seen.case.version},
    )

    def save(data: dict[str, Any]) -> object:
        return actions.change_mode(
            case=seen.case, by=request.actor, now=request.now, today=request.today,
            **{**data, "mode": Mode(data["mode"])},
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="関わり方を変える", submit="関わり方を変える",
        success="関わり方を変えました。前の関わり方は経過に残っています。",
        lead="記録は一つのまま続きます。委託相談から計画相談へ、などの変わり目を日付で残します。"
        + _limit_words(request, seen.case),
    )  # fmt: skip


def _limit_words(request: ActorRequest, case: Case) -> str:
    """Told where a plan case more would come near the limit of the office."""
    if case.mode in PLAN_MODES:
        return ""
    notice = notice_of_more(
        actor=request.actor, office_id=case.responsible_office_id, is_plan=True,
        today=request.today, case=case,
    )  # fmt: skip
    if notice is None:
        return ""
    return f"計画相談か障害児相談に変えるとき: {notice.text}わけは「理由」に書きます。"


@action("case.close", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def case_close(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="case.close")
    form = CloseForm(
        request.POST or None,
        initial={"on": request.today, "version": seen.case.version},
    )

    def save(data: dict[str, Any]) -> object:
        return actions.close_case(
            case=seen.case, by=request.actor, now=request.now, today=request.today,
            **{**data, "reason": ClosingReason(data["reason"])},
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="支援を終結する", submit="終結する",
        success="終結しました。あとから再開できます。下の「この支援をふり返る」から、ふり返りを書けます。",
        lead="記録は終結の日から5年間残ります。再開すると、同じ記録の続きになります。",
    )  # fmt: skip


@action("case.reopen", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def case_reopen(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="case.reopen")
    form = ReopenForm(request.POST or None, initial={"version": seen.case.version})

    def save(data: dict[str, Any]) -> object:
        return actions.reopen_case(
            case=seen.case, by=request.actor, now=request.now, today=request.today,
            **data,
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="支援を再開する", submit="再開する",
        success="再開しました。",
    )  # fmt: skip


@action("case.collaborate", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def collaborator_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="case.collaborate")
    form = CollaboratorForm(
        request.POST or None,
        offices=queries.offices_to_share_with(actor=request.actor),
        initial={"on": request.today},
    )

    def save(data: dict[str, Any]) -> object:
        return team_actions.add_collaborator(
            case=seen.case, by=request.actor, now=request.now, **data
        )

    return _answer(
        request, seen, form, save, title="一緒に支援する事業所を加える", submit="加える",
        success="加えました。その事業所も、この方の記録を見て書けるようになりました。",
        lead="主担当は変わりません。本人に伝えてから加えてください。",
    )  # fmt: skip


@action("case.collaborate_end", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def collaborator_end(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="case.collaborate_end")
    row = team_queries.collaborator_of(actor=request.actor, seen=seen, public_id=row_id)
    form = EndCollaboratorForm(
        request.POST or None, initial={"last_day": request.today}
    )

    def save(data: dict[str, Any]) -> object:
        return team_actions.end_collaborator(
            case=seen.case, row=row, by=request.actor, now=request.now, **data
        )

    return _answer(
        request, seen, form, save, title=f"{row.office.name}との支援を終える",
        submit="終える", success="終えました。",
    )  # fmt: skip


@action("case.exclude", permission=Permission.EXCLUSION_EDIT)
@require_http_methods(["GET", "POST"])
def exclusion_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="case.exclude")
    form = ExclusionForm(
        request.POST or None,
        offices=queries.offices_to_share_with(actor=request.actor),
        staff=team_queries.staff_of_municipality(actor=request.actor),
    )

    def save(data: dict[str, Any]) -> object:
        return team_actions.exclude(
            case=seen.case, staff=data["login_or_name"],
            office=form.offices.get(data["office"]), reason=data["reason"],
            by=request.actor, now=request.now,
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="見せない相手を決める", submit="見せないことにする",
        success="決めました。その人には、この記録がないものとして見えます。",
        lead="同意や緊急の閲覧よりも強く、いつでもこちらが優先されます。",
    )  # fmt: skip


@action("case.exclude_end", permission=Permission.EXCLUSION_EDIT)
@require_POST
def exclusion_end(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id)
    row = team_queries.exclusion_of(actor=request.actor, seen=seen, public_id=row_id)
    team_actions.end_exclusion(
        case=seen.case, row=row, by=request.actor, now=request.now
    )
    return redirect("case-team", seen.case.public_id)


@action("case.difficulty", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def difficulty_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="case.difficulty")
    form = DifficultyForm(request.POST or None, initial={"noticed_on": request.today})

    def save(data: dict[str, Any]) -> object:
        return team_actions.add_difficulty(
            case=seen.case, by=request.actor, now=request.now,
            **{**data, "group": DifficultyGroup(data["group"])},
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="支援を難しくしている事情を書く",
        submit="この事情を書く", success="書きました。",
    )  # fmt: skip


@action("case.difficulty_end", permission=Permission.CASE_WORK)
@require_POST
def difficulty_end(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    """やわらいだ日を今日として残す。文は消さない。"""
    seen = seen_case(request, public_id)
    row = team_queries.difficulty_of(actor=request.actor, seen=seen, public_id=row_id)
    team_actions.resolve_difficulty(
        case=seen.case, row=row, on=request.today, by=request.actor, now=request.now
    )
    return redirect("case-team", seen.case.public_id)
