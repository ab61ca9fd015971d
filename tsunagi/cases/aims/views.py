"""希望と課題の画面: 望む暮らしへの歩み、いまの課題、これからの心配。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.permissions import Permission
from tsunagi.activity.knowledge.queries import help_for
from tsunagi.activity.knowledge.rules import CaseWords, age_tags
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.aims import actions, queries
from tsunagi.cases.aims.forms import (
    EditLifeStepForm,
    EditProblemForm,
    LifeStepForm,
    ProblemForm,
    ProgressForm,
)
from tsunagi.cases.aims.reading import life_lines, problem_cards
from tsunagi.cases.aims.rules import ProblemState, Stage, StepState
from tsunagi.cases.intake import queries as intake_queries
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.pages import (
    Save,
    answer_case_form,
    band_of,
    looked_at_case,
    may,
    mode_label,
    seen_case,
    tabs_of,
)
from tsunagi.cases.person import queries as person_queries
from tsunagi.cases.person.reading import earlier_texts
from tsunagi.cases.person.rules import Section
from tsunagi.cases.seen import SeenCase
from tsunagi.ui.forms import Form


def _context(request: ActorRequest, public_id: UUID, action: str) -> dict[str, Any]:
    """What both pages show: the wish now and before, and the steps towards it."""
    seen = looked_at_case(request, public_id, action=action)
    if not seen.sight.sees_support:
        raise NotVisible
    earlier = earlier_texts(
        person_queries.texts_of_section(
            actor=request.actor, seen=seen, section=Section.WISHES
        ),
        Section.WISHES,
    )
    return {
        "seen": seen,
        "case": seen.case,
        "band": band_of(seen, today=request.today),
        "wish": person_queries.section_of(
            actor=request.actor, seen=seen, section=Section.WISHES
        ),
        "earlier": [text for text in earlier if not text.is_now and text.text][:5],
    }


@action("aims.view", permission=Permission.CASE_VIEW)
@require_GET
def case_aims(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """本人の望む暮らしを先に、課題はそのあとに。"""
    context = _context(request, public_id, "aims.view")
    seen: SeenCase = context["seen"]
    aims = queries.aims_of(actor=request.actor, seen=seen)
    return render(
        request,
        "cases/aims/page.html",
        {
            **context,
            "tabs": tabs_of(seen, "case-aims"),
            "life_lines": life_lines(aims.life_steps, today=request.today),
            "groups": [
                ("いまの課題", problem_cards(aims.present, today=request.today)),
                ("これからの心配", problem_cards(aims.latent, today=request.today)),
                ("終えた課題", problem_cards(aims.ended, today=request.today)),
            ],
            "may_work": may(request.actor, seen, Permission.CASE_WORK),
            "help": help_for(
                actor=request.actor,
                words=_words_of(request, seen),
                today=request.today,
            ),
        },
    )


def _words_of(request: ActorRequest, seen: SeenCase) -> CaseWords:
    """Which words of this person lead to an article or to a chief who knows."""
    person = seen.case.person
    kinds = contact_categories(actor=request.actor, on=request.today).disability_kinds
    labels = {kinds.label_of(code) for code in person.disability_kinds}
    return CaseWords(
        frozenset({*labels, mode_label(seen.case)})
        | age_tags(person.birth_on, request.today),
        (person.diagnosis,),
    )


@action("aims.print", permission=Permission.CASE_VIEW)
@require_GET
def case_path(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """本人に渡す紙: 望む暮らしと、これまでの一歩、これからの一歩。"""
    context = _context(request, public_id, "aims.print")
    steps = queries.life_steps_of(actor=request.actor, seen=context["seen"])
    lines = life_lines(
        [step for step in steps if step.state != StepState.LEFT], today=request.today
    )
    return render(request, "cases/aims/path.html", {**context, "life_lines": lines})


def _reception(request: ActorRequest) -> Reception | None:
    """The call out of which the problem was arranged, if the address names one."""
    try:
        public_id = UUID(request.GET.get("reception", ""))
    except ValueError:
        return None
    return intake_queries.reception_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )


def _answer(
    request: ActorRequest, seen: SeenCase, form: Form, save: Save, **words: Any
) -> HttpResponse:
    back = reverse("case-aims", args=[seen.case.public_id])
    return answer_case_form(
        request, seen, form, save, back=back, up_label="希望と課題", **words
    )


@action("problem.add", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def problem_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="problem.add")
    reception = _reception(request)
    if reception is not None and reception.case_id != seen.case.pk:
        raise NotVisible
    form = ProblemForm(
        request.POST or None,
        initial={
            "noticed_on": reception.received_on if reception else request.today,
            "stage": request.GET.get("stage", Stage.PRESENT),
        },
    )

    def save(data: dict[str, Any]) -> object:
        def make() -> str:
            row = actions.add_problem(
                case=seen.case, values={**data, "reception": reception},
                by=request.actor, now=request.now, today=request.today,
            )  # fmt: skip
            return str(row.public_id)

        return once(
            data["key"], by=request.actor, action="problem.add",
            body={**data, "case": seen.case.public_id}, make=make,
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="課題を書く", submit="この課題を書く",
        success="書きました。",
        lead="現に困っていることも、これから心配なことも書けます。",
    )  # fmt: skip


@action("problem.edit", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def problem_edit(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="problem.edit")
    row = queries.problem_of(actor=request.actor, seen=seen, public_id=row_id)
    names = (*actions.PROBLEM_FIELDS, "version")
    form = EditProblemForm(
        request.POST or None, initial={name: getattr(row, name) for name in names}
    )

    def save(data: dict[str, Any]) -> object:
        return actions.edit_problem(
            problem=row, values=data, version=data["version"], by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="課題の書き方を直す",
        submit="この内容で保存する", success="保存しました。前の言葉は歩みに残っています。",
    )  # fmt: skip


@action("problem.progress", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def problem_progress(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="problem.progress")
    row = queries.problem_of(actor=request.actor, seen=seen, public_id=row_id)
    form = ProgressForm(
        request.POST or None,
        state=ProblemState(row.state),
        is_latent=row.stage == Stage.LATENT,
        initial={"on": request.today, "state": row.state, "version": row.version},
    )

    def save(data: dict[str, Any]) -> object:
        return actions.note_progress(
            problem=row, on=data["on"], state=ProblemState(data["state"]),
            note=data["note"], next_look_on=data.get("next_look_on"),
            version=data["version"], by=request.actor, now=request.now,
            today=request.today,
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="課題の進みを書く", submit="進みを書く",
        success="書きました。", lead=row.text,
    )  # fmt: skip


@action("life_step.add", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def life_step_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="life_step.add")
    form = LifeStepForm(request.POST or None, initial={"decided_on": request.today})

    def save(data: dict[str, Any]) -> object:
        def make() -> str:
            row = actions.add_life_step(
                case=seen.case, values=data, by=request.actor, now=request.now,
                today=request.today,
            )  # fmt: skip
            return str(row.public_id)

        return once(
            data["key"], by=request.actor, action="life_step.add",
            body={**data, "case": seen.case.public_id}, make=make,
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="望む暮らしへの一歩を書く",
        submit="この一歩を書く", success="書きました。",
        lead="小さなことでかまいません。本人と一緒に決めて、一緒にふりかえります。",
    )  # fmt: skip


@action("life_step.edit", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def life_step_edit(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="life_step.edit")
    row = queries.life_step_of(actor=request.actor, seen=seen, public_id=row_id)
    names = (*actions.STEP_FIELDS, *actions.REVIEW_FIELDS, "version")
    form = EditLifeStepForm(
        request.POST or None, initial={name: getattr(row, name) for name in names}
    )

    def save(data: dict[str, Any]) -> object:
        return actions.edit_life_step(
            step=row, values=data, version=data["version"], by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="一歩をふりかえる",
        submit="この内容で保存する", success="保存しました。",
    )  # fmt: skip
