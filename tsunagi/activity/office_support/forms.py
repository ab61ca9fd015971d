"""事業所への支援の入力。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from tsunagi.activity.office_support.actions import NewSupport
from tsunagi.activity.office_support.question_queries import Desk
from tsunagi.activity.office_support.rules import Intake, Mandate, Topic, Way
from tsunagi.organisations.models import Office
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    IntegerField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

DAY = 24 * 60


MAIN = (
    "way", "topic", "subject", "result", "occurred_on", "minutes", "follow_on", "mandate",
)  # fmt: skip
SEEN = Group(
    "その事業所の様子（聞いたことだけ）", ("people", "intake", "worries", "strengths"),
    "書いた欄だけが、その事業所の「様子」の新しい内容になります。空の欄は、前のままです。",
)  # fmt: skip


class _SupportForm(Form):
    groups: ClassVar[tuple[Group, ...]] = (Group("", MAIN), SEEN)
    way = ChoiceField("どのように", choices=Way.choices(), initial=Way.VISIT)
    topic = ChoiceField("何について", choices=Topic.choices())
    subject = TextField(
        "一行で", max_length=200, example="請求の締めの前に見るところ",
        hint="利用者の名前は書きません。その方のことは、その方のページに残します。",
    )  # fmt: skip
    result = TextAreaField("どうなったか", rows=3, max_length=2000, required=False)
    occurred_on = DateField("した日", width="middle")
    minutes = IntegerField(
        "かかった時間", unit="分", required=False, min_value=0, max_value=DAY
    )
    follow_on = DateField(
        "次に様子を聞く日", width="middle", required=False,
        hint="入れると「つづいている」になり、その日に両方の「きょう」に出ます。",
    )  # fmt: skip
    mandate = ChoiceField(
        "だれから言い出したか", choices=Mandate.choices(), initial=Mandate.OWN
    )

    people = IntegerField(
        "相談員の人数", unit="人", required=False, min_value=0, max_value=200
    )
    intake = ChoiceField(
        "受け入れ", choices=[("", "聞いていない"), *Intake.choices()], required=False,
    )  # fmt: skip
    worries = TextAreaField(
        "困りごと", rows=2, max_length=500, required=False,
        hint="なくなっていたら「いまは特にない」と書いてください。",
    )  # fmt: skip
    strengths = TextAreaField("得意なこと", rows=2, max_length=500, required=False)

    def new(self) -> NewSupport:
        data: dict[str, Any] = self.cleaned_data
        return NewSupport(
            way=Way(data["way"]), topic=Topic(data["topic"]),
            mandate=Mandate(data["mandate"]), subject=data["subject"],
            result=data["result"], occurred_on=data["occurred_on"],
            minutes=data["minutes"], follow_on=data["follow_on"],
            people=data["people"], intake=data["intake"], worries=data["worries"],
            strengths=data["strengths"],
        )  # fmt: skip


class SupportForm(_SupportForm):
    groups: ClassVar[tuple[Group, ...]] = (Group("", ("target", *MAIN)), SEEN)
    target = ChoiceField("どの事業所に", choices=(), style="select")
    key = IdempotencyKey()

    def __init__(self, *args: Any, offices: Iterable[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(one.public_id): one for one in offices}
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            ("", "選んでください"),
            *(
                (key, f"{one.name}（{one.area.name}）")
                for key, one in self.offices.items()
            ),
        ]

    @property
    def chosen(self) -> Office:
        return self.offices[self.cleaned_data["target"]]


class EditSupportForm(_SupportForm):
    reason = TextField(
        "直すわけ", max_length=300, example="時間をまちがえていた",
        hint="直す前の内容と一緒に残ります。",
    )  # fmt: skip
    version = HiddenVersion()


class WithdrawSupportForm(Form):
    reason = TextField("取り消すわけ", max_length=300, example="別の事業所に書いていた")
    version = HiddenVersion()


class VisitForm(Form):
    planned_on = DateField("訪ねる予定の日", width="middle")
    note = TextField("ひとこと", max_length=200, required=False)


class QuestionForm(Form):
    to = ChoiceField(
        "どこに尋ねるか", choices=(), style="select", required=False,
        hint="ある障害のことに詳しいところに尋ねたいときは、得意な障害を見て選んでください。",
    )  # fmt: skip
    topic = ChoiceField("何について", choices=Topic.choices())
    question = TextField(
        "尋ねたいこと", max_length=200, example="返戻になったときの、直し方の順",
        hint="一行で。利用者の名前は書きません。",
    )  # fmt: skip
    detail = TextAreaField("くわしく", rows=4, max_length=2000, required=False)
    key = IdempotencyKey()

    def __init__(self, *args: Any, desks: Iterable[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desks = {str(one.office.public_id): one for one in desks}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", "地域の基幹"),
            *(
                (key, f"{one.office.name}（{'、'.join(one.knows)}）")
                for key, one in self.desks.items()
            ),
        ]

    @property
    def chosen(self) -> Office | None:
        desk = self.desks.get(self.cleaned_data["to"])
        return desk.office if desk else None


class AnswerForm(Form):
    answer = TextAreaField("答え", rows=5, max_length=2000)
    minutes = IntegerField(
        "かかった時間", unit="分", required=False, min_value=0, max_value=DAY
    )
