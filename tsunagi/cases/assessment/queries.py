"""アセスメントとニーズの読取り。"""

from __future__ import annotations

from uuid import UUID

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.assessment.models import Assessment, Need, NeedRevision
from tsunagi.cases.changes import with_history
from tsunagi.cases.seen import SeenCase, rows_of_case


def assessments_of(*, actor: Actor, seen: SeenCase) -> list[Assessment]:
    """The current versions, newest first; withdrawn ones stay in the list. One query."""
    return list(
        rows_of_case(Assessment, seen)
        .filter(is_current=True)
        .select_related("staff", "office")
        .order_by("-assessed_on", "-id")
    )


def assessment_of(*, actor: Actor, seen: SeenCase, record_id: UUID) -> Assessment:
    row = (
        rows_of_case(Assessment, seen)
        .filter(record_id=record_id, is_current=True)
        .select_related("staff", "office", "case__person")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def versions_of(
    *, actor: Actor, seen: SeenCase, assessment: Assessment
) -> list[Assessment]:
    return list(
        rows_of_case(Assessment, seen)
        .filter(record_id=assessment.record_id)
        .select_related("recorded_by")
        .order_by("-version")
    )


def earlier_of(
    *, actor: Actor, seen: SeenCase, assessment: Assessment
) -> Assessment | None:
    """The assessment before this one, to be read side by side."""
    rows = rows_of_case(Assessment, seen).filter(is_current=True, is_withdrawn=False)
    return (
        rows.filter(assessed_on__lte=assessment.assessed_on)
        .exclude(record_id=assessment.record_id)
        .exclude(assessed_on=assessment.assessed_on, pk__gt=assessment.pk)
        .select_related("staff")
        .order_by("-assessed_on", "-id")
        .first()
    )


def latest_of(*, actor: Actor, seen: SeenCase) -> Assessment | None:
    """What a reassessment begins with."""
    rows = rows_of_case(Assessment, seen).filter(is_current=True, is_withdrawn=False)
    return rows.order_by("-assessed_on", "-id").first()


def needs_of(*, actor: Actor, seen: SeenCase) -> list[Need]:
    return list(
        rows_of_case(Need, seen)
        .prefetch_related(with_history("revisions", NeedRevision))
        .order_by("priority", "id")
    )


def need_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> Need:
    row = (
        rows_of_case(Need, seen)
        .select_related("case__person")
        .filter(public_id=public_id)
        .first()
    )
    if row is None:
        raise NotVisible
    return row
