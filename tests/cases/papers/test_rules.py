"""様式の中身: 八枚の欄、白紙、表の行、シートの名前。"""

from __future__ import annotations

import pytest

from tests.cases.papers.conftest import ENTRIES, ITEMS
from tsunagi.cases.monitoring.report_rules import Result
from tsunagi.cases.papers.forms_data import (
    Header,
    PlanTexts,
    ReportTexts,
    WeekTexts,
    blank_paper,
    plan_paper,
    report_paper,
    week_paper,
)
from tsunagi.cases.papers.reading import wishes_words
from tsunagi.cases.papers.rules import PaperKind, Week, cell_text, numbered, words_of

# The labels of the national forms (別添様式例), by paper.
HEAD = [
    "利用者氏名（児童氏名）", "障害支援区分", "相談支援事業者名",
    "障害福祉サービス受給者証番号", "利用者負担上限額", "計画作成担当者",
    "地域相談支援受給者証番号", "通所受給者証番号",
]  # fmt: skip


def labels(kind: PaperKind) -> list[str]:
    return [field.label for field in blank_paper(kind).fields()]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (PaperKind.PRESENT_WEEK, ["主な日常生活上の活動", "週単位以外のサービス"]),
        (
            PaperKind.DRAFT,
            [
                "計画案作成日", "モニタリング期間（開始年月）", "利用者同意署名欄",
                "利用者及びその家族の生活に対する意向（希望する生活）",
                "総合的な援助の方針", "長期目標", "短期目標",
            ],
        ),
        (
            PaperKind.DRAFT_WEEK,
            ["計画開始年月", "サービス提供によって実現する生活の全体像"],
        ),
        (PaperKind.PLAN, ["計画作成日", "利用者同意署名欄"]),
        (PaperKind.PLAN_WEEK, ["計画開始年月", "週単位以外のサービス"]),
        (
            PaperKind.REPORT,
            ["計画作成日", "モニタリング実施日", "総合的な援助の方針", "全体の状況"],
        ),
        (PaperKind.REPORT_WEEK, ["モニタリング実施日", "主な日常生活上の活動"]),
    ],
)  # fmt: skip
def test_every_box_of_the_form_is_there(kind: PaperKind, more: list[str]) -> None:
    assert set(HEAD + more) <= set(labels(kind))


def test_the_life_as_a_whole_stands_on_plans_only() -> None:
    whole = "サービス提供によって実現する生活の全体像"
    assert whole not in labels(PaperKind.REPORT_WEEK)
    assert whole not in labels(PaperKind.PRESENT_WEEK)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_blank_form_holds_nothing(kind: PaperKind) -> None:
    paper = blank_paper(kind)
    assert paper.is_blank
    assert not any(field.value for field in paper.fields())
    names = [field.name for field in paper.fields()]
    assert len(names) == len(set(names)), "a cell map names each box once"


def test_the_sheet_names_are_the_familiar_ones() -> None:
    assert [kind.sheet_name for kind in PaperKind] == [
        "別紙１", "別紙２", "1_1計画案", "１_2計画案週", "2_1計画", "2_2計画週", "3_1モニタ", "3_2モニタ週",
    ]  # fmt: skip


def test_a_need_row_keeps_its_supports_level() -> None:
    paper = plan_paper(PaperKind.PLAN, Header("架空"), PlanTexts(items=ITEMS))
    first, second = next(paper.grids()).rows
    assert first[0] == "1" and second[0] == "2"
    assert first[4] == (
        "①居宅介護　買い物の付き添い　8回/月",
        "②近所の友人　一緒に店へ行く",
    )
    assert first[5] == ("①架空ヘルパーあおぞら\n（佐藤 000-222-3333）", "②")
    assert second[4] == ("近所の友人　一緒に店へ行く",)
    assert "生かす力: 絵が得意" in cell_text(first[8])


def test_the_three_changes_answer_for_the_whole_plan() -> None:
    results = (Result("a", goal="買い物", satisfaction="good"), Result("b"))
    paper = report_paper(
        Header("架空"), ReportTexts(results=results, changes=("無", "有", ""))
    )
    first, second = next(paper.grids()).rows
    assert first[7:10] == ("無", "有", "") and second[7:10] == ("〃", "〃", "〃")
    assert first[4] == "よい"
    said = {field.name: field.value for field in paper.fields()}["change_any"]
    assert "サービスの量の変更 有" in said and "週間計画" not in said


def test_a_holiday_is_marked_in_the_last_column() -> None:
    assert [words_of(entry) for entry in ENTRIES] == [
        "生活介護（架空作業所）", "就寝", "（祝）移動支援", "教会",
    ]  # fmt: skip
    texts = WeekTexts(Week(ENTRIES, "紙すき"))
    assert week_paper(PaperKind.PLAN_WEEK, Header("架空"), texts).week() == texts.week


def test_the_person_and_the_family_are_kept_apart() -> None:
    assert wishes_words("海", "町") == "（本人）海\n（家族）町"
    assert wishes_words("", "町") == "（家族）町"


def test_one_support_needs_no_number() -> None:
    assert numbered(["a"]) == ("a",) and numbered([]) == ()
    assert numbered(["a", "b"]) == ("①a", "②b")
