"""グループスーパービジョンの入力。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tsunagi.meetings.issue.topics import topic_choices
from tsunagi.meetings.supervision.actions import NewSupervision
from tsunagi.meetings.supervision.rules import LineKind, Method
from tsunagi.organisations.models import Staff
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form

NO_NAMES = "利用者の名前、番地、電話番号は書きません。"
YES, NO = "yes", "no"


class GateForm(Form):
    crisis = ChoiceField(
        "いま命や安全の心配がありますか",
        choices=((YES, "ある"), (NO, "ない")),
        hint="虐待、自傷、行方が分からない、食べていない、などです。迷うときは「ある」にします。",
    )  # fmt: skip
    key = IdempotencyKey()


class BeginForm(Form):
    method = ChoiceField("進め方", choices=())
    presenter = ChoiceField("発表する人", choices=(), style="select")
    theme = TextField(
        "話題", max_length=200, example="会ってもらえない方との、つながり方",
        hint=NO_NAMES,
    )  # fmt: skip
    wish = TextField(
        "どんな考えがほしいか", max_length=200, required=False,
        example="玄関先で話す以外の、はじめの一歩",
    )  # fmt: skip
    topic = ChoiceField(
        "話題の札", choices=topic_choices(), style="select", required=False,
        hint="くり返し出る話題を数え、研修につなげるためのものです。",
    )  # fmt: skip
    key = IdempotencyKey()

    def __init__(
        self, *args: Any, methods: Iterable[Method], people: Iterable[Staff],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in people}
        self.fields["method"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.title}（{one.minutes}分）") for one in methods
        ]
        self.fields["presenter"].choices = [  # type: ignore[attr-defined]
            ("", "選んでください"),
            *((key, one.name) for key, one in self.people.items()),
        ]

    def new(self) -> NewSupervision:
        data: dict[str, Any] = self.cleaned_data
        return NewSupervision(
            method=data["method"], presenter=self.people[data["presenter"]],
            theme=data["theme"], wish=data["wish"], topic=data["topic"],
        )  # fmt: skip


class LineForm(Form):
    """One line while it is projected; the kind is what the step accepts."""

    text = TextField("言葉", max_length=200, hint=NO_NAMES)
    key = IdempotencyKey()

    def __init__(self, *args: Any, kind: LineKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["text"].label = f"{kind.label}を一行で"


class DecideForm(Form):
    action = TextAreaField("やること", rows=3, max_length=1000, hint=NO_NAMES)
    report_on = DateField(
        "その後を聞く日", hint="次の会議の日にすると、そのとき先に出ます。"
    )
    version = HiddenVersion()


class ReportForm(Form):
    result = TextAreaField(
        "どうなったか", rows=4, max_length=2000,
        hint="うまくいかなかったことも、次の手がかりになります。" + NO_NAMES,
    )  # fmt: skip
    version = HiddenVersion()
