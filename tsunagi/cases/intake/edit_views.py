"""相談を受け付け、直し、結果を決める画面。一つの画面が一つの操作を呼ぶ。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.drafts.pages import draft_for, keep_draft, restored
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case.models import Case
from tsunagi.cases.intake import actions, lead_queries, queries, result_actions
from tsunagi.cases.intake.actions import require_own_reception
from tsunagi.cases.intake.forms import (
    TAKES_SELF,
    MatchForm,
    ReceptionEditForm,
    ReceptionForm,
    ResultForm,
    values_of,
)
from tsunagi.cases.intake.lead_models import OutreachLead
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.intake.place_queries import office_named
from tsunagi.cases.intake.rules import (
    DangerSign,
    Result,
    Urgency,
    decide_urgency,
)
from tsunagi.cases.limits.queries import notice_of_more
from tsunagi.common.errors import UserError
from tsunagi.organisations.area.queries import areas_of_municipality
from tsunagi.organisations.staff.models import Staff

FORM = "cases/intake/reception_form.html"
FIND_BUTTON = "_find"
KNOWN = "known_case"


@action("reception.new", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def reception_new(request: ActorRequest) -> HttpResponse:
    """相談を受け付ける。書きかけは、二秒ごとにサーバーに預かる。"""
    lead = _lead(request)
    draft = draft_for(
        request, form="reception.new", subject_ref=str(lead.public_id) if lead else ""
    )
    looks_up = FIND_BUTTON in request.POST
    form = _new_form(request, lead, typed=request.POST if looks_up else None)
    # The look-up shows what was typed a moment ago, not what was kept before it.
    draft.is_offered = not looks_up
    restored(form, draft)
    kept = keep_draft(request, form, draft)
    if kept is not None:
        return kept

    def save(data: dict[str, Any]) -> HttpResponse:
        reception = actions.save_reception_once(
            key=data["key"],
            values=_values(form, data, request),
            office=queries.desk_of(actor=request.actor),
            staff=queries.own_staff(actor=request.actor),
            result=Result(data["result"]) if data["result"] else None,
            case=_known_case(request),
            case_staff=_taker(data, request),
            lead=lead,
            seen=draft.seen,
            by=request.actor,
            now=request.now,
            today=request.today,
        )
        _say_raised(request, data)
        _say_limit(request, reception)
        messages.success(request, "受け付けました。")
        return redirect("reception-page", reception.public_id)

    context = {
        "draft": draft,
        "lead": lead,
        "matches": _matches(request) if form.is_bound or looks_up else [],
        "was_looked_up": looks_up,
        "known": request.POST.get(KNOWN, ""),
        "cancel_url": reverse("reception-list"),
    }
    if looks_up:
        return render(request, FORM, {**context, "form": form})
    return answer_form(request, form, template=FORM, context=context, save=save)


def _new_form(
    request: ActorRequest, lead: OutreachLead | None, *, typed: QueryDict | None
) -> ReceptionForm:
    """Bound when it is sent to be saved; the look-up only carries what was typed."""
    choices = _choices(request)
    initial: dict[str, Any] = {
        "received_on": request.today,
        "received_at_time": localtime(request.now).time(),
    }
    if lead is not None:
        initial["area"] = str(lead.area.public_id) if lead.area else ""
        initial["route"] = "outreach"
    if typed is None and request.method == "POST":
        return ReceptionForm(request.POST, initial=initial, **choices)
    form = ReceptionForm(initial=initial, **choices)
    if typed is None:
        # The telephone is ringing: the cursor stands where the first words go.
        form.fields["complaint"].widget.attrs["autofocus"] = True
    else:
        for name, field in form.fields.items():
            form.initial[name] = field.widget.value_from_datadict(typed, {}, name)
    return form


def _choices(request: ActorRequest) -> dict[str, Any]:
    categories = contact_categories(actor=request.actor, on=request.today)
    areas = areas_of_municipality(actor=request.actor, today=request.today)
    return {"methods": categories.methods, "areas": areas}


def _values(
    form: ReceptionForm, data: dict[str, Any], request: ActorRequest
) -> dict[str, Any]:
    values = values_of(form, data)
    values["referrer"] = office_named(actor=request.actor, name=data["referrer_name"])
    return values


def _lead(request: ActorRequest) -> OutreachLead | None:
    """Whom this call is about, when the page was opened from the list of leads."""
    text = request.GET.get("lead", "")
    try:
        public_id = UUID(text)
    except ValueError:
        return None
    return lead_queries.lead_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )


def _known_case(request: ActorRequest) -> Case | None:
    try:
        public_id = UUID(request.POST.get(KNOWN, ""))
    except ValueError:
        return None
    return queries.open_case_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )


def _taker(data: dict[str, Any], request: ActorRequest) -> Staff | None:
    takes_it = data["takes"] == TAKES_SELF
    return queries.own_staff(actor=request.actor) if takes_it else None


def _say_raised(request: ActorRequest, data: dict[str, Any]) -> None:
    """The raised urgency is shown with its reason."""
    decided = decide_urgency(
        Urgency(data["urgency"]) if data["urgency"] else None,
        [DangerSign(sign) for sign in data["danger_signs"]],
        reason=data["urgency_reason"],
    )
    if decided.sentence:
        messages.warning(request, decided.sentence)


def _matches(request: ActorRequest) -> list[Case]:
    """Own persons who may be the same; whoever is shown is named in the log."""
    form = MatchForm(request.POST)
    form.is_valid()
    typed = form.cleaned_data
    birth = typed.get("birth")
    found = queries.own_matches(
        actor=request.actor,
        name=typed.get("person_name", ""),
        kana=typed.get("person_kana", ""),
        birth_on=birth.date if birth and birth.precision == "day" else None,
        now=request.now,
    )
    if found:
        audit.looked_at(
            "reception.matches", by=request.actor, count=len(found),
            subjects=[case.person.public_id for case in found],
        )  # fmt: skip
    return found


@action("reception.matches", permission=Permission.RECEPTION_RECORD)
@require_POST
def reception_own_matches(request: ActorRequest) -> HttpResponse:
    """入力の途中で、自分たちがすでに知っている人を出す。名前はアドレスに出さない。"""
    context = {
        "matches": _matches(request),
        "was_looked_up": True,
        "known": request.POST.get(KNOWN, ""),
    }
    return render(request, "cases/intake/own_matches.html", context)


def own_reception(request: ActorRequest, public_id: UUID) -> Reception:
    """The reception of a writing page: visible and of the actor's own desk."""
    reception = queries.reception_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    require_own_reception(reception, by=request.actor, now=request.now)
    return reception


