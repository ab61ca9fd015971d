"""要望・苦情の入力: 読むことと、欄の言葉だけ。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.cases.chosen_case import HINT, LABEL
from tsunagi.cases.complaint.rules import ComplaintKind, Satisfied, Way
from tsunagi.cases.lists.rules import Purpose
from tsunagi.cases.person.rules import Kinship
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

ANY = ("", "すべて")


class _OwnerForm(Form):
    """Forms that name who carries it; only people of the own office."""

    owner = ChoiceField("受け持つ職員", choices=[], style="select")
    due_on = DateField("返事の期限", width="middle")

    def __init__(self, *args: Any, staff: Sequence[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in staff}
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", "選んでください"),
            *((key, one.name) for key, one in self.people.items()),
        ]

    @property
    def chosen_owner(self) -> Staff:
        return self.people[self.cleaned_data["owner"]]


class _ToldForm(Form):
    """What was said, by whom, about what."""

    kind = ChoiceField("種類", choices=ComplaintKind.choices())
    text = TextAreaField(
        "言われたこと", rows=4, max_length=4000, hint="言った人の言葉のまま。"
    )
    wish = TextAreaField("どうしてほしいか", rows=2, max_length=2000, required=False)
    about_office = ChoiceField(
        "どの事業所のこと", choices=[], required=False, style="select"
    )
    about_words = TextField(
        "何・どのサービスのこと", max_length=200, required=False, example="朝の送迎"
    )
    told_by = ChoiceField("だれから", choices=Kinship.choices(), style="select")
    told_by_words = TextField("だれから（言葉で）", max_length=120, required=False)
    received_on = DateField("受けた日", width="middle")

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(one.public_id): one for one in offices}
        self.fields["about_office"].choices = [  # type: ignore[attr-defined]
            ("", "選ばない"),
            *((key, one.name) for key, one in self.offices.items()),
        ]


class ComplaintForm(_ToldForm, _OwnerForm):
    groups = (
        Group("言われたこと", ("kind", "text", "wish", "about_office", "about_words")),
        Group("だれから、いつ", ("told_by", "told_by_words", "received_on")),
        Group("だれが、いつまでに返事をするか", ("owner", "due_on"),
              "返事をした日が入るまで、受け持つ人の「きょう」に残ります。"),
    )  # fmt: skip
    key = IdempotencyKey()

    def values(self) -> dict[str, Any]:
        data = {name: v for name, v in self.cleaned_data.items() if name != "key"}
        return {
            **data,
            "owner": self.chosen_owner,
            "about_office": self.offices.get(data["about_office"]),
        }


class EditComplaintForm(_ToldForm):
    """With what was answered, once there is an answer."""

    answered_on = DateField("本人に返事をした日", width="middle")
    way = ChoiceField("返事のしかた", choices=Way.choices())
    answer = TextAreaField("返事の言葉", rows=4, max_length=4000)
    satisfied = ChoiceField("本人は納得したか", choices=Satisfied.choices())
    reason = TextField(
        "直した理由", max_length=200, example="聞きちがえていた",
        hint="直す前の内容と一緒に残ります。",
    )  # fmt: skip
    version = HiddenVersion()

    def __init__(self, *args: Any, is_answered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_answered:
            for name in ("answered_on", "way", "answer", "satisfied"):
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**data, "about_office": self.offices.get(data["about_office"])}


class MoveComplaintForm(Form):
    address = TextField(
        LABEL, max_length=300, required=False,
        hint=f"{HINT}空けておくと、どなたにもつながないものになります。",
    )  # fmt: skip
    reason = TextField("理由", max_length=200, example="別の方に書いていた")
    version = HiddenVersion()


class WithdrawComplaintForm(Form):
    reason = TextField(
        "取り消した理由", max_length=200, example="同じことを二度書いていた"
    )
    version = HiddenVersion()


class AssignComplaintForm(_OwnerForm):
    version = HiddenVersion()


class ComplaintStepForm(Form):
    done_on = DateField("した日", width="middle")
    text = TextAreaField("したこと", rows=4, max_length=2000)
    key = IdempotencyKey()


class AnswerComplaintForm(Form):
    answered_on = DateField("本人に返事をした日", width="middle")
    way = ChoiceField("返事のしかた", choices=Way.choices())
    answer = TextAreaField(
        "返事の言葉", rows=4, max_length=4000,
        hint="本人に、どんな言葉で伝えたか。できないことは、その理由も。",
    )  # fmt: skip
    satisfied = ChoiceField("本人は納得したか", choices=Satisfied.choices())
    version = HiddenVersion()


class RecurringForm(Form):
    is_recurring = CheckField("くり返している", required=False)
    theme = TextField(
        "題", max_length=60, required=False, example="送迎の遅れ",
        hint="同じことは、同じ題にすると数がまとまります。人の名前は書きません。",
    )  # fmt: skip
    version = HiddenVersion()


class ComplaintFilterForm(Form):
    state = ChoiceField(
        "いま", choices=[
            ("", "返事を待つもの"), ("answered", "返事をしたもの"), ("all", "すべて"),
            ("withdrawn", "取り消したもの"),
        ],
        style="select", required=False,
    )  # fmt: skip
    kind = ChoiceField(
        "種類", choices=[ANY, *ComplaintKind.choices()], style="select", required=False
    )
    theme = TextField("題", max_length=60, required=False)
    mine = CheckField("自分が受け持つものだけ", required=False)


class ComplaintExportForm(Form):
    purpose = ChoiceField(
        "目的", choices=Purpose.choices(),
        hint="だれが、いつ、何のために書き出したかが残り、書き出したものの先頭にも入ります。",
    )  # fmt: skip
    shape = ChoiceField(
        "形", choices=[("excel", "Excel"), ("csv", "表計算（CSV）")], initial="excel"
    )
