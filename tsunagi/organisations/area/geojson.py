"""GeoJSON の輪郭を読む。外の地図は使わず、線だけを取り出す。"""

from __future__ import annotations

import json
from typing import Any

from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area import messages

MAX_BYTES = 4_000_000
MAX_POINTS = 60_000
# Name and code under which common sources keep them.
NAME_KEYS = ("name", "N03_004", "N03_005", "名称", "地域名")
CODE_KEYS = ("code", "N03_007", "コード")

Ring = list[list[float]]


class Shape(Frozen):
    """One feature of the file: what it calls itself, and its rings."""

    name: str
    code: str
    rings: list[Ring]


class Outline(Frozen):
    """Rings bound to one of our areas."""

    area_id: int
    rings: list[Ring]


def _refuse(reason: str) -> UserError:
    return UserError(messages.OUTLINE_UNREADABLE.format(reason=reason), field="file")


def read_shapes(data: bytes) -> list[Shape]:
    """Features of a FeatureCollection, in longitude/latitude; refuses the rest."""
    if len(data) > MAX_BYTES:
        raise _refuse(
            "ファイルが大きすぎます（4MBまで）。線を間引いたものを使ってください。"
        )
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _refuse("GeoJSON として読めませんでした。") from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise _refuse("FeatureCollection が入っていません。")
    shapes = [_shape(feature) for feature in features]
    if sum(len(ring) for shape in shapes for ring in shape.rings) > MAX_POINTS:
        raise _refuse(
            "点の数が多すぎます（6万点まで）。線を間引いたものを使ってください。"
        )
    return shapes


def _shape(feature: Any) -> Shape:
    properties = feature.get("properties") or {} if isinstance(feature, dict) else {}
    geometry = feature.get("geometry") or {} if isinstance(feature, dict) else {}
    kind = geometry.get("type")
    coordinates: Any = geometry.get("coordinates")
    if kind == "Polygon":
        polygons: Any = [coordinates]
    elif kind == "MultiPolygon":
        polygons = coordinates
    else:
        raise _refuse("輪郭（Polygon、MultiPolygon）でないものが入っています。")
    try:
        rings = [_ring(ring) for polygon in polygons for ring in polygon]
    except (TypeError, ValueError, IndexError) as error:
        raise _refuse("座標の形が正しくありません。") from error
    return Shape(_text(properties, NAME_KEYS), _text(properties, CODE_KEYS), rings)


def _ring(points: Any) -> Ring:
    ring = [[round(float(point[0]), 5), round(float(point[1]), 5)] for point in points]
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise ValueError("a ring closes on itself")
    if any(not (-180 <= x <= 180 and -90 <= y <= 90) for x, y in ring):
        raise ValueError("not longitude and latitude")
    return ring


def _text(properties: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = properties.get(key)
        if isinstance(value, str | int) and str(value).strip():
            return str(value).strip()
    return ""
