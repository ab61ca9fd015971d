"""様式の試し書きに使う、架空の人の計画。だれの記録でもない。"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tsunagi.cases.monitoring.report_rules import Result
from tsunagi.cases.papers.forms_data import (
    Header,
    PersonTexts,
    PlanTexts,
    ReportTexts,
    WeekTexts,
    person_paper,
    plan_paper,
    report_paper,
    week_paper,
)
from tsunagi.cases.papers.rules import Paper, PaperKind, Week
from tsunagi.cases.plan.sheet_rules import Item, Support, SupportKind, Unit
from tsunagi.cases.plan.week_rules import Entry, EntryKind, Weekday
from tsunagi.common.wareki import format_wareki


def fictional_paper(kind: PaperKind, *, today: date) -> Paper:
    """Every box holds something, so that one sees where it goes."""
    header = _header(format_wareki(today))
    if kind is PaperKind.PERSON:
        return person_paper(header, _PERSON)
    if kind is PaperKind.REPORT:
        return report_paper(header, _REPORT)
    if kind.is_week:
        return week_paper(kind, header, _WEEK)
    return plan_paper(kind, header, _PLAN)


def _header(on: str) -> Header:
    return Header(
        name="架空 花子", kana="かくう はなこ", support_level="区分3",
        office="架空相談支援事業所", author="架空 太郎（000-000-0000）",
        welfare_number="0000000001", community_number="0000000002",
        child_number="0000000003", burden="0円", made_on=on, held_on=on,
        monitoring="3か月ごと", begins=on, consent=f"架空 花子　{on}",
    )  # fmt: skip


_ITEM = Item(
    "a", "（課題）好きなものを自分で買いたい", "（支援目標）週に一度の買い物", "（達成時期）6か月",
    "（本人の役割）買う物を書き出す", "（生かす力）絵が得意", "（評価時期）3か月", "（留意事項）雨の日は休む",
    supports=(
        Support(
            SupportKind.SERVICE, "居宅介護", "買い物の付き添い", Decimal(8),
            Unit.TIMES_MONTH, "架空ヘルパー", "架空 次郎",
        ),
    ),
)  # fmt: skip
_PLAN = PlanTexts(
    wishes="（意向）海の近くで暮らしたい", policy="（方針）一人で出かける力をつける",
    long_goal="（長期目標）自分の部屋で暮らす", short_goal="（短期目標）週に一度の買い物",
    items=(_ITEM, _ITEM),
)  # fmt: skip
_WEEK = WeekTexts(
    Week(
        tuple(
            Entry(str(day), day, 9 * 60, 16 * 60, "（予定）生活介護", EntryKind.SERVICE)
            for day in Weekday
        ),
        "（主な活動）紙すき",
    ),
    "（週単位以外）短期入所 月2日", "（全体像）絵を描いて暮らす",
)  # fmt: skip
_REPORT = ReportTexts(
    policy="（方針）一人で出かける力をつける", overall="（全体）落ち着いている",
    results=(
        Result(
            "a", goal="（支援目標）買い物", when="（達成時期）6か月", provided="（提供状況）週1回",
            person_words="（感想）楽しい", satisfaction="good", achieved="nearly",
            ahead="（今後）回数を増やす", remarks="（留意事項）なし",
        ),
    ),
    changes=("無", "有", "無"), change_words="（わけ）回数を増やす", next_month="（次回）",
)  # fmt: skip
_PERSON = PersonTexts(
    birth="平成2年5月5日", age="36歳　女", address="架空県架空市1番地",
    phone="000-000-0000", email="x@example.invalid", disability="（障害名）",
    household="（世帯）母と二人", overview="（概要）", wishes_person="（本人の主訴）",
    wishes_family="（家族の主訴）", life="（生活歴）", medical="（医療）", daily="（過ごし方）",
    strengths="（得意）", money="（お金）", emergency="（緊急）",
    notebooks=(("療育手帳", "（等級）", "（番号）", "（期間）"),),
    family=(("母", "架空 良子", "68", "同居", "（役割）"),),
    supports=(("福祉サービス", "（名称）", "（内容）", "（備考）"),),
)  # fmt: skip
