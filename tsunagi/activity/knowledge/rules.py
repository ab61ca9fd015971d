"""読み物と地域の取り決め: 種類、確かさ、だれに役立つか。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from tsunagi.common.dates import age_on
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

AGE_65, AGE_18 = "65歳", "18歳"


class Kind(Labelled):
    ARTICLE = "article", "読み物"
    AGREEMENT = "agreement", "地域の取り決め"
    NOTICE = "notice", "お知らせ"


# What an office says it has read.
CONFIRMED = frozenset({Kind.AGREEMENT, Kind.NOTICE})


class Confidence(Labelled):
    """その内容を、何で確かめたか。"""

    OFFICIAL = "A", "公の文書で確かめた"
    SECONDARY = "B", "解説などで確かめた"
    UNVERIFIED = "C", "未確認（経験や一般の知識）"


class CaseWords(Frozen):
    """What of a person leads to an article: words, never the person.

    labels: kinds of disability and ways of support as the screen spells them.
    texts: free words such as the name of a diagnosis, looked into for tags.
    """

    labels: frozenset[str]
    texts: tuple[str, ...] = ()


def age_tags(birth_on: date | None, today: date) -> frozenset[str]:
    """18歳と65歳の変わり目の、前後一年に出す。"""
    if birth_on is None or birth_on > today:
        return frozenset()
    age = age_on(birth_on, today)
    return frozenset(
        tag for tag, years in ((AGE_18, (17, 18)), (AGE_65, (64, 65))) if age in years
    )


def tags_that_fit(tags: Iterable[str], words: CaseWords) -> tuple[str, ...]:
    """Which tags of an article lead from this person to it, in the article's order."""
    return tuple(
        tag
        for tag in tags
        if tag in words.labels or any(tag in text for text in words.texts if text)
    )


def is_addressed(
    *, path: str, kinds: Collection[str], area_path: str, audience: Collection[str]
) -> bool:
    """お知らせの届く事業所か。audience が空なら、その地域のすべての相談支援事業所。"""
    return path.startswith(area_path) and (
        not audience or not set(audience).isdisjoint(kinds)
    )


def split_tags(text: str) -> list[str]:
    """「高次脳機能障害、就労」のような一行を、言葉の並びにする。"""
    for mark in ("、", "，", ",", "；", ";", "　"):
        text = text.replace(mark, " ")
    return list(dict.fromkeys(text.split()))
