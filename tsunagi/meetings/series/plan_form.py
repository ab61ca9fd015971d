"""年の予定の入力: 提案された日に印を付ける。ほかの日も足せる。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tsunagi.common.dates import holiday_name, weekday_name
from tsunagi.common.wareki import format_wareki
from tsunagi.meetings.series.rhythm_rules import Proposal
from tsunagi.ui.fields import DateField, MultipleChoiceField
from tsunagi.ui.forms import Form


class PlanForm(Form):
    days = MultipleChoiceField("入れる日", choices=(), required=False)
    other = DateField(
        "ほかの日も入れる", width="middle", required=False,
        hint="上の提案にない日を、一日だけ足せます。",
    )  # fmt: skip

    def __init__(
        self, *args: Any, proposals: Sequence[Proposal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["days"]
        chosen.choices = [  # type: ignore[attr-defined]
            (one.on.isoformat(), day_words(one)) for one in proposals
        ]
        chosen.initial = [one.on.isoformat() for one in proposals]
        if not proposals:
            del self.fields["days"]

    def chosen_days(self) -> list[date]:
        ticked = {date.fromisoformat(one) for one in self.cleaned_data.get("days", ())}
        other = self.cleaned_data.get("other")
        return sorted(ticked | ({other} if other else set()))


def day_words(one: Proposal) -> str:
    """「令和8年4月30日（木）　4月29日は昭和の日」。"""
    words = f"{format_wareki(one.on)}（{weekday_name(one.on)}）"
    if not one.is_moved:
        return words
    usual = f"{one.usual_on.month}月{one.usual_on.day}日"
    why = holiday_name(one.usual_on) or "休みの日"
    return f"{words}　{usual}は{why}のため"
