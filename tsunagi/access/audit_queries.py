"""監査の記録の読取り。見てよいのは、自分の市町村の記録だけ。"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.models import AuditEvent, AuditSeal, AuditSubject
from tsunagi.access.people import directory
from tsunagi.access.permissions import Permission
from tsunagi.common.frozen import Frozen

PAGE = 50


class AuditFilter(Frozen):
    """What the information officer looks for; empty means everything."""

    since: date | None = None
    until: date | None = None
    staff: str = ""
    action: str = ""
    outcome: str = ""
    target: str = ""


def visible_events(*, actor: Actor) -> QuerySet[AuditEvent]:
    """Events of the municipalities where the actor holds the audit permission."""
    return AuditEvent.objects.filter(
        municipality_id__in=actor.municipalities_with(Permission.AUDIT_VIEW)
    )


def _day_start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def search_events(
    *, actor: Actor, wanted: AuditFilter, before: int | None = None
) -> tuple[list[AuditEvent], int | None]:
    """One page, newest first, and the key of the next page (None at the end)."""
    events = visible_events(actor=actor)
    if wanted.since:
        events = events.filter(at__gte=_day_start(wanted.since))
    if wanted.until:
        events = events.filter(at__lt=_day_start(wanted.until + timedelta(days=1)))
    if wanted.staff:
        ids = directory().ids_matching(wanted.staff, municipality_id=actor.here)
        events = events.filter(actor_staff_id__in=ids)
    if wanted.action:
        events = events.filter(action=wanted.action)
    if wanted.outcome:
        events = events.filter(outcome=wanted.outcome)
    if wanted.target:
        events = events.filter(_about(wanted.target))
    if before is not None:
        events = events.filter(id__lt=before)
    rows = list(events.order_by("-id")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def _about(target: str) -> Q:
    """Acts on this thing, and looks at this person. Nonsense matches nothing."""
    try:
        public_id = UUID(target)
    except ValueError:
        return Q(pk__in=[])
    looked_at = AuditSubject.objects.filter(
        event_id=OuterRef("pk"), subject_public_id=public_id
    )
    return Q(target_public_id=public_id) | Q(Exists(looked_at))


class EventDetail(Frozen):
    event: AuditEvent
    actor_name: str
    subjects: list[UUID]
    seal: AuditSeal | None


def event_detail(*, actor: Actor, event_id: int) -> EventDetail:
    event = visible_events(actor=actor).filter(pk=event_id).first()
    if event is None:
        raise NotVisible
    return EventDetail(
        event=event,
        actor_name=name_of_actor(event, names_for([event])),
        subjects=list(
            event.subjects.order_by("id").values_list("subject_public_id", flat=True)
        ),
        seal=AuditSeal.objects.filter(event_id=event_id).first(),
    )


def names_for(events: list[AuditEvent]) -> dict[int, str]:
    ids = {event.actor_staff_id for event in events if event.actor_staff_id is not None}
    return directory().names_of(ids)


def name_of_actor(event: AuditEvent, names: dict[int, str]) -> str:
    if event.actor_staff_id is None:
        return str(event.actor_name)
    return names.get(event.actor_staff_id, "（職員の記録がありません）")


def own_logins(*, actor: Actor) -> list[AuditEvent]:
    """自分の最近のログインと、その失敗。身に覚えのないものに気づけるように。"""
    if actor.public_id is None:
        return []
    tries = AuditEvent.objects.filter(
        target_public_id=actor.public_id,
        action__in=("account.login", "mfa.authenticate"),
    )
    return list(tries.order_by("-id")[:5])


class SealState(Frozen):
    """The newest seal, and about how many events wait behind it."""

    seal: AuditSeal | None
    behind: int


def seal_state(*, actor: Actor) -> SealState:
    """封印の進み具合。個人に関わる値はない。"""
    seal = AuditSeal.objects.order_by("-number").first()
    newest = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first()
    return SealState(seal, (newest or 0) - (seal.event_id if seal else 0))
