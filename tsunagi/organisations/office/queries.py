"""事業所の読取り。名簿は県内のすべての利用者に公開される（個人の情報を含まない）。"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date
from math import cos, radians
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, FloatField, OuterRef, Prefetch, Q, QuerySet
from django.db.models.expressions import ExpressionWrapper

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.common.frozen import Frozen, field
from tsunagi.common.text import search_key
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.queries import in_force_on, visible_areas
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.office.models import (
    FreePlaces,
    Office,
    OfficeFeature,
    OfficeKindPeriod,
    OfficeRevision,
)
from tsunagi.organisations.office.rules import (
    OfficeKind,
    distance_km,
    is_old_figure,
    layers_of,
)
from tsunagi.organisations.staff.models import ChiefAppointment, Post

PAGE = 50
NEAREST = 100


class DirectoryFilter(Frozen):
    """What is looked for. `area` is an Area or None for the own municipality."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    area: Area | None = None
    features: tuple[tuple[str, str], ...] = ()
    accepts_new: bool = False
    near: tuple[float, float] | None = None
    with_closed: bool = False


class OfficeRow(Frozen):
    """One line of the directory, ready to print."""

    office: Office
    kinds: tuple[str, ...]
    layers: tuple[int, ...]
    free: FreePlaces | None
    free_is_old: bool
    distance_km: float | None = None


class DirectoryPage(Frozen):
    rows: list[OfficeRow]
    next_key: str = ""
    has_previous: bool = False


def visible_offices(*, actor: Actor) -> QuerySet[Office]:
    """All offices of the prefecture around the actor's municipality."""
    return Office.objects.filter(area__in=visible_areas(actor=actor).values("id"))


def office_by_public_id(*, actor: Actor, public_id: UUID) -> Office:
    office = (
        visible_offices(actor=actor)
        .select_related("area", "municipality", "corporation", "confirmed_by")
        .filter(public_id=public_id)
        .first()
    )
    if office is None:
        raise NotVisible
    return office


def _filtered(actor: Actor, wanted: DirectoryFilter, today: date) -> QuerySet[Office]:
    if wanted.area is None:
        offices = Office.objects.filter(municipality_id=actor.here)
    else:
        below = visible_areas(actor=actor).filter(path__startswith=wanted.area.path)
        offices = Office.objects.filter(area__in=below.values("id"))
    if not wanted.with_closed:
        offices = offices.filter(Q(closed_on=None) | Q(closed_on__gt=today))
    key = search_key(wanted.text)
    if key:
        offices = offices.filter(search_key__contains=key)
    running = OfficeKindPeriod.objects.filter(in_force_on(today), office=OuterRef("pk"))
    if wanted.kinds:
        offices = offices.filter(Exists(running.filter(kind__in=wanted.kinds)))
    if wanted.services:
        offices = offices.filter(
            Exists(running.filter(service_name__in=wanted.services))
        )
    for kind, value in wanted.features:
        offices = offices.filter(
            Exists(
                OfficeFeature.objects.filter(
                    office=OuterRef("pk"), kind=kind, value=value
                )
            )
        )
    if wanted.accepts_new:
        offices = offices.filter(
            free_places__is_current=True, free_places__accepts_new=True
        )
    return offices


def directory(
    *, actor: Actor, wanted: DirectoryFilter, today: date, after: str = ""
) -> DirectoryPage:
    """One page of the directory. By kana key, or by distance when `near` is given.

    Three queries whatever the number of offices.
    """
    offices = _filtered(actor, wanted, today)
    if wanted.near is not None:
        return _nearest(offices, wanted.near, today)
    key = _read_key(after)
    if key is not None:
        offices = offices.filter(
            Q(search_key__gt=key[0]) | Q(search_key=key[0], pk__gt=key[1])
        )
    found = list(_for_rows(offices.order_by("search_key", "id"), today)[: PAGE + 1])
    rows = [_row(office, today) for office in found[:PAGE]]
    more = len(found) > PAGE
    return DirectoryPage(
        rows=rows,
        next_key=_write_key(found[PAGE - 1]) if more else "",
        has_previous=key is not None,
    )


def _nearest(
    offices: QuerySet[Office], here: tuple[float, float], today: date
) -> DirectoryPage:
    """The nearest 100 with coordinates; both engines order by the same arithmetic."""
    shrink = cos(radians(here[0]))
    north = F("latitude") - here[0]
    east = (F("longitude") - here[1]) * shrink
    square = ExpressionWrapper(north * north + east * east, output_field=FloatField())
    near = offices.filter(latitude__isnull=False).annotate(square=square)
    found = _for_rows(near.order_by("square", "id"), today)[:NEAREST]
    return DirectoryPage(rows=[_row(office, today, here) for office in found])


