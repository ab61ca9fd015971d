"""地域課題の候補の入力。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tsunagi.meetings.issue.actions import NewCandidate
from tsunagi.meetings.issue.rules import Cause, State, Viewpoint
from tsunagi.meetings.issue.topics import topic_choices
from tsunagi.meetings.series.rules import Level
from tsunagi.organisations.models import Area
from tsunagi.ui.fields import (
    ChoiceField,
    HiddenVersion,
    IdempotencyKey,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form


class _CandidateForm(Form):
    text = TextAreaField(
        "困りごと", rows=4, max_length=1000,
        example="夜間に電話がつながるところがなく、家族が一人で抱えている",
        hint="この市町村で会議に関わる人みんなに見えます。一人のことではなく、地域のこととして書きます。"
        "名前、番地、電話番号は書きません。",
    )  # fmt: skip
    viewpoint = ChoiceField("だれの側から", choices=Viewpoint.choices())
    cause = ChoiceField("もとにあるもの", choices=Cause.choices())
    level = ChoiceField(
        "どの広さで考えるか", choices=Level.choices(), initial=Level.AREA.value
    )
    area = ChoiceField("地域", choices=(), style="select")
    topic = ChoiceField(
        "話題の札", choices=topic_choices(), style="select", required=False,
        hint="くり返し出る話題を数え、研修につなげるためのものです。",
    )  # fmt: skip

    def __init__(
        self, *args: Any, areas: Iterable[Area], topic: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(one.public_id): one for one in areas}
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            ("", "選んでください"),
            *((key, one.name) for key, one in self.areas.items()),
        ]
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            ("", "選んでください"), *topic_choices(also=topic),
        ]  # fmt: skip

    def new(self) -> NewCandidate:
        data: dict[str, Any] = self.cleaned_data
        return NewCandidate(
            area=self.areas[data["area"]], text=data["text"],
            viewpoint=Viewpoint(data["viewpoint"]), cause=Cause(data["cause"]),
            level=Level(data["level"]), topic=data["topic"],
        )  # fmt: skip


class CandidateForm(_CandidateForm):
    key = IdempotencyKey()


class EditCandidateForm(_CandidateForm):
    version = HiddenVersion()


class SettleForm(Form):
    state = ChoiceField("どうするか", choices=())
    reason = TextField(
        "わけ", max_length=300, example="部会の議題に入れた",
        hint="書いた事業所にも見えます。",
    )  # fmt: skip
    version = HiddenVersion()

    def __init__(self, *args: Any, now_is: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            State.TAKEN: "取り上げる", State.DROPPED: "見送る",
            State.CANDIDATE: "候補に戻す",
        }  # fmt: skip
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (one.value, word) for one, word in words.items() if one != now_is
        ]


class WithdrawRiseForm(Form):
    reason = TextField(
        "わけ", max_length=100, example="その会議体が、もう開かれないため",
        hint="候補と、上げた会議に残ります。名前は書きません。",
    )  # fmt: skip
    version = HiddenVersion()


class RaiseForm(Form):
    meeting = ChoiceField(
        "どの会議に上げるか", choices=(),
        hint="呼ばれている、いまより広い段の、これから開く会議です。",
    )  # fmt: skip
    version = HiddenVersion()

    def __init__(
        self, *args: Any, meetings: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].choices = list(meetings)  # type: ignore[attr-defined]
