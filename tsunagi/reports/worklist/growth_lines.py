"""きょうの画面に出す、自分の育ちのこと: もくひょうの日と、もらったことば。"""

from __future__ import annotations

from collections.abc import Iterator

from tsunagi.activity.growth.queries import aims_due, new_remarks
from tsunagi.common.wareki import format_wareki
from tsunagi.reports.worklist.asking import Asked
from tsunagi.reports.worklist.rules import Column, Item


def growth(asked: Asked) -> Iterator[Item]:
    """自分のことだけ。ほかの人のもくひょうは、見せてもらっていても、ここには出ない。"""
    for row in aims_due(actor=asked.actor, now=asked.now, today=asked.today):
        yield Item(
            Column.DUE,
            title=f"もくひょう「{row.text[:30]}」",
            reason=f"自分で決めた日（{format_wareki(row.due_on)}）です。"
            "できた、続ける、手放す、のどれでもかまいません。",
            action="区切りをつける",
            url_name="growth-aim-settle",
            url_id=str(row.record_id),
            late=row.due_on < asked.today,
            rank=35,
        )
    for remark in new_remarks(actor=asked.actor, now=asked.now):
        yield Item(
            Column.NEWS,
            title=f"{remark.written_by.name}さんから、ことばが届いています",
            reason="あなたの「できることのふり返り」に書かれました。読むのは、あなただけです。",
            action="読む",
            url_name="growth-assessment",
            url_id=str(remark.assessment_id),
        )
