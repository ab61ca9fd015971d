"""きょうの画面に出す、センターの計画相談への市の承認のこと。"""

from __future__ import annotations

from collections.abc import Iterator

from tsunagi.cases.limits.approval_queries import answers_for_me, to_decide_count
from tsunagi.reports.worklist.asking import Asked
from tsunagi.reports.worklist.rules import Column, Item


def to_decide(asked: Asked) -> Iterator[Item]:
    """市の担当に: 答えを待つもの。"""
    count = to_decide_count(actor=asked.actor, now=asked.now)
    if count:
        yield Item(
            Column.DUE,
            title=f"センターの計画相談の承認の求めが{count}件あります",
            reason="答えるまで「市の承認待ち」と出ます。支援は止まりません。",
            action="求めを見る",
            url_name="approval-list",
            rank=12,
        )


def answers(asked: Asked) -> Iterator[Item]:
    """センターに: 市の答え。承認されなかったものは、何かするまで残る。"""
    approved, refused = answers_for_me(actor=asked.actor, now=asked.now)
    if refused:
        yield Item(
            Column.DUE,
            title=f"市が承認しなかった計画相談が{refused}件あります",
            reason="市のひとことを読み、引継ぎを準備してください。つながるまで、ここで支えます。",
            action="市の答えを見る",
            url_name="approval-list",
            rank=12,
        )
    if approved:
        yield Item(
            Column.NEWS,
            title=f"市が承認した計画相談が{approved}件あります",
            reason="この2週間に届いた答えです。",
            action="市の答えを見る",
            url_name="approval-list",
        )
