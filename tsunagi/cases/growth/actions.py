"""利用者の記録を、できることの根拠に添える。写しは作らず、番号だけを渡す。"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagi.access.actor import Actor
from tsunagi.activity.growth import evidence_actions as growth
from tsunagi.activity.growth import messages
from tsunagi.activity.growth.evidence_actions import Chosen
from tsunagi.activity.growth.models import GrowthEvidence, SelfAssessment
from tsunagi.activity.growth.rules import EvidenceKind
from tsunagi.cases.growth.sources import own_source
from tsunagi.common.errors import UserError


@transaction.atomic
def attach_record(
    *, assessment: SelfAssessment, item: str, kind: EvidenceKind, ref: UUID, words: str,
    by: Actor, now: datetime,
) -> GrowthEvidence:  # fmt: skip
    """意思決定支援の記録、ふり返り、気づきのうち、自分のもので、いま見てよいものだけ。"""
    source = own_source(actor=by, kind=kind, ref=ref, now=now)
    if source is None:
        raise UserError(messages.NOT_YOURS, field="source")
    return growth.attach(
        assessment=assessment, item=item, chosen=Chosen(kind, source.on, ref),
        words=words, by=by, now=now,
        subjects=() if source.subject is None else (source.subject,),
    )  # fmt: skip
