"""できることの根拠の書込み: 添える、言葉を直す、はずす。

Whether the record is the author's own, and may be seen by them, is asked by whoever
calls `attach` for records of persons: `tsunagi/cases/growth/actions.py`.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tsunagi.access.actor import Actor
from tsunagi.access.versions import next_version
from tsunagi.activity.growth import messages
from tsunagi.activity.growth.common_actions import (
    KEPT,
    recorded,
    require_own,
    require_plain,
)
from tsunagi.activity.growth.models import GrowthEvidence, SelfAssessment, TrainingTaken
from tsunagi.activity.growth.rules import OF_PERSONS, EvidenceKind
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen

FIXED = (*KEPT, "assessment_id", "item_code", "kind", "ref", "on")


class Chosen(Frozen):
    """What is attached. ref None: words only."""

    kind: EvidenceKind
    on: date
    ref: UUID | None = None


@transaction.atomic
def attach_own(
    *, assessment: SelfAssessment, item: str, chosen: Chosen, words: str, by: Actor,
    now: datetime,
) -> GrowthEvidence:  # fmt: skip
    """出た研修か、自分の言葉を添える。"""
    if chosen.kind in OF_PERSONS:
        raise ValueError("records of persons go through the room of cases")
    if chosen.kind is EvidenceKind.TRAINING:
        if chosen.ref is None:
            raise ValueError("a training is attached by its number")
        rows = TrainingTaken.objects.unscoped("one's own rows, by the author's id")
        if not rows.filter(
            author_id=by.staff_id, municipality_id=by.here, record_id=chosen.ref,
            taken_on=chosen.on, is_current=True, is_withdrawn=False,
        ).exists():  # fmt: skip
            raise UserError(messages.NOT_YOURS, field="source")
    return attach(
        assessment=assessment, item=item, chosen=chosen, words=words, by=by, now=now
    )


@transaction.atomic
def attach(
    *, assessment: SelfAssessment, item: str, chosen: Chosen, words: str, by: Actor,
    now: datetime, subjects: tuple[UUID, ...] = (),
) -> GrowthEvidence:  # fmt: skip
    """根拠を一つ添える。写しは作らず、番号と種類と日と、自分の言葉だけを持つ。

    subjects: the person that the record is about, for the audit row.
    """
    me = require_own(assessment, by=by)
    if item not in {one["code"] for one in assessment.answers}:
        raise UserError(messages.NOT_AN_ITEM, field="source")
    _require_words(chosen.kind, words)
    try:
        with transaction.atomic():
            row = GrowthEvidence.objects.create(
                municipality_id=by.here, author_id=me,
                assessment_id=assessment.record_id, item_code=item, kind=chosen.kind,
                ref=chosen.ref, on=chosen.on, words=words.strip(), recorded_at=now,
                recorded_by_id=me,
            )  # fmt: skip
    except IntegrityError:
        raise UserError(messages.ATTACHED_BEFORE, field="source") from None
    recorded(
        "growth_evidence.attach", row, by=by, subjects=subjects, kind=str(chosen.kind)
    )
    return row


@transaction.atomic
def correct_evidence(
    *, row: GrowthEvidence, words: str, version: int, by: Actor, now: datetime
) -> GrowthEvidence:
    """添えた言葉を直す。"""
    require_own(row, by=by)
    _require_words(EvidenceKind(row.kind), words)
    if words.strip() == row.words:
        return row
    after = next_version(
        row, {"words": words.strip()}, version=version, kept=FIXED, by=by, now=now
    )
    recorded("growth_evidence.correct", after, by=by, kind=str(row.kind))
    return after


@transaction.atomic
def detach_evidence(
    *, row: GrowthEvidence, version: int, by: Actor, now: datetime
) -> GrowthEvidence:
    """根拠をはずす。もとの記録は、そのまま残る。"""
    require_own(row, by=by)
    after = next_version(
        row, {"words": row.words, "is_withdrawn": True}, version=version, kept=FIXED,
        by=by, now=now,
    )  # fmt: skip
    recorded("growth_evidence.detach", after, by=by, kind=str(row.kind))
    return after


def _require_words(kind: EvidenceKind, words: str) -> None:
    if kind is EvidenceKind.WORDS and not words.strip():
        raise UserError(messages.WORDS_NEEDED, field="words")
    require_plain(words=words)
