"""PDF: すべての文字が読み戻せる、長い文は切れずに次の頁へ、どの頁にも印がある。"""

from __future__ import annotations

import pytest

from tests.cases.papers.conftest import ENTRIES, ITEMS, pages, read
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
from tsunagi.cases.papers.letter_pdf import envelope_pdf, letter_pdf
from tsunagi.cases.papers.letters import Envelope, Letter, Sender
from tsunagi.cases.papers.pdf import papers_pdf
from tsunagi.cases.papers.rules import PaperKind, Week
from tsunagi.cases.plan.sheet_rules import Item, Support, SupportKind
from tsunagi.cases.plan.week_rules import Entry, EntryKind, Weekday
from tsunagi.ui import pdf_fonts

MARK = "取扱注意　令和8年11月22日　見本 太郎"
# 髙 (CP932), 𠮷 (outside the BMP), variants by selector, a letter no font here holds.
NAMES = [
    "髙橋 𠮷男", "葛\U000e0100城 辻\U000e0100", "邉\U000e0102 祇\U000e0100園",
    "渡邊 德子 﨑山", "𣘺本 花", "か\u3099くう", "𪚥田 架空",
]  # fmt: skip


def long_text(length: int = 6_000) -> str:
    """Every stretch of it can be told from the others."""
    text = "".join(f"第{n}の文は、切れずに残ります。" for n in range(length))
    return text[:length]


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_of_a_name_is_read_back(name: str) -> None:
    paper = plan_paper(PaperKind.PLAN, Header(name=name), PlanTexts(wishes=name))
    text = read(papers_pdf([paper], mark=f"{MARK}　{name}"))
    assert text.replace(" ", "").count(name.replace(" ", "")) == 3


def test_a_variant_is_drawn_as_the_variant() -> None:
    plain, chosen = pdf_fonts.marks("辻")[0], pdf_fonts.marks("辻\U000e0100")[0]
    assert plain.font == chosen.font and plain.code != chosen.code
    assert pdf_fonts.is_drawn("髙") and not pdf_fonts.is_drawn("𪚥")


@pytest.mark.parametrize("field", ["wishes", "policy", "long_goal"])
def test_six_thousand_letters_go_on_over_the_pages(field: str) -> None:
    long = long_text()
    texts = PlanTexts(**{"items": ITEMS, field: long})
    found = pages(
        papers_pdf([plan_paper(PaperKind.PLAN, Header("架空"), texts)], mark=MARK)
    )
    assert len(found) > 2
    assert missing_from(long, found) == []
    assert all(MARK.replace("　", " ") in page.replace("　", " ") for page in found)
    assert all(
        f"様式２－１　{n}頁".replace("　", " ") in page.replace("　", " ")
        for n, page in enumerate(found, 1)
    )


def missing_from(text: str, found: list[str]) -> list[str]:
    """The sentences that no page holds; a page may break one in two."""
    whole = "".join(found)
    sentences = [f"{one}。" for one in text.split("。") if one]
    return [
        one
        for one in sentences[:-1]
        if one not in whole
        and not any(
            one[:k] in whole and one[k:] in whole for k in range(1, len(one) - 2)
        )
    ]


def test_a_long_row_of_the_table_goes_on_with_its_head() -> None:
    long = long_text(3_000)
    item = Item("a", long, supports=(Support(SupportKind.SERVICE, "居宅介護"),))
    found = pages(
        papers_pdf(
            [
                plan_paper(
                    PaperKind.DRAFT, Header("架空"), PlanTexts(items=(item, *ITEMS))
                )
            ],
            mark=MARK,
        )
    )
    assert missing_from(long, found) == []
    assert len(found) > 1
    assert all("優先" in page and "支援目標" in page for page in found)
    assert "友だちと出かけたい" in found[-1]


def test_the_timetable_loses_no_entry() -> None:
    short = Entry(
        "9", Weekday.FRIDAY, 7 * 60, 7 * 60 + 10, "とても長い名前の短い予定" * 3,
        EntryKind.MEDICAL, "架空の長い名前の診療所",
    )  # fmt: skip
    crowd = tuple(
        Entry(
            f"c{n}",
            Weekday.SATURDAY,
            9 * 60,
            10 * 60,
            f"重なる予定その{n}",
            EntryKind.OWN,
        )
        for n in range(6)
    )
    week = Week((*ENTRIES, short, *crowd), long_text(2_000))
    texts = WeekTexts(week, "週単位以外", "全体像")
    text = read(
        papers_pdf([week_paper(PaperKind.PLAN_WEEK, Header("架空"), texts)], mark=MARK)
    )
    for entry in week.entries:
        assert entry.label in text, entry.label
    assert "（祝）移動支援" in text
    assert "22:00〜翌7:00" in text.replace(" ", "")
    assert missing_from(week.activities, [text]) == []
    for word in ("6:00", "4:00", "日・祝", "週単位以外", "全体像"):
        assert word in text


def test_all_eight_blank_forms_are_a4() -> None:
    import pypdfium2

    content = papers_pdf([blank_paper(kind) for kind in PaperKind], mark="白紙の様式")
    with pypdfium2.PdfDocument(content) as document:
        sizes = {tuple(sorted(round(x) for x in page.get_size())) for page in document}
    assert sizes == {(595, 842)}
    text = read(content)
    for kind in PaperKind:
        assert kind.label in text and kind.number in text


def test_a_report_says_what_changes() -> None:
    texts = ReportTexts(overall="落ち着いている", changes=("有", "無", "無"))
    text = read(papers_pdf([report_paper(Header("架空"), texts)], mark=MARK))
    assert "サービスの種類の変更 有" in text and "落ち着いている" in text


def test_nobody_is_named_outside_the_pages() -> None:
    import pypdfium2

    content = papers_pdf([plan_paper(PaperKind.PLAN, Header("架空 花子"))], mark=MARK)
    with pypdfium2.PdfDocument(content) as document:
        assert "花子" not in str(document.get_metadata_dict())


def test_letter_and_envelopes() -> None:
    letter = Letter(
        on="令和8年11月22日", addressee="葛\U000e0100城 𠮷男　様",
        sender=Sender("架空相談支援センター", "見本 太郎", "9998888", "架空県つなぎ市", "000-111-2222"),
        papers=("サービス等利用計画",), postal_code="9990001", address="架空県つなぎ市東区1番地",
    )  # fmt: skip
    text = read(letter_pdf(letter, mark=MARK))
    for word in (
        "葛\U000e0100城",
        "書類の送付について",
        "架空相談支援センター",
        "１部",
        "以上",
    ):
        assert word in text
    for envelope in Envelope:
        text = read(envelope_pdf(letter, envelope))
        assert "999-0001" in text and "葛\U000e0100城" in text and "999-8888" in text
        assert "取扱注意" not in text


def test_a_long_text_goes_on_in_the_next_row_of_excel() -> None:
    import io

    from python_calamine import CalamineWorkbook

    from tsunagi.cases.papers.excel import papers_excel

    long = long_text() + NAMES[1]
    paper = plan_paper(PaperKind.PLAN, Header("架空"), PlanTexts(wishes=long))
    content = papers_excel([paper], mark=MARK)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    texts = [str(cell) for row in rows.to_python() for cell in row if cell]
    assert long in "".join(one for one in texts if "文は" in one or NAMES[1] in one)
    assert sum("文は" in one for one in texts) > 1