def form_context(
    reception: Reception, title: str, submit: str, **more: Any
) -> dict[str, Any]:
    return {
        "title": title,
        "submit_label": submit,
        "up_label": "受付",
        "cancel_url": reverse("reception-page", args=[reception.public_id]),
        **more,
    }


@action("reception.edit", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def reception_edit(request: ActorRequest, public_id: UUID) -> HttpResponse:
    reception = own_reception(request, public_id)
    form = ReceptionEditForm(
        request.POST if request.method == "POST" else None,
        initial=ReceptionEditForm.initial_of(reception),
        has_case=reception.case_id is not None,
        **_choices(request),
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.edit_reception(
            reception=reception,
            values=_values(form, data, request),
            version=data["version"],
            by=request.actor,
            now=request.now,
            today=request.today,
        )
        _say_raised(request, data)
        return redirect("reception-page", reception.public_id)

    if request.method == "GET":
        audit.looked_at(
            "reception.edit", by=request.actor,
            subjects=actions.subject_of_reception(reception),
        )  # fmt: skip
    lead = (
        "名前・住所・電話番号は、利用者のページで直します。" if reception.case else ""
    )
    return answer_form(
        request, form, template="cases/form.html", save=save,
        context=form_context(reception, "受付を直す", "この内容で保存する", lead=lead),
        success="受付を直しました。",
    )  # fmt: skip


def _say_limit(request: ActorRequest, reception: Reception) -> None:
    """A new plan case came to the office: told where its limit is near."""
    if reception.result != Result.PLAN:
        return
    notice = notice_of_more(
        actor=request.actor, office_id=reception.office_id, is_plan=True,
        today=request.today, more=0, case=reception.case,
    )  # fmt: skip
    if notice is not None:
        messages.warning(
            request, f"{notice.text}わけは「件数の上限」の画面で書けます。"
        )


@action("reception.result", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def reception_result(request: ActorRequest, public_id: UUID) -> HttpResponse:
    reception = own_reception(request, public_id)
    initial = {
        "result": reception.result,
        "note": reception.result_note,
        "next_on": reception.next_on,
        "version": reception.version,
    }
    form = ResultForm(
        request.POST if request.method == "POST" else None, initial=initial
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        result_actions.decide_result(
            reception=reception,
            result=Result(data["result"]),
            note=data["note"],
            next_on=data["next_on"],
            version=data["version"],
            case_staff=_taker(data, request),
            by=request.actor,
            now=request.now,
            today=request.today,
        )
        _say_limit(request, reception)
        return redirect("reception-page", reception.public_id)

    return answer_form(
        request, form, template="cases/form.html", save=save,
        context=form_context(reception, "結果を決める", "この結果にする"),
        success="結果を決めました。",
    )  # fmt: skip


@action("reception.join", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def reception_join(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """この受付は、すでに知っている人のことだった、と結び付ける。"""
    reception = own_reception(request, public_id)
    found = queries.own_matches(
        actor=request.actor,
        name=reception.person_name,
        kana=reception.person_kana,
        birth_on=reception.birth_on,
        now=request.now,
    )
    audit.looked_at(
        "reception.join", by=request.actor,
        subjects=[case.person.public_id for case in found],
    )  # fmt: skip
    problem = ""
    case = _known_case(request) if request.method == "POST" else None
    if case is not None:
        try:
            result_actions.join_case(
                reception=reception,
                case=case,
                by=request.actor,
                now=request.now,
                today=request.today,
            )
        except UserError as error:
            problem = str(error.message)
        else:
            messages.success(request, f"{case.person.name}さんの記録に結び付けました。")
            return redirect("reception-page", reception.public_id)
    context = {
        "reception": reception,
        "matches": found,
        "was_looked_up": True,
        "problem": problem,
    }
    status = 422 if problem else 200
    return render(request, "cases/intake/join.html", context, status=status)
