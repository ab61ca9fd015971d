"""モニタリング報告の入力。目標の数だけ、同じ欄の組が並ぶ。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import CharField, HiddenInput

from tsunagi.cases.contact.rules import Place
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.monitoring.report_rules import (
    CHANGES,
    RESULT_TEXTS,
    Achieved,
    Result,
    Satisfaction,
    results_of,
)
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import replace
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    MonthField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

ANSWERS = [("yes", "有"), ("no", "無")]
SIMPLE = (
    "held_on", "place", "present", "policy", "overall", "change_words",
    "other_services", "explained_on", "consented_on", "submitted_on",
)  # fmt: skip
RESULT_FIELDS = (
    "provided",
    "person_words",
    "satisfaction",
    "achieved",
    "ahead",
    "remarks",
)


class ReportForm(Form):
    """results: the goals of the plan, in their order; one group of fields for each."""

    held_on = DateField("モニタリング実施日", width="middle")
    place = ChoiceField(
        "場所", choices=Place.choices(), style="select", required=False, width="middle"
    )
    present = TextField(
        "会った人", max_length=200, required=False, example="本人、母、作業所の職員"
    )
    policy = TextAreaField(
        "総合的な援助の方針（計画から）", rows=3, max_length=4000, required=False
    )
    overall = TextAreaField("全体の状況", rows=4, max_length=4000, required=False)
    change_kind = ChoiceField(CHANGES["change_kind"], choices=ANSWERS, required=False)
    change_amount = ChoiceField(
        CHANGES["change_amount"], choices=ANSWERS, required=False
    )
    change_week = ChoiceField(CHANGES["change_week"], choices=ANSWERS, required=False)
    change_words = TextAreaField(
        "変更のわけ・内容", rows=2, max_length=2000, required=False
    )
    other_services = TextAreaField(
        "週単位以外のサービス", rows=2, max_length=2000, required=False
    )
    next_month = MonthField("次のモニタリングの月", required=False, width="middle")
    explained_on = DateField("説明した日", required=False, width="middle")
    consented_on = DateField("同意した日", required=False, width="middle")
    submitted_on = DateField(
        "市町村へ出した日", required=False, width="middle",
        hint="計画の更新・変更や、間隔の決め直しが要るときなどに出します。",
    )  # fmt: skip
    month = CharField(widget=HiddenInput(), required=False)
    key = IdempotencyKey()

    def __init__(self, *args: Any, results: Sequence[Result], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.results = tuple(results)
        goals = []
        for number, result in enumerate(self.results, start=1):
            self._add_result(number)
            names = tuple(f"{name}_{number}" for name in RESULT_FIELDS)
            goals.append(
                Group(f"{number}　{result.goal or result.need}", names, _about(result))
            )
        self.groups = (  # type: ignore[misc]
            Group("モニタリング", ("held_on", "place", "present")),
            Group("方針と全体", ("policy", "overall")),
            *goals,
            Group(
                "計画を変える必要", (*CHANGES, "change_words"),
                "どれかが「有」なら、保存のあと、新しい計画案に進めます。",
            ),
            Group("いまの週間", ("other_services",),
                  "週間の表は、保存のあとに直せます。はじめは計画から写します。"),
            Group(
                "説明・同意・提出",
                ("next_month", "explained_on", "consented_on", "submitted_on"),
            ),
            *self.last_groups,
        )  # fmt: skip

    last_groups: tuple[Group, ...] = ()

    def _add_result(self, number: int) -> None:
        for name, label in RESULT_TEXTS.items():
            self.fields[f"{name}_{number}"] = TextAreaField(
                label, rows=2, max_length=2000, required=False
            )
        self.fields[f"satisfaction_{number}"] = ChoiceField(
            "本人の満足", choices=Satisfaction.choices(), required=False
        )
        self.fields[f"achieved_{number}"] = ChoiceField(
            "支援目標の達成度", choices=Achieved.choices(), required=False
        )

    def values(self, *, week: list[dict[str, Any]]) -> dict[str, Any]:
        """The checked form as the values that the action takes."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in SIMPLE},
            **{name: _answer(data[name]) for name in CHANGES},
            "next_month": data["next_month"].as_int if data["next_month"] else None,
            "week": week,
            "results": [
                replace(
                    result,
                    **{name: data[f"{name}_{number}"] for name in RESULT_FIELDS},
                ).as_json()
                for number, result in enumerate(self.results, start=1)
            ],
        }


class CorrectReportForm(ReportForm):
    last_groups = (Group("直した理由", ("correction_reason",)),)
    correction_reason = TextField(
        "直した理由", max_length=300, required=False,
        hint="ほかの職員の報告を直すときは必要です。",
    )  # fmt: skip
    version = HiddenVersion()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["key"], self.fields["month"]


def _about(result: Result) -> str:
    parts = [f"ニーズ: {result.need}"] if result.need and result.goal else []
    if result.when:
        parts.append(f"達成時期: {result.when}")
    return "　".join(parts)


def _answer(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


def report_initial(report: MonitoringReport) -> dict[str, Any]:
    """A stored version as the start of a form."""
    start: dict[str, Any] = {name: getattr(report, name) for name in SIMPLE}
    words = {True: "yes", False: "no", None: ""}
    start |= {name: words[getattr(report, name)] for name in CHANGES}
    month = report.next_month
    start |= {
        "next_month": YearMonth.from_int(month) if month else None,
        "version": report.version,
    }
    for number, result in enumerate(results_of(report.results), start=1):
        start |= {f"{name}_{number}": getattr(result, name) for name in RESULT_FIELDS}
    return start
