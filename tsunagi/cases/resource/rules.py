"""社会資源との結びつきの言葉と規則。純粋関数だけを置く。

資源は、使うだけのものではない。使い方をよくすること、つくること、足りないと気づくことも支援である。
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key
from tsunagi.common.words import Labelled


class Purpose(Labelled):
    USE = "use", "使う・つながる"
    IMPROVE = "improve", "よくする（使い方や受け入れを変えてもらう）"
    DEVELOP = "develop", "つくる・増やす"
    MISSING = "missing", "足りない（地域に見当たらない）"

    @property
    def is_making(self) -> bool:
        """本人が、つくる側として参加できること。"""
        return self in (Purpose.IMPROVE, Purpose.DEVELOP)


# What a region lacks: it can become a candidate for a local issue.
NEEDS = (Purpose.MISSING, Purpose.DEVELOP)


class Outcome(Labelled):
    NOT_YET = "not_yet", "まだ分からない"
    CONNECTED = "connected", "つながった"
    REFUSED = "refused", "受けてもらえなかった"
    NOT_CHOSEN = "not_chosen", "本人が選ばなかった"
    ENDED = "ended", "使い終わった"


class Source(Labelled):
    """どの記録から分かった機関か。"""

    COLLABORATING = "collaborating", "一緒に支援する事業所"
    RESOURCE = "resource", "使った社会資源"
    CONTACT = "contact", "相談記録の相手"
    ECO = "eco", "エコマップ"


def names_a_place(purpose: Purpose, *, has_office: bool, name: str) -> bool:
    """「足りない」のほかは、どこのことかが要る。"""
    return purpose is Purpose.MISSING or has_office or bool(name.strip())


class Mention(Frozen):
    """One place where a record names an agency. office_id None: not in the directory."""

    name: str
    source: Source
    on: date | None = None
    office_id: UUID | None = None


class Agency(Frozen):
    """One agency around the person, from all records, each named once."""

    name: str
    office_id: UUID | None
    sources: tuple[Source, ...]
    last_on: date | None


def agencies_from(mentions: Iterable[Mention]) -> list[Agency]:
    """Joined by directory entry, else by the search key of the name; newest first.

    A name that is written like that of a directory entry among the mentions joins it.
    """
    found: dict[str, list[Mention]] = {}
    listed = list(mentions)
    known = {
        search_key(one.name): str(one.office_id)
        for one in listed
        if one.office_id is not None
    }
    for one in listed:
        key = search_key(one.name)
        place = str(one.office_id) if one.office_id else known.get(key, key)
        if place:
            found.setdefault(place, []).append(one)
    agencies = [_joined(group) for group in found.values()]
    return sorted(
        agencies, key=lambda one: (-(one.last_on or date.min).toordinal(), one.name)
    )


def _joined(group: list[Mention]) -> Agency:
    days = [one.on for one in group if one.on is not None]
    listed = next((one for one in group if one.office_id is not None), group[0])
    return Agency(
        name=listed.name,
        office_id=listed.office_id,
        sources=tuple(dict.fromkeys(one.source for one in group)),
        last_on=max(days, default=None),
    )
