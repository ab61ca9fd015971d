"""育ちの記録の画面の読取り: だれの記録か、行に添える根拠とことば、法定研修の期限。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Role
from tsunagi.activity.growth import queries as growth
from tsunagi.activity.growth.models import (
    GrowthEvidence,
    GrowthRemark,
    SelfAssessment,
    TrainingTaken,
)
from tsunagi.activity.growth.rules import EvidenceKind
from tsunagi.cases.growth.sources import cases_of_decisions, refs_seen
from tsunagi.cases.growth.timeline import Line, LineKind, Whose, qualifications
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.staff.actor import load_actor
from tsunagi.organisations.staff.models import Staff
from tsunagi.organisations.staff.queries import oneself
from tsunagi.organisations.staff.rules import (
    Completion,
    QualificationKind,
    TrainingStanding,
    training_standing,
)


class EvidenceLine(Frozen):
    """One piece of evidence as one reader sees it.

    words empty and url empty: the author may see the record no more; kind and day stay.
    """

    row: GrowthEvidence
    words: str
    title: str = ""
    url: str = ""

    @property
    def label(self) -> str:
        return EvidenceKind(self.row.kind).label


@dataclass
class Beside:
    """What stands beside the assessments of a page."""

    evidence: dict[UUID, list[EvidenceLine]] = field(default_factory=dict)
    remarks: dict[UUID, list[GrowthRemark]] = field(default_factory=dict)


def own_record(*, actor: Actor) -> Whose:
    return Whose(oneself(actor=actor), actor, actor)


def record_of(*, actor: Actor, author: Staff, now: datetime) -> Whose:
    """自分の、または見せてもらった人の記録。"""
    if author.pk == actor.staff_id:
        return Whose(author, actor, actor)
    as_author = load_actor(author.pk, now=now, municipality_id=actor.here)
    if as_author is not None and as_author.municipality_id != actor.here:
        as_author = None
    return Whose(author, actor, as_author)


def shown_record(*, actor: Actor, public_id: UUID, now: datetime) -> Whose:
    """その人がいま自分に見せている記録。そうでなければ、ないのと同じ。"""
    share = growth.share_of(actor=actor, public_id=public_id, now=now)
    return record_of(actor=actor, author=share.author, now=now)


def assessment_and_author(
    *, actor: Actor, record_id: UUID, now: datetime
) -> tuple[SelfAssessment, Whose]:
    row = growth.assessment_of(actor=actor, record_id=record_id, now=now)
    return row, record_of(actor=actor, author=row.author, now=now)


def own_assessment(*, actor: Actor, record_id: UUID, now: datetime) -> SelfAssessment:
    row = growth.assessment_of(actor=actor, record_id=record_id, now=now)
    if row.author_id != actor.staff_id:
        raise NotVisible
    return row


def beside(
    *, actor: Actor, whose: Whose, rows: Iterable[SelfAssessment], now: datetime
) -> Beside:
    """根拠とことば。もとの記録を見てよいかは、本人と読む人の両方に、いま尋ねる。"""
    ids = [row.record_id for row in rows]
    if not ids:
        return Beside()
    found = growth.evidence_of(actor=actor, assessment_ids=ids, now=now)
    every = [row for ones in found.values() for row in ones]
    seen = refs_seen(actor=actor, rows=every, now=now)
    told = (
        seen
        if whose.is_own
        else refs_seen(actor=whose.as_author, rows=every, now=now)
        if whose.as_author
        else set()
    )
    decisions = cases_of_decisions(
        actor=actor, now=now,
        refs=[ref for kind, ref in seen if kind == EvidenceKind.DECISION],
    )  # fmt: skip
    trainings = {
        row.record_id: row
        for row in growth.taken(actor=actor, now=now, author_id=whose.author.pk).filter(
            record_id__in=[
                row.ref for row in every if row.kind == EvidenceKind.TRAINING
            ]
        )
    }
    return Beside(
        evidence={
            record: [_line(row, seen, told, decisions, trainings) for row in ones]
            for record, ones in found.items()
        },
        remarks=growth.remarks_of(actor=actor, assessment_ids=ids, now=now),
    )


def _line(
    row: GrowthEvidence,
    seen: set[tuple[str, UUID]],
    told: set[tuple[str, UUID]],
    decisions: dict[UUID, UUID],
    trainings: dict[UUID, TrainingTaken],
) -> EvidenceLine:
    kind = EvidenceKind(row.kind)
    if kind is EvidenceKind.WORDS or row.ref is None:
        return EvidenceLine(row, row.words)
    if kind is EvidenceKind.TRAINING:
        training = trainings.get(row.ref)
        if training is None:
            return EvidenceLine(row, "")
        url = (
            reverse("training-page", args=[training.event_id])
            if training.event_id
            else ""
        )
        return EvidenceLine(row, row.words, training.title, url)
    words = row.words if (row.kind, row.ref) in told else ""
    if (row.kind, row.ref) not in seen:
        return EvidenceLine(row, words)
    if kind is EvidenceKind.DECISION:
        return EvidenceLine(
            row, words, url=reverse("decision-page", args=[decisions[row.ref], row.ref])
        )
    name = "reflection-page" if kind is EvidenceKind.REFLECTION else "observation-page"
    return EvidenceLine(row, words, url=reverse(name, args=[row.ref]))


def beside_lines(
    *, actor: Actor, whose: Whose, lines: Iterable[Line], now: datetime
) -> Beside:
    """The same for the assessments among the lines of a page."""
    rows = [line.row for line in lines if line.kind is LineKind.ASSESSMENT]
    return beside(actor=actor, whose=whose, rows=rows, now=now)


def legal_training(
    *, actor: Actor, whose: Whose, now: datetime, today: date
) -> TrainingStanding | None:
    """法定研修の、次の期限。求められる配置でなく、記録もなければ None。"""
    rows = qualifications(whose, now).values_list("kind", "completed_on")
    done = [Completion(QualificationKind(kind), day) for kind, day in rows]
    roles = whose.as_author.roles if whose.as_author else frozenset()
    if not done and Role.SPECIALIST not in roles:
        return None
    return training_standing(done, today=today)
