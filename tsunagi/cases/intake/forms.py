"""相談受付の入力: 読むことと、欄の言葉だけ。電話で聞く順に並べる。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.activity.record.categories import ChoiceList
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.intake.rules import DangerSign, Knows, Result, Route, Urgency
from tsunagi.cases.person.rules import Kinship, Sex
from tsunagi.common.wareki import DateReading, format_wareki
from tsunagi.organisations.area.models import Area
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    IntegerField,
    KanaField,
    MultipleChoiceField,
    PhoneField,
    RoughDateField,
    TextAreaField,
    TextField,
    TimeField,
)
from tsunagi.ui.forms import Form, Group

TAKES_SELF, TAKES_TEAM = "self", "team"
TAKES = [(TAKES_SELF, "わたしが担当する"), (TAKES_TEAM, "チームで待つ")]
PERSON = "本人"
OF_A_CASE = (
    "is_anonymous", "person_name", "person_kana", "birth", "sex", "address", "phone",
    "asker_phone", "guardian_phone",
)  # fmt: skip


def kin_choices() -> list[tuple[str, str]]:
    return [("", "選んでください"), *Kinship.choices()]


def area_choices(areas: Sequence[Area]) -> list[tuple[str, str]]:
    return [("", "分からない"), *((str(one.public_id), one.name) for one in areas)]


class ReceptionForm(Form):
    """必須は主訴と方法だけ。ほかは聞けたところから、あとからでも入れられる。"""

    groups = (
        Group("話を聞く", ("complaint", "method", "danger_signs", "urgency",
                      "urgency_reason")),
        Group("相談した人", ("asker_kinship", "asker_name", "asker_phone",
                       "asker_office", "route", "referrer_name")),
        Group(PERSON, ("is_anonymous", "person_kana", "person_name", "birth", "sex",
                     "area", "phone", "address", "disability_words",
                     "current_services")),
        Group("本人の声", ("person_knows", "person_wants", "person_wants_unknown",
                      "next_step_to_hear", "next_step_on"),
              "相談した人が本人でないときに聞きます。「分からない」も答えです。"),
        Group("保護者", ("guardian_kinship", "guardian_name", "guardian_phone"),
              "本人が子どものとき。支給決定・給付決定を受ける人です。"),
        Group("対応と結果", ("response", "result", "takes", "result_note", "next_on",
                       "minutes", "received_on", "received_at_time")),
    )  # fmt: skip

    complaint = TextAreaField(
        "主訴", hint="相談した人の言葉のまま、短くてかまいません。", rows=4
    )
    method = ChoiceField("方法", choices=())
    danger_signs = MultipleChoiceField(
        "危険のしるし", choices=DangerSign.choices(), required=False,
        hint="一つでもあれば、緊急度が上がります。",
    )  # fmt: skip
    urgency = ChoiceField("緊急度", choices=Urgency.choices(), required=False)
    urgency_reason = TextField(
        "緊急度を下げる理由", required=False,
        hint="危険のしるしがあるのに低くするときだけ。",
    )  # fmt: skip
    asker_kinship = ChoiceField(
        "相談した人", choices=kin_choices(), style="select", required=False
    )
    asker_name = TextField("相談した人の氏名", max_length=100, required=False)
    asker_phone = PhoneField("相談した人の電話番号", required=False)
    asker_office = TextField("相談した人の所属", max_length=120, required=False)
    route = ChoiceField(
        "どうやってここへ", choices=[("", "選んでください"), *Route.choices()],
        style="select", required=False,
    )  # fmt: skip
    referrer_name = TextField(
        "紹介した人・ところ", max_length=120, required=False,
        hint="名簿と同じ名前を書くと、事業所のページとつながります。",
    )  # fmt: skip
    is_anonymous = CheckField("匿名（名前を聞かない）", required=False)
    person_kana = KanaField("本人の氏名（かな）", max_length=150, required=False)
    person_name = TextField("本人の氏名", max_length=100, required=False)
    birth = RoughDateField("本人の生年月日", required=False)
    sex = ChoiceField("性別", choices=Sex.choices(), style="select", required=False)
    area = ChoiceField("住んでいる地域", choices=(), style="select", required=False)
    phone = PhoneField("本人の電話番号", required=False)
    address = TextField("本人の住所", max_length=300, required=False)
    disability_words = TextField("障害・病気のこと", max_length=300, required=False)
    current_services = TextField(
        "いま使っているサービス", max_length=300, required=False
    )
    person_knows = ChoiceField(
        "本人はこの相談を知っているか", choices=Knows.choices(), required=False
    )
    person_wants = TextAreaField(
        "本人の望み", max_length=2000, rows=2, required=False,
        hint="本人の言葉が伝わっていれば、そのまま。",
    )  # fmt: skip
    person_wants_unknown = CheckField("本人の望みは分からない", required=False)
    next_step_to_hear = TextField("本人の声を聞く手だて", required=False)
    next_step_on = DateField("いつまでに聞くか", required=False)
    guardian_kinship = ChoiceField(
        "保護者の続柄", choices=kin_choices(), style="select", required=False
    )
    guardian_name = TextField("保護者の氏名", max_length=100, required=False)
    guardian_phone = PhoneField("保護者の電話番号", required=False)
    response = TextAreaField("対応したこと", rows=3, required=False)
    result = ChoiceField("結果", choices=Result.choices(), required=False)
    takes = ChoiceField(
        "担当", choices=TAKES, required=False,
        hint="続けて支援するとき。選ばなければ、チームで待ちます。",
    )  # fmt: skip
    result_note = TextAreaField("結果のメモ", max_length=2000, rows=2, required=False)
    next_on = DateField("次の予定", required=False)
    minutes = IntegerField(
        "時間", unit="分", min_value=0, max_value=1440, required=False
    )
    received_on = DateField("受け付けた日")
    received_at_time = TimeField("受け付けた時刻", required=False)
    key = IdempotencyKey()

    def __init__(
        self, *args: Any, methods: ChoiceList, areas: Sequence[Area], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(area.public_id): area for area in areas}
        self.fields["method"].choices = [  # type: ignore[attr-defined]
            (choice.code, choice.label) for choice in methods.choices
        ]
        self.fields["area"].choices = area_choices(areas)  # type: ignore[attr-defined]


def values_of(form: ReceptionForm, data: dict[str, Any]) -> dict[str, Any]:
    """The cleaned data under the names of the table."""
    values = dict(data)
    for name in ("key", "version", "result", "takes"):
        values.pop(name, None)
    birth: DateReading | None = values.pop("birth", None)
    if "birth" in form.fields:
        values["birth_on"] = birth.date if birth else None
        values["birth_precision"] = (birth.precision if birth else None) or "day"
    values["area"] = form.areas.get(values.get("area", ""))
    if not values.get("sex") and "sex" in form.fields:
        values["sex"] = Sex.UNKNOWN.value
    return values


class ReceptionEditForm(ReceptionForm):
    """同じ欄。結果は別の画面で決め、始まった記録の名前や住所はここで直さない。"""

    version = HiddenVersion()

    def __init__(self, *args: Any, has_case: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("key", "result", "takes", *(OF_A_CASE if has_case else ())):
            del self.fields[name]

    @staticmethod
    def initial_of(reception: Reception) -> dict[str, Any]:
        initial = {
            name: getattr(reception, name)
            for name in ReceptionForm.base_fields
            if hasattr(reception, name)
        }
        initial["area"] = str(reception.area.public_id) if reception.area else ""
        if reception.birth_on is not None:
            initial["birth"] = format_wareki(
                reception.birth_on,
                reception.birth_precision,  # type: ignore[arg-type]
            )
        return {**initial, "version": reception.version}


class ResultForm(Form):
    result = ChoiceField("結果", choices=Result.choices())
    takes = ChoiceField(
        "担当", choices=TAKES, required=False,
        hint="利用者の記録が始まるとき。選ばなければ、チームで待ちます。",
    )  # fmt: skip
    note = TextAreaField("結果のメモ", max_length=2000, rows=3, required=False)
    next_on = DateField("次の予定", required=False)
    version = HiddenVersion()


class MatchForm(Form):
    """Only what the look-up reads; mistakes are no error here, they find nobody."""

    person_name = TextField("本人の氏名", max_length=100, required=False)
    person_kana = TextField("本人の氏名（かな）", max_length=150, required=False)
    birth = RoughDateField("本人の生年月日", required=False)
