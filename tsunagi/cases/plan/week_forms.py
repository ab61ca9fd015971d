"""週間計画表の予定の入力。曜日はまとめて選べる。"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from tsunagi.cases.plan.week_rules import Entry, EntryKind, Weekday
from tsunagi.ui.fields import (
    ChoiceField,
    HiddenVersion,
    MultipleChoiceField,
    TextField,
    TimeField,
)
from tsunagi.ui.forms import Form, Group


class EntryForm(Form):
    """One thing on one or many days. The end may lie on the next day."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group("いつ", ("days", "start", "end")),
        Group("何を", ("label", "kind", "provider")),
        Group("直した理由", ("correction_reason",), is_folded=True),
    )  # fmt: skip
    days = MultipleChoiceField("曜日", choices=Weekday.choices())
    start = TimeField("始まり", example="9:30")
    end = TimeField(
        "終わり", example="15:30",
        hint="始まりより早い時刻は、次の日とみなします。同じ時刻なら丸一日です。",
    )  # fmt: skip
    label = TextField("内容", max_length=100, example="生活介護、入浴、友人と散歩")
    kind = ChoiceField("種類", choices=EntryKind.choices(), style="select")
    provider = TextField("だれと・どこで", max_length=120, required=False)
    correction_reason = TextField(
        "直した理由", max_length=300, required=False,
        hint="本人が同意したあとに直すときは必要です。",
    )  # fmt: skip
    version = HiddenVersion()

    def entries(self) -> tuple[Entry, ...]:
        """One entry for each day; each has a key of its own."""
        data = self.cleaned_data
        start, end = data["start"], data["end"]
        return tuple(
            Entry(
                key=uuid4().hex, day=Weekday(day),
                start=start.hour * 60 + start.minute,
                end=end.hour * 60 + end.minute, label=data["label"],
                kind=EntryKind(data["kind"]), provider=data["provider"],
            )
            for day in data["days"]
        )  # fmt: skip


def entry_initial(entry: Entry) -> dict[str, Any]:
    return {
        "days": [entry.day.value], "start": _time(entry.start),
        "end": _time(entry.end), "label": entry.label, "kind": entry.kind.value,
        "provider": entry.provider,
    }  # fmt: skip


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
