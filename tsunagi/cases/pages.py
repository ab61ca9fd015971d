"""ケースの画面がどれも使うもの: ケースを開く、帯、パンくず。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.http import ActorRequest
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.case import queries
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode, Relation
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.person.rules import SupportLevel, age_words, birth_words
from tsunagi.cases.scope import CARRIERS, TEAM
from tsunagi.cases.seen import SeenCase
from tsunagi.common.errors import UserError
from tsunagi.ui import parts
from tsunagi.ui.addresses import page_maker
from tsunagi.ui.forms import Form

# What a form does with its cleaned data.
Save = Callable[[dict[str, Any]], object]


def seen_case(
    request: ActorRequest,
    public_id: UUID,
    *,
    action: str | None = None,
    is_shown: bool = True,
) -> SeenCase:
    """The case of a writing page. `action` names the form that GET opens: a form shows
    the person, too. What only posts, or writes its look itself, goes without. is_shown:
    as in `looked_up`; a form that is saved shows nothing."""
    seen = queries.case_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now, is_shown=is_shown
    )
    if action is not None:
        form_opened(
            request,
            action,
            subjects=[seen.case.person.public_id],
            through=sorted(seen.sight.relations),
        )
    return seen


def form_opened(
    request: ActorRequest,
    action: str,
    *,
    subjects: Iterable[UUID],
    **details: audit.Detail,
) -> None:
    """Write the look at a form before it is shown. What it then does, or refuses to
    do, is written by the act; so a POST is no look."""
    if request.method == "GET":
        audit.looked_at(
            "case.form", by=request.actor, subjects=subjects, form=action, **details
        )


def may(
    actor: Actor,
    seen: SeenCase,
    permission: Permission,
    *,
    field_class: FieldClass = FieldClass.SUPPORT,
    through: frozenset[str] = TEAM,
) -> bool:
    """Whether to show the way to an action: what its `require_sight` will ask."""
    return (
        actor.has(permission)
        and seen.sight.sees(field_class)
        and not seen.sight.relations.isdisjoint(through)
    )


def looked_at_case(request: ActorRequest, public_id: UUID, *, action: str) -> SeenCase:
    """The case of a reading page; the look is written before anything is shown."""
    seen = seen_case(request, public_id)
    audit.looked_at(
        action,
        by=request.actor,
        subjects=[seen.case.person.public_id],
        through=sorted(seen.sight.relations),
    )
    return seen


def band_of(seen: SeenCase, *, today: date) -> parts.Band:
    """Who the page is about, so that one never writes into the wrong record."""
    case, person = seen.case, seen.case.person
    born, precision = person.birth_on, person.birth_precision
    facts = []
    if age := age_words(born, precision, today):
        facts = [age, f"{birth_words(born, precision)}生まれ"]
    if seen.sight.sees_support:
        facts += _support_facts(case)
    flags = []
    if not case.is_open:
        flags.append(("終結", "neutral"))
    if seen.sight.is_shielded:
        flags.append(("住所・連絡先は秘匿", "warning"))
    if Relation.EMERGENCY in seen.sight.relations:
        flags.append(("緊急の閲覧中", "danger"))
    return parts.Band(f"{person.name}さん", person.name_kana, facts=facts, flags=flags)


def _support_facts(case: Case) -> list[str]:
    """How and by whom the person is supported: not for a sight of the identity."""
    level = case.person.support_level
    staff = case.responsible_staff
    return [
        mode_label(case),
        *([SupportLevel(level).label] if level else []),
        f"{case.responsible_office.name}　{staff.name if staff else 'チームで待つ'}",
    ]


def mode_label(case: Case) -> str:
    return Mode(case.mode).label


def case_url(case: Case) -> str:
    return reverse("case-page", args=[case.public_id])


def tabs_of(seen: SeenCase, current: str) -> list[parts.Tab]:
    """The pages of one case, in the order of work."""
    case = seen.case
    names = [("経過", "case-page")]
    if seen.sight.sees_support:
        names += [
            ("希望と課題", "case-aims"),
            ("アセスメント", "case-assessments"),
            ("計画", "case-plans"),
            ("支給決定とモニタリング", "case-monitoring"),
            ("わかりやすい版と本人の声", "case-easy"),
            ("本人のこと", "case-person"),
            ("家族とつながり", "case-ties"),
            ("社会資源と機関", "case-resources"),
            ("調整・交渉", "case-coordinations"),
            ("書類", "case-files"),
        ]
    if not seen.sight.relations.isdisjoint(CARRIERS):
        names += [
            ("同意と共有", "case-consents"),
            ("担当と関わり方", "case-team"),
            ("引継ぎ", "case-handovers"),
        ]
    elif seen.sight.sees_support:
        names.append(("助言・同行", "case-backups"))
    # Always at hand: whoever is shown a case may tell a concern about the person.
    names.append(("権利の心配ごとを知らせる", "case-rights-new"))
    return [
        parts.Tab(label, page_maker(name)(case.public_id), current=name == current)
        for label, name in names
    ]


def form_context(
    seen: SeenCase, title: str, submit: str, **more: Any
) -> dict[str, Any]:
    """What cases/form.html needs; `lead`, `draft` and others come by name."""
    return {
        "title": title,
        "submit_label": submit,
        "seen": seen,
        "up_label": f"{seen.case.person.name}さん",
        "cancel_url": case_url(seen.case),
        **more,
    }


def answer_case_form(
    request: ActorRequest,
    seen: SeenCase,
    form: Form,
    save: Save,
    *,
    back: str,
    up_label: str,
    title: str,
    submit: str,
    success: str,
    lead: str = "",
    template: str = "cases/form.html",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """A form below a page of the case: it saves one thing and returns to that page.

    back, up_label: the address and the name of the page; more: what the template needs
    beyond cases/form.html.
    """

    def done(data: dict[str, Any]) -> HttpResponse:
        save(data)
        return redirect(back)

    context = form_context(
        seen, title, submit, lead=lead, band=band_of(seen, today=request.today)
    )
    return answer_form(
        request, form, template=template, save=done, success=success,
        context={**context, "up_label": up_label, "cancel_url": back, **(more or {})},
    )  # fmt: skip


def ask_reason(
    request: ActorRequest, seen: SeenCase, error: UserError, *, back: str, up_label: str
) -> HttpResponse:
    """What a button could not do without a reason is asked for; the rest stays as sent.

    For pages that only post: the form goes to the same address again, with what the
    button sent beside the reason.
    """
    kept = {
        name: value
        for name, value in request.POST.items()
        if name not in ("csrfmiddlewaretoken", "correction_reason")
    }
    return render(
        request,
        "cases/reason_form.html",
        {
            "seen": seen,
            "band": band_of(seen, today=request.today),
            "error": str(error.message),
            "kept": kept.items(),
            "reason": request.POST.get("correction_reason", ""),
            "cancel_url": back,
            "up_label": up_label,
        },
        status=422,
    )
