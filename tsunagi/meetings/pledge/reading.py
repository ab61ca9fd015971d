"""署名しているか。どの画面も、これだけを尋ねる。"""

from __future__ import annotations

from tsunagi.access.actor import Actor
from tsunagi.meetings.pledge.texts import current_text
from tsunagi.meetings.series.models import SignedWord
from tsunagi.meetings.series.rules import SignedKind


def has_signed(*, actor: Actor, kind: SignedKind) -> bool:
    """Whether the actor has signed the newest version here. A program need not."""
    if actor.staff_id is None:
        return True
    return SignedWord._base_manager.filter(
        municipality_id=actor.here, signed_by_id=actor.staff_id, kind=kind,
        text_version=current_text(kind).version,
    ).exists()  # fmt: skip


def has_pledged(*, actor: Actor) -> bool:
    return has_signed(actor=actor, kind=SignedKind.CONFIDENTIALITY)
