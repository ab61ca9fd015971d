"""One PDF of many plans: cold (fonts are made ready on first use) and warm."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date

TEXTS = (
    "日中の活動を続けながら、友だちと出かける機会を少しずつ増やしていく。",
    "母の体調を見守り、緊急のときには短期入所を使えるように、ふだんから泊まる練習をする。",
    "買い物に行き、好きなものを自分で選ぶ。お金の使い方を支援者と一緒に確かめる。",
    "通院に付き添い、薬の飲み忘れを防ぐ。体調の変化に気づいたら、早めに相談する。",
)


@dataclass(frozen=True)
class PaperFigures:
    """Seconds of wall and of CPU; letters: on the papers of one plan."""

    plans: int
    letters: int
    cold_s: float
    cold_cpu_s: float
    warm_s: float
    warm_cpu_s: float
    megabytes: float


def papers_of(number: int):
    """計画と週間計画表。行が六つ、予定が二十ほどの、ふつうの大きさ。"""
    from tsunagi.cases.papers.fictional import fictional_paper
    from tsunagi.cases.papers.forms_data import (
        Header,
        PlanTexts,
        WeekTexts,
        plan_paper,
        week_paper,
    )
    from tsunagi.cases.papers.rules import PaperKind, Week
    from tsunagi.cases.plan.sheet_rules import Item, Support, SupportKind
    from tsunagi.cases.plan.week_rules import Entry, EntryKind, Weekday

    def text(place: int, times: int = 1) -> str:
        return "".join(TEXTS[(number + place + n) % len(TEXTS)] for n in range(times))

    header = Header(
        name=f"架空 {number}番", office="架空相談支援事業所", author="架空 太郎",
        made_on="令和8年11月1日", monitoring="3か月ごと",
    )  # fmt: skip
    support = Support(SupportKind.SERVICE, "生活介護", text(3), provider="架空作業所")
    items = tuple(
        Item(str(n), text(n, 2), text(n + 1), "令和9年3月", text(n + 2), "", "3か月後",
             supports=(support, support))
        for n in range(6)
    )  # fmt: skip
    entries = tuple(
        Entry(f"{day}{hour}", day, hour * 60, hour * 60 + 120, "生活介護",
              EntryKind.SERVICE, "架空作業所")
        for day in Weekday
        for hour in (7, 10, 19)
    )  # fmt: skip
    assert fictional_paper(PaperKind.PLAN, today=date(2026, 11, 1))
    return [
        plan_paper(
            PaperKind.PLAN, header,
            PlanTexts(text(0, 4), text(1, 4), text(2), text(3), items),
        ),
        week_paper(
            PaperKind.PLAN_WEEK, header,
            WeekTexts(Week(entries, text(0, 4)), text(1, 2), text(2, 4)),
        ),
    ]  # fmt: skip


def measure_papers(*, plans: int) -> PaperFigures:
    papers = [paper for number in range(plans) for paper in papers_of(number)]
    letters = sum(
        len(field.value) for paper in papers for field in paper.fields()
    ) + sum(
        len(str(cell))
        for paper in papers
        for grid in paper.grids()
        for row in grid.rows
        for cell in row
    )
    times = [_drawn(papers) for _ in range(2)]
    (cold, cold_cpu, size), (warm, warm_cpu, _) = times
    return PaperFigures(
        plans, letters // plans, cold, cold_cpu, warm, warm_cpu, size / 1_000_000
    )


def _drawn(papers) -> tuple[float, float, int]:
    wall, cpu = time.perf_counter(), time.process_time()
    from tsunagi.cases.papers.pdf import papers_pdf

    content = papers_pdf(papers, mark="取扱注意　測定")
    return time.perf_counter() - wall, time.process_time() - cpu, len(content)
