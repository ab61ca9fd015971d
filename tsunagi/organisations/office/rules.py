"""事業所の規則。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from math import cos, radians, sqrt


class OfficeKind(StrEnum):
    """What an office is by designation, commission or nature; dated, several at once.

    The values are ours; a national or prefectural code is kept beside the period.
    """

    CORE_CENTRE = "core_centre"
    COMMISSIONED = "commissioned"
    ACTIVITY_CENTRE = "activity_centre"
    DESIGNATED_PLAN = "designated_plan"
    DESIGNATED_CHILD = "designated_child"
    DESIGNATED_GENERAL = "designated_general"
    SUPPORT_BASE = "support_base"
    SERVICE_PROVIDER = "service_provider"
    DESK = "desk"
    COUNCIL = "council"
    INFORMAL = "informal"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def short_label(self) -> str:
        return _SHORT_LABELS[self]


_LABELS = {
    OfficeKind.CORE_CENTRE: "基幹相談支援センター",
    OfficeKind.COMMISSIONED: "委託相談支援事業所",
    OfficeKind.ACTIVITY_CENTRE: "地域活動支援センター（生活支援型）",
    OfficeKind.DESIGNATED_PLAN: "指定特定相談支援事業所",
    OfficeKind.DESIGNATED_CHILD: "指定障害児相談支援事業所",
    OfficeKind.DESIGNATED_GENERAL: "指定一般相談支援事業所",
    OfficeKind.SUPPORT_BASE: "地域生活支援拠点等",
    OfficeKind.SERVICE_PROVIDER: "障害福祉サービス事業所",
    OfficeKind.DESK: "行政の窓口",
    OfficeKind.COUNCIL: "協議会",
    OfficeKind.INFORMAL: "地域の社会資源",
}
_SHORT_LABELS = {
    OfficeKind.CORE_CENTRE: "基幹",
    OfficeKind.COMMISSIONED: "委託",
    OfficeKind.ACTIVITY_CENTRE: "地活",
    OfficeKind.DESIGNATED_PLAN: "指定特定",
    OfficeKind.DESIGNATED_CHILD: "指定障害児",
    OfficeKind.DESIGNATED_GENERAL: "指定一般",
    OfficeKind.SUPPORT_BASE: "拠点",
    OfficeKind.SERVICE_PROVIDER: "サービス",
    OfficeKind.DESK: "行政",
    OfficeKind.COUNCIL: "協議会",
    OfficeKind.INFORMAL: "地域資源",
}

# 重層的な相談支援体制: 第1層 指定、第2層 委託（地活を含む）、第3層 基幹。
LAYER_OF_KIND: dict[OfficeKind, int] = {
    OfficeKind.CORE_CENTRE: 3,
    OfficeKind.COMMISSIONED: 2,
    OfficeKind.ACTIVITY_CENTRE: 2,
    OfficeKind.DESIGNATED_PLAN: 1,
    OfficeKind.DESIGNATED_CHILD: 1,
    OfficeKind.DESIGNATED_GENERAL: 1,
}
LAYER_LABELS = {
    1: "第1層 基本相談支援を基盤とした計画相談支援",
    2: "第2層 一般的な相談支援",
    3: "第3層 地域の相談支援体制の整備",
}
FIGURE_IS_OLD_AFTER = timedelta(days=14)
EARTH_KM_PER_DEGREE = 111.2


def layers_of(kinds: Iterable[OfficeKind]) -> tuple[int, ...]:
    """その種別で担う層。一つの事業所が二つの層を担うことがある。"""
    return tuple(sorted({LAYER_OF_KIND[k] for k in kinds if k in LAYER_OF_KIND}))


def is_old_figure(confirmed_on: date | None, *, today: date) -> bool:
    """空きの数字は、確かめた日から14日を過ぎたら古いとみなす。"""
    return confirmed_on is None or today - confirmed_on > FIGURE_IS_OLD_AFTER


def distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Straight distance between two (latitude, longitude) points, in kilometres.

    An equirectangular plane is exact enough inside one prefecture (error < 0.5 %).
    """
    mean_latitude = radians((here[0] + there[0]) / 2)
    north = there[0] - here[0]
    east = (there[1] - here[1]) * cos(mean_latitude)
    return EARTH_KM_PER_DEGREE * sqrt(north * north + east * east)
