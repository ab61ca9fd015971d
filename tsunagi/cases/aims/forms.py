"""課題、進み、望む暮らしへの一歩の入力。"""

from __future__ import annotations

from typing import Any

from tsunagi.cases.aims.rules import (
    Cause,
    Doer,
    ProblemKind,
    ProblemState,
    RiskSign,
    Stage,
    StepState,
    Whose,
    may_become,
)
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    MultipleChoiceField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

ANY = ("", "すべて")


class ProblemForm(Form):
    """One problem in one screen; what is only for worries stands last."""

    groups = (
        Group("課題", ("text", "is_own_words", "kind", "whose")),
        Group(
            "原因", ("causes",),
            "本人だけのせいにせず、環境や社会の仕組みも見ます。",
        ),
        Group("いつ", ("stage", "noticed_on")),
        Group(
            "これから心配なこと", ("signs", "next_look_on"),
            "「これから心配」を選んだときに入れます。その日に「きょう」に出ます。",
        ),
    )  # fmt: skip
    text = TextAreaField(
        "どんな課題か", rows=3, max_length=1000,
        hint="本人と一緒に読める言葉で書きます。",
    )  # fmt: skip
    is_own_words = CheckField("本人の言葉のまま書いた", required=False)
    kind = ChoiceField("種類", choices=ProblemKind.choices(), style="select")
    whose = ChoiceField("だれの課題か", choices=Whose.choices(), initial=Whose.PERSON)
    causes = MultipleChoiceField("どこに原因があるか", choices=Cause.choices())
    stage = ChoiceField(
        "いまかこれからか", choices=Stage.choices(), initial=Stage.PRESENT
    )
    noticed_on = DateField("気づいた日", width="middle")
    signs = MultipleChoiceField(
        "気づいたしるし", choices=RiskSign.choices(), required=False
    )
    next_look_on = DateField("次に様子を見る日", required=False, width="middle")
    key = IdempotencyKey()


class EditProblemForm(ProblemForm):
    version = HiddenVersion()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["key"]


class ProgressForm(Form):
    note = TextAreaField(
        "あったこと・したこと", rows=4, max_length=2000, required=False,
        hint="解決した・取り下げるときは、何が変わったかを必ず書きます。",
    )  # fmt: skip
    on = DateField("日付", width="middle")
    state = ChoiceField("いまの様子", choices=ProblemState.choices())
    next_look_on = DateField("次に様子を見る日", required=False, width="middle")
    version = HiddenVersion()

    def __init__(
        self, *args: Any, state: ProblemState, is_latent: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (one.value, one.label) for one in ProblemState if may_become(state, one)
        ]
        if not is_latent:
            del self.fields["next_look_on"]


class LifeStepForm(Form):
    text = TextAreaField(
        "したいこと・やってみること", rows=3, max_length=500,
        hint="「〜したい」「〜してみる」と、本人の言葉で。",
    )  # fmt: skip
    doers = MultipleChoiceField(
        "だれがするか", choices=Doer.choices(), required=False,
        hint="本人がすることを、まず考えます。",
    )  # fmt: skip
    aim_words = TextField(
        "いつごろ", max_length=60, required=False, example="桜の咲くころ"
    )
    aim_on = DateField("いつまで（日付で決めるとき）", required=False, width="middle")
    decided_on = DateField("決めた日", width="middle")
    key = IdempotencyKey()


class EditLifeStepForm(LifeStepForm):
    groups = (
        Group(
            "いまの様子", ("state", "done_on", "reflection"),
        ),
        Group("決めたこと", ("text", "doers", "aim_words", "aim_on", "decided_on")),
    )  # fmt: skip
    state = ChoiceField("いま", choices=StepState.choices())
    done_on = DateField(
        "できた日・やめた日", required=False, width="middle",
        hint="空けると、今日になります。",
    )  # fmt: skip
    reflection = TextAreaField(
        "本人のふりかえり", rows=3, max_length=1000, required=False,
        hint="やってみてどうだったか、本人の言葉で。",
    )  # fmt: skip
    version = HiddenVersion()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["key"]


class ProblemFilterForm(Form):
    stage = ChoiceField(
        "いまかこれからか",
        choices=[ANY, *Stage.choices()],
        style="select",
        required=False,
    )
    kind = ChoiceField(
        "種類", choices=[ANY, *ProblemKind.choices()], style="select", required=False
    )
    cause = ChoiceField(
        "原因", choices=[ANY, *Cause.choices()], style="select", required=False
    )
    sign = ChoiceField(
        "しるし", choices=[ANY, *RiskSign.choices()], style="select", required=False
    )
    state = ChoiceField(
        "様子",
        choices=[("", "続いているもの"), *ProblemState.choices()],
        style="select",
        required=False,
    )
    mine = CheckField("自分が担当の人だけ", required=False)
