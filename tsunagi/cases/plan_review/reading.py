"""書面の一つの版を、助言できる行として読む。"""

from __future__ import annotations

from tsunagi.cases.entitlement.rules import interval_words
from tsunagi.cases.plan.models import PlanSheet
from tsunagi.cases.plan.sheet_rules import items_of
from tsunagi.cases.plan.week_rules import entries_of, span_words
from tsunagi.cases.plan_review.rules import TEXT_LINES, ReviewLine, lines_of


def sheet_lines(sheet: PlanSheet) -> tuple[ReviewLine, ...]:
    """The lines of a version of the sheet."""
    texts = {
        name: str(getattr(sheet, name))
        for name in TEXT_LINES
        if name not in ("week", "interval")
    }
    texts["week"] = "\n".join(
        f"{one.day.label} {span_words(one)} {one.label}"
        for one in entries_of(sheet.week)[:12]
    )
    interval = interval_words(sheet.interval) if sheet.interval else ""
    texts["interval"] = f"{interval} {sheet.interval_reason}".strip()
    return lines_of(texts, items_of(sheet.items))
