"""権利の心配ごとの入力: 読むことと、欄の言葉だけ。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from tsunagi.cases.chosen_case import HINT, LABEL
from tsunagi.cases.rights.actions import NewConcern
from tsunagi.cases.rights.rules import (
    AbuseKind,
    ConcernKind,
    Safety,
    Source,
    StepKind,
)
from tsunagi.cases.rights.sealed import Content, Reporter
from tsunagi.common.dates import TOKYO
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    IdempotencyKey,
    MultipleChoiceField,
    TextAreaField,
    TextField,
    TimeField,
)
from tsunagi.ui.forms import Form, Group

NOBODY = ("", "選ばない")
ANY = ("", "すべて")


def instant(on: date, at: time) -> datetime:
    """The local day and time as one moment."""
    return datetime.combine(on, at, tzinfo=TOKYO)


class ConcernForm(Form):
    groups = (
        Group("何があったか", ("about", "kind", "abuse_kinds", "facts", "own_words",
                        "safety", "safety_note"),
              "確かめてからでなくてかまいません。「おかしい」と思ったことを、そのまま書きます。"),
        Group("いつ、どこから", ("source", "received_on", "received_time", "told_city_on",
                         "told_city_time")),
        Group("知らせた人", ("reporter_name", "reporter_relation", "reporter_contact"),
              "あなたのほかに知らせた人がいるとき。ここは、中身とは別に、さらに狭く見せます。"),
        Group("この方の記録を見せない相手", ("hide_staff", "hide_office"),
              "心配の相手が職員や事業所のとき。この方のすべての記録が、その人には、ないものとして見えます。"),
    )  # fmt: skip
    about = TextField(
        "だれのことか", max_length=200,
        hint="名前が分からなければ、分かることを。",
        example="○○作業所に通う30代くらいの男性",
    )  # fmt: skip
    kind = ChoiceField("種類", choices=ConcernKind.choices())
    abuse_kinds = MultipleChoiceField(
        "虐待の種類", choices=AbuseKind.choices(), required=False,
        hint="虐待の疑いのとき。いくつでも。分からなければ空けておきます。",
    )  # fmt: skip
    facts = TextAreaField(
        "見たこと・聞いたこと", rows=5,
        hint="いつ、どこで、何を見たか。聞いた言葉は、そのままの言葉で。",
    )  # fmt: skip
    own_words = TextAreaField("本人の言葉", rows=2, max_length=2000, required=False)
    safety = ChoiceField("本人は、いま安全か", choices=Safety.choices())
    safety_note = TextField(
        "いまどこにいるか、だれといるか", max_length=300, required=False
    )
    source = ChoiceField("どこから知ったか", choices=Source.choices())
    received_on = DateField("知った日", width="middle")
    received_time = TimeField("知った時刻")
    told_city_on = DateField("市に知らせた日", required=False, width="middle")
    told_city_time = TimeField("市に知らせた時刻", required=False)
    reporter_name = TextField("氏名", max_length=100, required=False)
    reporter_relation = TextField(
        "本人との関わり", max_length=100, required=False, example="同じ作業所の利用者"
    )
    reporter_contact = TextField("連絡先", max_length=200, required=False)
    hide_staff = ChoiceField("職員", choices=[NOBODY], required=False, style="select")
    hide_office = ChoiceField(
        "事業所", choices=[NOBODY], required=False, style="select"
    )
    key = IdempotencyKey()

    def __init__(
        self,
        *args: Any,
        has_case: bool,
        staff: Sequence[Staff] = (),
        offices: Sequence[Office] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in staff}
        self.offices = {str(one.public_id): one for one in offices}
        if has_case:
            del self.fields["about"]
        for name, found in (("hide_staff", self.people), ("hide_office", self.offices)):
            if not found:
                del self.fields[name]
                continue
            self.fields[name].choices = [  # type: ignore[attr-defined]
                NOBODY,
                *((key, one.name) for key, one in found.items()),
            ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("told_city_on")) != bool(data.get("told_city_time")):
            empty = "told_city_time" if data.get("told_city_on") else "told_city_on"
            self.add_error(empty, "日と時刻の両方を入れるか、両方を空けてください。")
        return data

    def value(self) -> NewConcern:
        data = self.cleaned_data
        told = data["told_city_on"]
        return NewConcern(
            kind=ConcernKind(data["kind"]),
            abuse_kinds=[AbuseKind(word) for word in data["abuse_kinds"]],
            source=Source(data["source"]),
            received_at=instant(data["received_on"], data["received_time"]),
            told_city_at=instant(told, data["told_city_time"]) if told else None,
            content=Content(
                about=data.get("about", ""),
                facts=data["facts"],
                own_words=data["own_words"],
                safety=data["safety"],
                safety_note=data["safety_note"],
            ),
            reporter=Reporter(
                name=data["reporter_name"],
                relation=data["reporter_relation"],
                contact=data["reporter_contact"],
            ),
            hide_staff=self.people.get(data.get("hide_staff", "")),
            hide_office=self.offices.get(data.get("hide_office", "")),
        )


class ConcernFilterForm(Form):
    state = ChoiceField(
        "いま", choices=[
            ("", "区切りのついていないもの"),
            ("waiting", "最初の対応を待つもの"),
            ("closed", "区切りをつけたもの"),
        ],
        style="select", required=False,
    )  # fmt: skip
    kind = ChoiceField(
        "種類", choices=[ANY, *ConcernKind.choices()], style="select", required=False
    )
    source = ChoiceField(
        "どこから", choices=[ANY, *Source.choices()], style="select", required=False
    )


class StepForm(Form):
    kind = ChoiceField("種類", choices=StepKind.choices())
    happened_on = DateField("日", width="middle")
    happened_time = TimeField("時刻")
    with_city = CheckField("市と一緒に対応した", required=False)
    text = TextAreaField(
        "内容", rows=5,
        hint="だれが、何をして、本人はどうだったか。判断のときは、その理由も。",
    )  # fmt: skip
    key = IdempotencyKey()

    def __init__(self, *args: Any, kinds: Sequence[StepKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.value, kind.label) for kind in kinds
        ]


class LinkForm(Form):
    address = TextField(LABEL, max_length=300, hint=HINT)


class _StaffForm(Form):
    staff = ChoiceField("職員", choices=[], style="select")

    def __init__(self, *args: Any, staff: Sequence[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in staff}
        self.fields["staff"].choices = [  # type: ignore[attr-defined]
            ("", "選んでください"),
            *((key, one.name) for key, one in self.people.items()),
        ]

    @property
    def chosen(self) -> Staff:
        return self.people[self.cleaned_data["staff"]]


class ViewerForm(_StaffForm):
    reason = TextAreaField("理由", rows=2, max_length=500)
    sees_reporter = CheckField("知らせた人も見てよい", required=False)


class OfficerForm(_StaffForm):
    valid_from = DateField("いつから", width="middle")
