"""主任と相談支援専門員の読取り: 地域のだれに、何を頼めるか。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.office.models import OfficeKindPeriod
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff.models import ChiefAppointment, Post
from tsunagi.organisations.staff.rules import PostKind


def chiefs_of_municipality(*, actor: Actor, today: date) -> list[ChiefAppointment]:
    """地域のすべての主任。だれでも見られる（氏名と配置先は名簿の情報）。"""
    rows = ChiefAppointment.objects.filter(
        in_force_on(today),
        municipality_id=actor.here,
        staff__is_active=True,
    )
    return list(
        rows.select_related("staff", "office", "area")
        .prefetch_related(
            Prefetch(
                "office__kind_periods",
                to_attr="running_kinds",
                queryset=_running_kinds(today),
            )
        )
        .order_by("area__path", "staff__search_key", "id")
    )


def chief_count(*, actor: Actor, today: date) -> int:
    """地域の主任の人数。"""
    rows = ChiefAppointment.objects.filter(
        in_force_on(today), municipality_id=actor.here, staff__is_active=True
    )
    return rows.count()


def chief_staff_ids(*, actor: Actor, today: date) -> list[int]:
    """いま主任として位置づけられている職員。"""
    rows = ChiefAppointment.objects.filter(
        in_force_on(today), municipality_id=actor.here
    )
    return list(rows.values_list("staff_id", flat=True).distinct())


def _running_kinds(today: date) -> QuerySet[OfficeKindPeriod]:
    return OfficeKindPeriod.objects.filter(in_force_on(today)).order_by("id")


def open_appointment(*, actor: Actor, public_id: UUID) -> ChiefAppointment:
    appointment = (
        ChiefAppointment.objects.filter(
            municipality_id=actor.here,
            public_id=public_id,
            valid_before=None,
        )
        .select_related("staff", "area")
        .first()
    )
    if appointment is None:
        raise NotVisible
    return appointment


def specialists_per_kind(*, actor: Actor, on: date) -> list[tuple[str, int]]:
    """指定の種別ごとの相談支援専門員の数（その日の配置）。"""
    rows = Post.objects.filter(
        Q(office__kind_periods__valid_before=None)
        | Q(office__kind_periods__valid_before__gt=on),
        in_force_on(on),
        kind=PostKind.SPECIALIST,
        office__municipality_id=actor.here,
        office__kind_periods__valid_from__lte=on,
    )
    counts: dict[str, set[int]] = {}
    for kind, staff_id in rows.values_list("office__kind_periods__kind", "staff_id"):
        counts.setdefault(kind, set()).add(staff_id)
    return [
        (kind.label, len(counts[kind.value]))
        for kind in OfficeKind
        if kind.value in counts
    ]
