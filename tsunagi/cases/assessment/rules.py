"""アセスメントとニーズ整理票の規則と言葉。純粋関数だけを置く。

本人の望みと家族の望みは分けて書く。領域ごとに、いまの様子・本人の望み・支援者の見立て・ニーズを
並べ、難しさの原因を本人・環境・社会のどこに見るかを残す。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled


class Domain(Labelled):
    """生活の領域。"""

    LIVING = "living", "生活基盤（住まい・収入）"
    HEALTH = "health", "健康・からだ"
    DAILY = "daily", "日常生活"
    COMMUNICATION = "communication", "コミュニケーション"
    BEHAVIOUR = "behaviour", "行動・特性"
    SOCIETY = "society", "社会参加・人とのつながり"
    LEARNING = "learning", "教育・就労"
    FAMILY = "family", "家族・介護する人"
    RIGHTS = "rights", "金銭・権利"
    EMERGENCY = "emergency", "緊急・災害"


class Part(Labelled):
    """一つの領域に書くこと。"""

    STATE = "state", "いまの様子"
    WISH = "wish", "本人の望み（本人の言葉で）"
    VIEW = "view", "支援者の見立て"
    NEED = "need", "必要なこと（ニーズ）"


class Voice(Labelled):
    """ニーズを、だれが言い表したか。"""

    PERSON = "person", "本人"
    FAMILY = "family", "家族"
    SUPPORTER = "supporter", "支援者が気づいた"


class NeedState(Labelled):
    OPEN = "open", "これから計画に"
    PLANNED = "planned", "計画に入れた"
    MET = "met", "満たされた"
    LEFT = "left", "いまは取り上げない"


Domains = Mapping[str, Mapping[str, Any]]
# What is compared between two assessments beside the domains, with its heading.
TEXTS = {
    "wishes_person": "本人の望む暮らし",
    "wishes_family": "家族の望み",
    "strengths": "得意なこと・力になるもの",
    "overall": "全体の見立て",
}
LONGEST_PART = 4_000


def written_domains(domains: Domains) -> dict[str, dict[str, Any]]:
    """Only what holds something: empty parts and untouched domains are left out."""
    found: dict[str, dict[str, Any]] = {}
    for domain in Domain:
        parts = domains.get(domain.value, {})
        kept: dict[str, Any] = {
            part.value: parts[part.value]
            for part in Part
            if str(parts.get(part.value, "")).strip()
        }
        if parts.get("causes"):
            kept["causes"] = list(parts["causes"])
        if kept:
            found[domain.value] = kept
    return found


class Compared(Frozen):
    """One text of two assessments. is_changed: marked on the page."""

    heading: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def compared_domains(
    before: Domains, after: Domains
) -> list[tuple[str, list[Compared]]]:
    """Side by side, domain by domain; a domain that both leave empty is not shown."""
    found = []
    for domain in Domain:
        old, new = before.get(domain.value, {}), after.get(domain.value, {})
        parts = [
            Compared(
                part.label, str(old.get(part.value, "")), str(new.get(part.value, ""))
            )
            for part in Part
            if old.get(part.value) or new.get(part.value)
        ]
        if parts:
            found.append((domain.label, parts))
    return found


def missing_parts(
    *, wishes_person: str, strengths: str, domains: Domains
) -> tuple[str, ...]:
    """あとで聞きたいこと。断らずに、気づけるように並べる。"""
    found = []
    if not wishes_person.strip():
        found.append("本人の望む暮らしが、まだ本人の言葉で書かれていません。")
    if not strengths.strip():
        found.append("得意なこと・力になるものが、まだ書かれていません。")
    if not domains.get(Domain.EMERGENCY.value):
        found.append("緊急・災害のことが、まだ書かれていません。")
    unheard = [
        Domain(name).label
        for name, parts in domains.items()
        if parts.get("need") and not parts.get("wish")
    ]
    if unheard:
        found.append(f"ニーズはあるのに、本人の望みが空です: {'、'.join(unheard)}")
    return tuple(found)


def needs_in(domains: Domains) -> Sequence[tuple[Domain, str]]:
    """アセスメントに書かれたニーズ。ニーズ整理票の始まりになる。"""
    return [
        (domain, str(domains[domain.value]["need"]))
        for domain in Domain
        if domains.get(domain.value, {}).get("need")
    ]