def _for_rows(offices: QuerySet[Office], today: date) -> QuerySet[Office]:
    return offices.select_related("area").prefetch_related(
        Prefetch(
            "kind_periods",
            OfficeKindPeriod.objects.filter(in_force_on(today)).order_by("id"),
            to_attr="running_kinds",
        ),
        Prefetch(
            "free_places",
            FreePlaces.objects.filter(is_current=True),
            to_attr="current_free",
        ),
    )


def _row(
    office: Any, today: date, here: tuple[float, float] | None = None
) -> OfficeRow:
    free = office.current_free[0] if office.current_free else None
    distance = None
    if here is not None:
        distance = round(distance_km(here, (office.latitude, office.longitude)), 1)
    return OfficeRow(
        office=office,
        kinds=_kind_words(office.running_kinds),
        layers=layers_of(OfficeKind(period.kind) for period in office.running_kinds),
        free=free,
        free_is_old=free is not None and is_old_figure(free.confirmed_on, today=today),
        distance_km=distance,
    )


def _kind_words(periods: list[OfficeKindPeriod]) -> tuple[str, ...]:
    """Short names, each once; a provider shows its services."""
    words = (
        period.service_name
        if period.kind == OfficeKind.SERVICE_PROVIDER and period.service_name
        else OfficeKind(period.kind).short_label
        for period in periods
    )
    return tuple(dict.fromkeys(words))


