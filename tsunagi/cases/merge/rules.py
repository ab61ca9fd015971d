"""同じ人かもしれない二人: どれだけ似ているかと、その理由。純粋関数だけを置く。"""

from __future__ import annotations

from datetime import date

from rapidfuzz.distance import JaroWinkler

from tsunagi.common.frozen import Frozen

SUGGEST_FROM = 60


class Traits(Frozen):
    """What two rows are compared by. Keys are search keys; empty means not known."""

    name_key: str = ""
    kana_key: str = ""
    birth_on: date | None = None
    phone_digits: str = ""
    certificate_numbers: frozenset[str] = frozenset()


class Likeness(Frozen):
    """score 0 to 100, and the sentences that say why."""

    score: int
    reasons: tuple[str, ...]

    @property
    def is_worth_a_look(self) -> bool:
        return self.score >= SUGGEST_FROM


def likeness(one: Traits, other: Traits) -> Likeness:
    """A matching certificate number settles it; a different birthday speaks against.

    The weights are ours: they order suggestions, a person decides.
    """
    score, reasons = 0, []
    if one.certificate_numbers & other.certificate_numbers:
        score += 70
        reasons.append("受給者証などの番号が同じです")
    if one.birth_on is not None and one.birth_on == other.birth_on:
        score += 40
        reasons.append("生年月日が同じです")
    elif one.birth_on is not None and other.birth_on is not None:
        score -= 30
        reasons.append("生年月日が違います")
    score += _by_text(one.kana_key, other.kana_key, 40, "かな", reasons)
    score += _by_text(one.name_key, other.name_key, 15, "氏名の文字", reasons)
    if one.phone_digits and one.phone_digits == other.phone_digits:
        score += 15
        reasons.append("電話番号が同じです")
    return Likeness(max(0, min(score, 100)), tuple(reasons))


def _by_text(one: str, other: str, most: int, what: str, reasons: list[str]) -> int:
    if not one or not other:
        return 0
    if one == other:
        reasons.append(f"{what}が同じです")
        return most
    alike = JaroWinkler.similarity(one, other)
    if alike < 0.9:
        return 0
    reasons.append(f"{what}がよく似ています")
    return round(most * 0.6)
