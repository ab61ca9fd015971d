"""地域の読取り。地域と事業所の名簿は、つなぎを使うすべての人に公開される。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key
from tsunagi.organisations.area.models import (
    Area,
    AreaOutline,
    JointAreaMember,
    Municipality,
)
from tsunagi.organisations.area.rules import AreaKind, ids_on_path, uncovered_layers
from tsunagi.organisations.office.models import Office, OfficeArea, OfficeKindPeriod
from tsunagi.organisations.office.rules import (
    LAYER_LABELS,
    LAYER_OF_KIND,
    OfficeKind,
)

# So many offices of one layer stand on the area page; the list has them all.
SHOWN = 50


def in_force_on(day: date) -> Q:
    """Half-open interval: valid_from <= day < valid_before."""
    return Q(valid_from__lte=day) & (Q(valid_before=None) | Q(valid_before__gt=day))


def visible_areas(*, actor: Actor) -> QuerySet[Area]:
    """The tree around the actor's municipality: its prefecture and all below it."""
    municipality = Municipality.objects.filter(pk=actor.here)
    path = municipality.values_list("area__path", flat=True).first()
    if path is None:
        return Area.objects.none()
    root = ids_on_path(path)[0]
    return Area.objects.filter(path__startswith=f"/{root}/")


def area_by_public_id(*, actor: Actor, public_id: UUID) -> Area:
    area = (
        visible_areas(actor=actor)
        .select_related("parent", "municipality")
        .filter(public_id=public_id)
        .first()
    )
    if area is None:
        raise NotVisible
    return area


def area_of_address(*, actor: Actor, address: str, today: date) -> Area | None:
    """住所の文字から、いちばん狭い地域を見つける（区や担当圏域の名前が入っているもの）。

    The deepest area wins; among equals the longest name, so that 東区 does not catch
    an address in 北東区.
    """
    text = search_key(address)
    if not text:
        return None
    rows = visible_areas(actor=actor).filter(in_force_on(today))
    inside = [
        area
        for area in rows.exclude(kind=AreaKind.JOINT)
        if search_key(area.name) and search_key(area.name) in text
    ]
    return max(
        inside,
        key=lambda area: (area.path.count("/"), len(area.name), -area.pk),
        default=None,
    )


def own_area(*, actor: Actor) -> Area:
    """The area of the municipality the actor works in."""
    area = Area.objects.filter(tenant__id=actor.here).first()
    if area is None:
        raise NotVisible
    return area


def own_municipality(*, actor: Actor) -> Municipality:
    """The tenant the actor works in."""
    municipality = (
        Municipality.objects.select_related("area").filter(pk=actor.here).first()
    )
    if municipality is None:
        raise NotVisible
    return municipality


def areas_of_municipality(*, actor: Actor, today: date) -> list[Area]:
    """市町村・区・担当圏域。木の順。選ぶ欄に使う。"""
    rows = Area.objects.filter(in_force_on(today), municipality_id=actor.here)
    return list(rows.order_by("path"))


def areas_around(*, actor: Actor, today: date) -> list[Area]:
    """県内の市町村と区。担当地域を選ぶ欄に使う（共同設置のため）。"""
    kinds = (AreaKind.MUNICIPALITY, AreaKind.WARD, AreaKind.CATCHMENT)
    rows = visible_areas(actor=actor).filter(in_force_on(today), kind__in=kinds)
    return list(rows.order_by("path")[:500])


class LayerOffices(Frozen):
    """One layer of the area: how many offices bear it, and the first of them."""

    layer: int
    label: str
    count: int
    offices: tuple[Office, ...]


class AreaPicture(Frozen):
    """What the area page shows: ancestors, parts, three layers, gaps."""

    area: Area
    ancestors: list[Area]
    parts: list[Area]
    layers: list[LayerOffices]
    gaps: tuple[int, ...]
    others_count: int
    others: tuple[Office, ...]


def area_picture(*, actor: Actor, area: Area, on: date) -> AreaPicture:
    """三層の体制と、担い手のない層。`on` の日に有効だった種別で描く（前後比較のため）。

    A joint area is the municipalities that have joined it. Six queries whatever the
    size of the area; in a large city only the first offices of each layer are loaded,
    the others are counted.
    """
    ancestor_ids = ids_on_path(area.path)[:-1]
    ancestors = list(Area.objects.filter(pk__in=ancestor_ids).order_by("path"))
    parts = _parts(area, on)
    kinds = _kinds_in(area, parts, actor=actor, on=on)
    return _picture(area, ancestors, parts, kinds)


def kinds_present(*, actor: Actor, area: Area, on: date) -> frozenset[str]:
    """その日に、この地域にある（または担当している）事業所の種別。"""
    kinds = _kinds_in(area, _parts(area, on), actor=actor, on=on)
    return frozenset(kind for _, kind in kinds)


