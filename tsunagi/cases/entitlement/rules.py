"""支給決定の規則と言葉。純粋関数だけを置く。"""

from __future__ import annotations

from datetime import date

from tsunagi.common.dates import YearMonth
from tsunagi.common.words import Labelled


class EntitlementKind(Labelled):
    PLAN = "plan", "計画相談支援"
    CHILD = "child", "障害児相談支援"


class Source(Labelled):
    """支給決定を、何で確かめて書いたか。担当課の操作を待たせない。"""

    CERTIFICATE = "certificate", "受給者証で確認"
    NOTICE = "notice", "決定の通知"
    MUNICIPALITY = "municipality", "市町村が入力"
    IMPORT = "import", "表の取り込み"


class TermReason(Labelled):
    FIRST = "first", "支給決定のとき"
    NEW_START = "new_start", "新規・大きな変更のため"
    UNSTABLE = "unstable", "状態や環境の変化のため短く"
    STABLE = "stable", "安定しているため長く"
    REVIEWED = "reviewed", "地域の検討を受けて"
    OTHER = "other", "その他"


INTERVALS = (1, 2, 3, 4, 6, 12)


def interval_words(every: int) -> str:
    """「毎月」「3か月ごと」「1年ごと」。"""
    if every == 1:
        return "毎月"
    return "1年ごと" if every == 12 else f"{every}か月ごと"


def support_period(
    *, valid_from: date, last_day: date, plan_made_on: date | None, is_new: bool
) -> tuple[YearMonth, YearMonth]:
    """計画相談の支給期間: 新規は計画を作った月から、更新は有効期間の始まる月から、終わる月まで。

    根拠: 相談支援関係Q&A（平成24年3月）の例。市町村の決定が違うときは、決定のほうを書く。
    """
    start = YearMonth.of(valid_from)
    if is_new and plan_made_on is not None:
        start = min(start, YearMonth.of(plan_made_on))
    return start, YearMonth.of(last_day)


class Coverage(Labelled):
    """サービスを使う人の計画が、どうなっているか。"""

    PLAN = "plan", "計画相談（専門員がいる）"
    CHILD = "child_plan", "障害児相談（専門員がいる）"
    SELF = "self_plan", "セルフプラン"
    NONE = "none", "計画がない（委託などで支えている）"


def coverage_of(mode: str) -> Coverage:
    """関わり方から、計画のありかた。給付で行える支援は、給付で行えないかを確かめる。"""
    try:
        return Coverage(mode)
    except ValueError:
        return Coverage.NONE