def _write_key(office: Office) -> str:
    """The place in the order as one opaque word; office names are public."""
    text = json.dumps([office.search_key, office.pk], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_key(text: str) -> tuple[str, int] | None:
    """The key of a `?after=`; nonsense means the first page."""
    if not text or len(text) > 2_000:
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        name, pk = json.loads(raw)
    except (ValueError, TypeError, binascii.Error):
        return None
    if not isinstance(name, str) or not isinstance(pk, int) or "\x00" in name:
        return None
    return name, pk


def directory_export(
    *, actor: Actor, wanted: DirectoryFilter, today: date
) -> list[OfficeRow]:
    """絞り込んだ名簿の全部（1万件まで）。CSV と印刷に使う。"""
    offices = _filtered(actor, wanted, today).order_by("search_key", "id")
    return [_row(office, today) for office in _for_rows(offices, today)[:10_000]]


def current_free_places(*, actor: Actor, office: Office) -> FreePlaces | None:
    return office.free_places.filter(is_current=True).first()


def kind_period(*, actor: Actor, office: Office, period_id: int) -> OfficeKindPeriod:
    """A running kind of this office."""
    period = office.kind_periods.filter(pk=period_id, valid_before=None).first()
    if period is None:
        raise NotVisible
    return period


def responsible_area_ids(*, actor: Actor, office: Office) -> list[str]:
    rows = office.responsible_areas.filter(valid_before=None)
    return [str(pk) for pk in rows.values_list("area__public_id", flat=True)]


def own_offices(*, actor: Actor) -> list[Office]:
    """The offices where the actor has a post."""
    rows = Office.objects.filter(pk__in=actor.office_ids).select_related("area")
    return list(rows.order_by("search_key", "id"))


def own_desk(*, actor: Actor) -> Office | None:
    """Where the actor works just now; for an officer the desk of the post."""
    return Office.objects.filter(pk=actor.office_id or 0).first()


def own_place(*, actor: Actor) -> tuple[float, float] | None:
    """(latitude, longitude) of the actor's office, when it has them."""
    office = Office.objects.filter(
        pk=actor.office_id or 0, latitude__isnull=False
    ).first()
    if office is None or office.latitude is None or office.longitude is None:
        return None
    return office.latitude, office.longitude


def feature_choices(*, actor: Actor) -> dict[str, list[str]]:
    """いま名簿にある「対応できること」。絞り込みの欄に出す。"""
    rows = (
        OfficeFeature.objects.filter(office__municipality_id=actor.here)
        .values_list("kind", "value")
        .distinct()
        .order_by("kind", "value")
    )
    choices: dict[str, list[str]] = {}
    for kind, value in rows:
        choices.setdefault(kind, []).append(value)
    return choices


def service_choices(*, actor: Actor, today: date) -> list[str]:
    rows = OfficeKindPeriod.objects.filter(
        in_force_on(today), office__municipality_id=actor.here
    ).exclude(service_name="")
    return list(
        rows.values_list("service_name", flat=True).distinct().order_by("service_name")
    )


class OfficeSheet(Frozen):
    """Everything the office page shows."""

    office: Office
    kinds_now: list[OfficeKindPeriod]
    kinds_before: list[OfficeKindPeriod]
    layers: tuple[int, ...]
    areas: list[Area]
    features: dict[str, list[str]]
    free: FreePlaces | None
    free_is_old: bool
    free_history: list[FreePlaces]
    people: list[Post]
    chiefs: list[ChiefAppointment]
    revisions: list[OfficeRevision]
    confirmation_is_old: bool
    may: frozenset[Permission] = field(default_factory=frozenset)


def office_sheet(*, actor: Actor, office: Office, today: date) -> OfficeSheet:
    """Eight queries whatever the office holds."""
    periods = list(office.kind_periods.order_by("-valid_from", "id"))
    now = [p for p in periods if p.valid_before is None or p.valid_before > today]
    running = [p for p in now if p.valid_from <= today]
    features: dict[str, list[str]] = {}
    for kind, value in office.features.order_by("kind", "value").values_list(
        "kind", "value"
    ):
        features.setdefault(OfficeFeature.Kind(kind).label, []).append(value)
    history = list(
        office.free_places.select_related("confirmed_by").order_by("-id")[:10]
    )
    free = next((row for row in history if row.is_current), None)
    people = Post.objects.filter(
        in_force_on(today), office=office, staff__is_active=True
    )
    chiefs = ChiefAppointment.objects.filter(in_force_on(today), office=office)
    return OfficeSheet(
        office=office,
        kinds_now=now,
        kinds_before=[p for p in periods if p not in now],
        layers=layers_of(OfficeKind(p.kind) for p in running),
        areas=list(
            Area.objects.filter(
                responsible_offices__office=office,
                responsible_offices__valid_from__lte=today,
                responsible_offices__valid_before=None,
            ).order_by("path")
        ),
        features=features,
        free=free,
        free_is_old=free is not None and is_old_figure(free.confirmed_on, today=today),
        free_history=history,
        people=list(
            people.select_related("staff", "office").order_by(
                "kind", "staff__search_key"
            )
        ),
        chiefs=list(chiefs.select_related("staff", "area").order_by("id")),
        revisions=list(
            office.revisions.select_related("recorded_by").order_by("-version")[:20]
        ),
        confirmation_is_old=(
            office.confirmed_on is None or (today - office.confirmed_on).days > 180
        ),
        may=_may(actor, office),
    )


def _may(actor: Actor, office: Office) -> frozenset[Permission]:
    """Which acts the buttons of the page may offer; the actions ask again."""
    asked = (
        Permission.OFFICE_EDIT,
        Permission.OFFICE_CONFIRM,
        Permission.OFFICE_REGISTER,
        Permission.STAFF_MANAGE,
    )
    areas = ids_on_path(office.area.path)
    return frozenset(
        permission
        for permission in asked
        if actor.can(
            permission,
            municipality_id=office.municipality_id,
            office_id=office.pk,
            area_ids=areas,
        )
    )


def stale_free_places(
    *, actor: Actor, today: date, office_ids: frozenset[int] | None = None
) -> list[Office]:
    """空きの数字が古い、または一度もない相談支援事業所。`office_ids` で自分の所に絞る。"""
    offices = Office.objects.filter(municipality_id=actor.here, closed_on=None)
    if office_ids is not None:
        offices = offices.filter(pk__in=office_ids)
    plan_kinds = (OfficeKind.DESIGNATED_PLAN, OfficeKind.DESIGNATED_CHILD)
    running = OfficeKindPeriod.objects.filter(
        in_force_on(today), office=OuterRef("pk"), kind__in=plan_kinds
    )
    fresh = FreePlaces.objects.filter(
        office=OuterRef("pk"),
        is_current=True,
        confirmed_on__gte=date.fromordinal(today.toordinal() - 14),
    )
    return list(
        offices.filter(Exists(running), ~Exists(fresh)).order_by("search_key", "id")[
            :100
        ]
    )


def municipality_offices_on_map(
    *, actor: Actor, wanted: DirectoryFilter, today: date
) -> list[OfficeRow]:
    """座標のある事業所（300か所まで）。地図に点で描く。"""
    offices = _filtered(actor, wanted, today).filter(latitude__isnull=False)
    found = _for_rows(offices.order_by("search_key", "id"), today)[:300]
    return [_row(office, today) for office in found]
