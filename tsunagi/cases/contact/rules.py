"""相談記録の規則。純粋関数だけを置く。"""

from __future__ import annotations

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

LONGEST_MINUTES = 24 * 60


class Place(Labelled):
    OFFICE = "office", "事業所"
    HOME = "home", "自宅"
    PROVIDER = "provider", "通い先・入所先"
    HOSPITAL = "hospital", "病院"
    SCHOOL = "school", "学校・園"
    GOVERNMENT = "government", "役所"
    WORK = "work", "職場"
    ONLINE = "online", "電話・オンライン"
    OTHER = "other", "その他"


class Gap(Frozen):
    """What a record still lacks for the figures; listed under 補う, never refused."""

    field: str
    words: str


def gaps(
    *, minutes: int | None, contents: tuple[str, ...], counterpart: tuple[str, ...]
) -> tuple[Gap, ...]:
    """あとで補うもの。必須なのは、本人（または匿名）、日付、方法、本文だけ。"""
    found = []
    if minutes is None:
        found.append(Gap("minutes", "時間（分）"))
    if not contents:
        found.append(Gap("contents", "支援内容"))
    if not counterpart:
        found.append(Gap("counterpart", "相手"))
    return tuple(found)


def needs_reason(*, occurred_month_closed: bool, is_author: bool) -> bool:
    """訂正に理由が要るか: 月を締めたあと、または自分の記録でないとき。"""
    return occurred_month_closed or not is_author
