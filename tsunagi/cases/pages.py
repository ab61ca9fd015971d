"""ケースの画面がどれも使うもの: ケースを開く、帯、パンくず。"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest
from tsunagi.cases.case import queries
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode, Relation
from tsunagi.cases.person.rules import SupportLevel
from tsunagi.cases.scope import CARRIERS
from tsunagi.cases.seen import SeenCase
from tsunagi.common.dates import age_on
from tsunagi.common.wareki import format_wareki
from tsunagi.ui import parts


def seen_case(request: ActorRequest, public_id: UUID) -> SeenCase:
    """The case of a writing page: asked for, but not a look that is recorded."""
    return queries.case_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
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
    facts = [mode_label(case)]
    if person.birth_on and person.birth_on <= today:
        facts.insert(0, f"{age_on(person.birth_on, today)}歳")
        facts.insert(1, f"{format_wareki(person.birth_on)}生まれ")
    if person.support_level:
        facts.append(SupportLevel(person.support_level).label)
    staff = case.responsible_staff
    facts.append(
        f"{case.responsible_office.name}　{staff.name if staff else 'チームで待つ'}"
    )
    flags = []
    if not case.is_open:
        flags.append(("終結", "neutral"))
    if seen.sight.is_shielded:
        flags.append(("住所・連絡先は秘匿", "warning"))
    if Relation.EMERGENCY in seen.sight.relations:
        flags.append(("緊急の閲覧中", "danger"))
    return parts.Band(f"{person.name}さん", person.name_kana, facts=facts, flags=flags)


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
            ("本人のこと", "case-person"),
            ("家族とつながり", "case-ties"),
        ]
    if not seen.sight.relations.isdisjoint(CARRIERS):
        names += [
            ("同意と共有", "case-consents"),
            ("担当と関わり方", "case-team"),
        ]
    return [
        parts.Tab(label, reverse(name, args=[case.public_id]), current=name == current)
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
