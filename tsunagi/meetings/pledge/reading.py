"""署名しているか。どの画面も、これだけを尋ねる。"""

from __future__ import annotations

from django.db.models import Exists, Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.meetings.pledge.texts import current_text
from tsunagi.meetings.series.models import SignedWord
from tsunagi.meetings.series.rules import SignedKind


def has_signed(*, actor: Actor, kind: SignedKind) -> bool:
    """Whether the actor has signed the newest version here. A program need not."""
    return actor.staff_id is None or _signatures(actor, kind).exists()


def _signatures(actor: Actor, kind: SignedKind) -> QuerySet[SignedWord]:
    return SignedWord._base_manager.filter(
        municipality_id=actor.here, signed_by_id=actor.staff_id or 0, kind=kind,
        text_version=current_text(kind).version,
    )  # fmt: skip


def has_pledged(*, actor: Actor) -> bool:
    return has_signed(actor=actor, kind=SignedKind.CONFIDENTIALITY)


def or_pledged(condition: Q, *, actor: Actor) -> Q:
    """Rows for which this holds, and all of them for whoever has pledged: the same
    question asked inside a statement."""
    if actor.staff_id is None:
        return Q(pk__isnull=False)
    return condition | Q(Exists(_signatures(actor, SignedKind.CONFIDENTIALITY)))
