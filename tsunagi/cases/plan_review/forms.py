"""評価・助言の入力。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.cases.plan_review.rules import (
    LONGEST_COMMENT,
    Criterion,
    Level,
    ReviewLine,
)
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    TextAreaField,
)
from tsunagi.ui.forms import Form, Group


class AskForm(Form):
    words = TextAreaField(
        "聞きたいこと", rows=3, max_length=1000, required=False,
        hint="どこで迷ったか。書かなくても求められます。",
    )  # fmt: skip
    key = IdempotencyKey()


class ReviewForm(Form):
    """A comment box for each line of the sheet, then the levels and the words."""

    good = TextAreaField("よいところ", rows=3, max_length=2000, required=False)
    advice = TextAreaField("全体への助言", rows=3, max_length=2000, required=False)
    recheck_on = DateField("もう一度見る日", required=False, width="middle")
    version = HiddenVersion()

    def __init__(self, *args: Any, lines: Sequence[ReviewLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = tuple(lines)
        for number, line in enumerate(self.lines):
            self.fields[f"line_{number}"] = TextAreaField(
                line.label, rows=2, max_length=LONGEST_COMMENT, required=False,
                hint=line.text[:300],
            )  # fmt: skip
        for criterion in Criterion:
            self.fields[f"level_{criterion.value}"] = ChoiceField(
                criterion.label, choices=Level.choices(), required=False
            )
        self.groups = (  # type: ignore[misc]
            Group("よいところ", ("good",), "できていることから先に伝えます。"),
            Group(
                "行ごとの助言",
                tuple(f"line_{number}" for number in range(len(self.lines))),
                "書いた行にだけ、助言が付きます。",
            ),
            Group(
                "観点ごとの段階", tuple(f"level_{one.value}" for one in Criterion),
                "点数ではありません。次に何を一緒にするかの目印です。分からない観点は空けます。",
            ),
            Group("まとめ", ("advice", "recheck_on")),
        )  # fmt: skip

    def comments(self) -> dict[str, str]:
        data = self.cleaned_data
        return {
            line.key: data[f"line_{number}"] for number, line in enumerate(self.lines)
        }

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "good": data["good"],
            "advice": data["advice"],
            "recheck_on": data["recheck_on"],
            "levels": {one.value: data[f"level_{one.value}"] for one in Criterion},
        }


class AnswerForm(Form):
    answer = TextAreaField(
        "どうしたか", rows=3, max_length=1000,
        hint="直したこと、または直さなかったわけ。",
    )  # fmt: skip


class SettleForm(Form):
    words = TextAreaField("次に気をつけること", rows=2, max_length=1000, required=False)
    version = HiddenVersion()