def _kinds_in(
    area: Area, parts: list[Area], *, actor: Actor, on: date
) -> list[tuple[int, str]]:
    """(office, kind) of every office that lies in the area or answers for it."""
    ancestor_ids = ids_on_path(area.path)[:-1]
    roots = parts if area.kind == AreaKind.JOINT else [area]
    answering = {*ancestor_ids, *(root.pk for root in roots), area.pk}
    located = Q(pk__in=())
    for root in roots:
        located |= Q(path__startswith=root.path)
    below = visible_areas(actor=actor).filter(located)
    inside = Q(area__in=below.values("id")) | Q(
        responsible_areas__area_id__in=answering,
        responsible_areas__valid_from__lte=on,
    ) & (
        Q(responsible_areas__valid_before=None)
        | Q(responsible_areas__valid_before__gt=on)
    )
    periods = OfficeKindPeriod.objects.filter(
        in_force_on(on),
        office__in=Office.objects.filter(inside, _open_on(on)).values("id"),
    ).order_by("office__search_key", "office_id")
    return list(periods.values_list("office_id", "kind"))


def _parts(area: Area, on: date) -> list[Area]:
    """The areas directly below, or the members of a joint area."""
    if area.kind == AreaKind.JOINT:
        members = JointAreaMember.objects.filter(in_force_on(on), joint_area=area)
        rows = Area.objects.filter(pk__in=members.values("member_id"))
    else:
        rows = Area.objects.filter(in_force_on(on), parent=area)
    return list(rows.order_by("search_key", "id"))


def _open_on(day: date) -> Q:
    return Q(closed_on=None) | Q(closed_on__gt=day)


def _picture(
    area: Area,
    ancestors: list[Area],
    parts: list[Area],
    kinds: list[tuple[int, str]],
) -> AreaPicture:
    """kinds: (office, kind) in the order of the list."""
    # Dictionaries as ordered sets: an office with two kinds of a layer counts once.
    by_layer: dict[int, dict[int, None]] = {1: {}, 2: {}, 3: {}}
    others: dict[int, None] = {}
    for office_id, kind in kinds:
        layer = LAYER_OF_KIND.get(OfficeKind(kind))
        (others if layer is None else by_layer[layer])[office_id] = None
    first = {pk for ids in (*by_layer.values(), others) for pk in list(ids)[:SHOWN]}
    offices = Office.objects.in_bulk(first)
    layers = [
        LayerOffices(
            layer,
            LAYER_LABELS[layer],
            len(by_layer[layer]),
            tuple(offices[pk] for pk in list(by_layer[layer])[:SHOWN]),
        )
        for layer in (3, 2, 1)
    ]
    return AreaPicture(
        area=area,
        ancestors=ancestors,
        parts=parts,
        layers=layers,
        gaps=uncovered_layers(layer for layer, found in by_layer.items() if found),
        others_count=len(others),
        others=tuple(offices[pk] for pk in list(others)[:SHOWN]),
    )


def gaps_by_part(*, actor: Actor, area: Area, on: date) -> list[tuple[Area, int]]:
    """区ごとに、担い手のない層。区のない市町村では、市町村そのものを見る。

    Three queries whatever the number of wards and offices.
    """
    parts = list(
        visible_areas(actor=actor)
        .filter(in_force_on(on), parent=area, kind=AreaKind.WARD)
        .order_by("search_key", "id")
    ) or [area]
    layer_kinds = [kind.value for kind in LAYER_OF_KIND]
    running = OfficeKindPeriod.objects.filter(in_force_on(on), kind__in=layer_kinds)
    running = running.filter(Q(office__closed_on=None) | Q(office__closed_on__gt=on))
    located = running.filter(office__area__path__startswith=area.path)
    answering = OfficeArea.objects.filter(
        in_force_on(on), office__kind_periods__in=running
    )
    borne = set(located.values_list("office__area__path", "kind").distinct())
    answered = set(
        answering.values_list("area__path", "office__kind_periods__kind").distinct()
    )
    gaps: list[tuple[Area, int]] = []
    for part in parts:
        kinds = {kind for path, kind in borne if path.startswith(part.path)}
        kinds |= {
            kind
            for path, kind in answered
            if path.startswith(part.path) or part.path.startswith(path)
        }
        layers = (LAYER_OF_KIND[OfficeKind(k)] for k in kinds if k in layer_kinds)
        gaps.extend((part, layer) for layer in uncovered_layers(layers))
    return gaps


def outlines(*, actor: Actor, area: Area) -> list[AreaOutline]:
    """輪郭のある下の地域。地図の背景に使う。"""
    below = visible_areas(actor=actor).filter(path__startswith=area.path)
    return list(
        AreaOutline.objects.filter(area__in=below.values("id"))
        .select_related("area")
        .order_by("area__path")[:200]
    )
