"""育ちの記録の根拠になる、自分の記録: 選ぶための一覧と、いま見てよいか。

The growth record copies nothing out of a record of a person. It keeps a number, and what
the number leads to is asked anew, by that record's own rules, whenever a page is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.activity.growth import queries as growth
from tsunagi.activity.growth.models import GrowthEvidence
from tsunagi.activity.growth.rules import EvidenceKind
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.easy.decision_models import DecisionSupport
from tsunagi.cases.observation.models import Observation
from tsunagi.cases.reflection.models import Reflection
from tsunagi.common.frozen import Frozen

MOST = 30
Ref = tuple[str, UUID]


class Source(Frozen):
    """One record of one's own that may be attached. label: read by its author only.

    subject: the person it is about, for the audit row; None for a training.
    """

    kind: EvidenceKind
    ref: UUID
    on: date
    label: str
    subject: UUID | None = None

    @property
    def key(self) -> str:
        return f"{self.kind.value}:{self.ref}"


def own_sources(*, actor: Actor, now: datetime) -> list[Source]:
    """添えられる自分の記録。種類ごとに、新しいものから。問い合わせの数はいつも同じ。"""
    found = []
    if actor.has(Permission.CASE_WORK):
        found += [_decision(row) for row in _decisions(actor, now)[:MOST]]
        found += [_reflection(row) for row in _reflections(actor, now)[:MOST]]
        found += _observed(actor, now)
    rows = growth.taken(actor=actor, now=now, author_id=actor.staff_id or 0)
    return found + [
        Source(EvidenceKind.TRAINING, row.record_id, row.taken_on, row.title)
        for row in rows.order_by("-taken_on", "-id")[:MOST]
    ]


def own_source(
    *, actor: Actor, kind: EvidenceKind, ref: UUID, now: datetime
) -> Source | None:
    """その一つを、まだ見てよく、自分のものなら。"""
    if not actor.has(Permission.CASE_WORK):
        return None
    if kind is EvidenceKind.DECISION:
        decision = _decisions(actor, now).filter(public_id=ref).first()
        return _decision(decision) if decision else None
    if kind is EvidenceKind.REFLECTION:
        reflection = _reflections(actor, now).filter(record_id=ref).first()
        return _reflection(reflection) if reflection else None
    return next((one for one in _observed(actor, now, ref) if one.ref == ref), None)


def _decisions(actor: Actor, now: datetime) -> QuerySet[DecisionSupport]:
    """What the actor recorded about persons they may still see."""
    return (
        DecisionSupport.objects.visible_to(actor, now=now)
        .filter(recorded_by_id=actor.staff_id or 0)
        .select_related("case__person")
        .order_by("-held_on", "-id")
    )


def _decision(row: DecisionSupport) -> Source:
    return Source(
        EvidenceKind.DECISION, row.public_id, row.held_on, row.question,
        row.case.person.public_id,
    )  # fmt: skip


def _reflections(actor: Actor, now: datetime) -> QuerySet[Reflection]:
    return (
        Reflection.objects.visible_to(actor, now=now)
        .filter(author_id=actor.staff_id or 0, is_current=True)
        .select_related("case__person")
        .order_by("-recorded_at", "-id")
    )


def _reflection(row: Reflection) -> Source:
    text = row.heart or row.taught or row.next_time
    return Source(
        EvidenceKind.REFLECTION, row.record_id, localdate(row.recorded_at),
        text[:40] or "価値と態度のふり返り", row.case.person.public_id,
    )  # fmt: skip


def _observed(actor: Actor, now: datetime, ref: UUID | None = None) -> list[Source]:
    """The sheets about the actor whose visit they may still see."""
    rows = (
        Observation.objects.visible_to(actor, now=now)
        .filter(observed_id=actor.staff_id or 0, is_current=True)
        .select_related("case__person", "observer")
        .order_by("-observed_on", "-id")
    )
    listed = list(rows.filter(record_id=ref) if ref else rows[:MOST])
    seen = _visits_seen(actor, {row.backup_id for row in listed}, now)
    return [
        Source(
            EvidenceKind.OBSERVATION, row.record_id, row.observed_on,
            f"{row.get_kind_display()}　書いた人 {row.observer.name}",
            row.case.person.public_id,
        )
        for row in listed
        if row.backup_id in seen
    ]  # fmt: skip


def _visits_seen(actor: Actor, wanted: Iterable[UUID], now: datetime) -> set[UUID]:
    """As on the sheet itself: the consent of the person decides."""
    rows = BackupSupport.objects.visible_to(actor, now=now)
    return set(
        rows.filter(record_id__in=set(wanted)).values_list("record_id", flat=True)
    )


def refs_seen(
    *, actor: Actor, rows: Iterable[GrowthEvidence], now: datetime
) -> set[Ref]:
    """根拠のうち、この人がもとの記録をいま見てよいもの。種類ごとに一つの問い合わせ。"""
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        if row.ref is not None:
            wanted.setdefault(row.kind, set()).add(row.ref)
    decisions = wanted.get(EvidenceKind.DECISION)
    reflections = wanted.get(EvidenceKind.REFLECTION)
    observations = wanted.get(EvidenceKind.OBSERVATION)
    found: set[Ref] = set()
    if decisions:
        seen = DecisionSupport.objects.visible_to(actor, now=now)
        ids = seen.filter(public_id__in=decisions).values_list("public_id", flat=True)
        found |= {(EvidenceKind.DECISION.value, one) for one in ids}
    if reflections:
        texts = Reflection.objects.visible_to(actor, now=now).filter(is_current=True)
        found |= {
            (EvidenceKind.REFLECTION.value, one.record_id)
            for one in texts.filter(record_id__in=reflections).only("record_id")
        }
    if observations:
        sheets = Observation.objects.visible_to(actor, now=now).filter(
            is_current=True, record_id__in=observations
        )
        visits = dict(sheets.values_list("record_id", "backup_id"))
        still = _visits_seen(actor, visits.values(), now)
        found |= {
            (EvidenceKind.OBSERVATION.value, record)
            for record, visit in visits.items()
            if visit in still
        }
    return found


def cases_of_decisions(
    *, actor: Actor, refs: Iterable[UUID], now: datetime
) -> dict[UUID, UUID]:
    """{記録: ケース} の番号: 見てよい人を、もとの記録へ案内するため。"""
    rows = DecisionSupport.objects.visible_to(actor, now=now).filter(
        public_id__in=set(refs)
    )
    return dict(rows.values_list("public_id", "case__public_id"))
