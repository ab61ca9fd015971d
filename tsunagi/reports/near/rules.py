"""身近な相談支援専門員: 地域の代表点から、専門員のいる事業所までの距離。純粋関数だけを置く。

距離は地図の上の直線である。道の長さでも、かかる時間でもない。
"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled
from tsunagi.organisations.office.rules import distance_km

Point = tuple[float, float]
CHOICES_KM = (5, 10, 20)
USUAL_KM = 10


class Band(Labelled):
    """直線の距離の帯。座標がなければ、近いとも遠いとも言わない。

    NONE: no office at all to measure to, or none where a specialist works.
    """

    UNDER_5 = "under_5", "5km未満"
    FROM_5 = "from_5", "5〜10km"
    FROM_10 = "from_10", "10〜20km"
    FROM_20 = "from_20", "20km以上"
    NONE = "none", "専門員なし"
    UNKNOWN = "unknown", "座標なし"


class Measure(Labelled):
    """どこまでの距離か。"""

    NEAREST = "nearest", "いちばん近い、新しい相談を受けられる指定事業所まで"
    OWN = "own", "その方の主担当の事業所まで"


class Site(Frozen):
    """An office that can be measured to. point None: it has no coordinates.

    has_specialist: somebody works there as a specialist today. takes_new: it has not
    said that it is full; where nobody said anything, True.
    """

    office_id: int
    point: Point | None
    has_specialist: bool
    takes_new: bool


class Found(Frozen):
    """How far it is. site None: no office, or nothing to measure."""

    band: Band
    km: float | None = None
    site: Site | None = None

    def is_within(self, km: int) -> bool:
        """Whether a specialist is known to be nearer than that."""
        return self.km is not None and self.km < km


def band_of(km: float) -> Band:
    """5kmちょうどは、5km以上に入る。"""
    if km < 5:
        return Band.UNDER_5
    if km < 10:
        return Band.FROM_5
    return Band.FROM_10 if km < 20 else Band.FROM_20


def to_nearest(here: Point | None, sites: Iterable[Site]) -> Found:
    """The nearest office with a specialist that takes new cases."""
    open_ones = [site for site in sites if site.has_specialist and site.takes_new]
    if not open_ones:
        return Found(Band.NONE)
    placed = [(site, site.point) for site in open_ones if site.point is not None]
    if here is None or not placed:
        return Found(Band.UNKNOWN)
    km, _, site = min(
        (distance_km(here, point), site.office_id, site) for site, point in placed
    )
    return Found(band_of(km), km, site)


def to_own(here: Point | None, site: Site | None) -> Found:
    """The office that is responsible; whether it takes new cases does not matter."""
    if site is None or not site.has_specialist:
        return Found(Band.NONE, site=site)
    if here is None or site.point is None:
        return Found(Band.UNKNOWN, site=site)
    km = distance_km(here, site.point)
    return Found(band_of(km), km, site)
