"""きょうの画面に出す、引継ぎのこと。だれの番かがいつも分かる。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tsunagi.cases.handover.queries import waiting_counts
from tsunagi.cases.intake.handoff_queries import waiting_handoff_counts
from tsunagi.reports.worklist.asking import Asked
from tsunagi.reports.worklist.rules import Column, Item


def handovers(asked: Asked) -> Iterator[Item]:
    """届いた依頼、尋ねられたこと、期限切れ、顔合わせと終わりの確かめ。

    Of cases and of receptions together: one list, one line.
    """
    frame: dict[str, Any] = {
        "actor": asked.actor, "now": asked.now, "today": asked.today,
    }  # fmt: skip
    count = waiting_counts(**frame) + waiting_handoff_counts(**frame)
    if count.received:
        yield Item(
            Column.DUE,
            title=f"引継ぎの依頼が{count.received}件届いています",
            reason="引き受けられるかを返事してください。空きがなければ、一度押すだけで返せます。"
            + (f"{count.late}件は期限を過ぎています。" if count.late else ""),
            action="届いた依頼を見る",
            url_name="handover-list",
            late=bool(count.late),
            rank=4,
        )
    for number, title, reason in (
        (
            count.questions,
            "引継ぎで尋ねられたことが{}件あります",
            "答えると、相手が引き受けるかを決められます。",
        ),
        (
            count.lapsed,
            "返事の期限が過ぎた引継ぎが{}件あります",
            "電話で確かめるか、次の依頼先に頼んでください。責任はこちらにあります。",
        ),
        (
            count.to_meet,
            "引受けが決まり、顔合わせを待つ方が{}人います",
            "本人と新しい相談先が会う日を決めてください。",
        ),
        (
            count.to_finish,
            "つながったかを確かめる方が{}人います",
            "本人がつながったことを確かめて、引継ぎを終えてください。",
        ),
    ):
        if number:
            yield Item(
                Column.DUE,
                title=title.format(number),
                reason=reason,
                action="進んでいる引継ぎを見る",
                url_name="handover-list",
                query="view=sent",
                rank=6,
            )
