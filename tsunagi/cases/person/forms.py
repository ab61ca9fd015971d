"""利用者の入力: 本人の情報、文章、受給者証、関係者、配慮、秘匿。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tsunagi.activity.record.categories import ChoiceList
from tsunagi.cases.person.rules import (
    CertificateKind,
    Kinship,
    RelatedRole,
    Sex,
    SupportLevel,
)
from tsunagi.cases.person.sealed import RELATED_WHEREABOUTS, WITH_WHEREABOUTS
from tsunagi.common.wareki import DateReading
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.staff.models import Staff
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    HiddenVersion,
    IntegerField,
    KanaField,
    MultipleChoiceField,
    PhoneField,
    RoughDateField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

SHIELD_REASONS = [
    ("violence", "暴力・つきまといからの避難"),
    ("abuse", "虐待からの分離"),
    ("request", "本人の希望"),
    ("other", "その他"),
]


class PersonForm(Form):
    groups = (
        Group("本人", ("name", "name_kana", "birth", "sex")),
        Group("連絡先", ("phone", "email", "postal_code", "address", "area")),
        Group(
            "障害と暮らし",
            ("disability_kinds", "diagnosis", "support_level", "household"),
        ),
    )
    name = TextField(
        "氏名", max_length=100, hint="分からないときは、呼び名でもかまいません。"
    )
    name_kana = KanaField("氏名（かな）", max_length=150, required=False)
    birth = RoughDateField(
        "生年月日", required=False, hint="年だけ、年と月だけでも入れられます。"
    )
    sex = ChoiceField("性別", choices=Sex.choices(), style="select", width="middle")
    phone = PhoneField("電話番号", required=False)
    email = TextField("電子メール", max_length=200, required=False, width="middle")
    postal_code = TextField(
        "郵便番号", max_length=8, required=False, width="short", example="0000000"
    )
    address = TextField("住所", max_length=300, required=False)
    area = ChoiceField("住んでいる地域", choices=[], required=False, style="select")
    disability_kinds = MultipleChoiceField("障害種別", choices=[], required=False)
    diagnosis = TextField("障害・疾患の名称", max_length=300, required=False)
    support_level = ChoiceField(
        "障害支援区分", choices=SupportLevel.choices(), required=False, style="select",
        width="middle",
    )  # fmt: skip
    household = TextField(
        "世帯の状況", max_length=200, required=False, example="母と二人暮らし"
    )
    version = HiddenVersion()

    def __init__(
        self,
        *args: Any,
        kinds: ChoiceList,
        areas: Sequence[Area],
        with_whereabouts: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(area.public_id): area for area in areas}
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            ("", "分からない"),
            *((key, area.name) for key, area in self.areas.items()),
        ]
        self.fields["disability_kinds"].choices = [  # type: ignore[attr-defined]
            (choice.code, choice.label) for choice in kinds.choices
        ]
        if not with_whereabouts:
            for name in WITH_WHEREABOUTS:
                del self.fields[name]

    def clean_postal_code(self) -> str:
        text = str(self.cleaned_data["postal_code"])
        return "".join(letter for letter in text if letter.isdigit())[:7]

    def values(self) -> dict[str, Any]:
        """Only the fields that were on the screen, under the names of the columns."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        data.update(birth_columns(data.pop("birth", None)))
        if "area" in data:
            data["area"] = self.areas.get(data["area"])
        return data


def birth_columns(reading: DateReading | None) -> dict[str, Any]:
    """A rough date becomes its first day and how exact it is."""
    if reading is None or reading.date is None:
        return {"birth_on": None, "birth_precision": "day"}
    return {"birth_on": reading.date, "birth_precision": str(reading.precision)}


class SectionForm(Form):
    text = TextAreaField("内容", rows=8, max_length=20_000, required=False)
    version = HiddenVersion()


class CertificateForm(Form):
    kind = ChoiceField("種類", choices=CertificateKind.choices(), style="select")
    number = TextField("番号", max_length=40, required=False, width="middle")
    grade = TextField(
        "等級・程度", max_length=60, required=False, example="2級", width="middle"
    )
    issuer = TextField("交付したところ", max_length=80, required=False)
    valid_from = DateField("始まる日", required=False, width="middle")
    last_day = DateField("終わる日", required=False, width="middle")
    note = TextField("留意事項", max_length=300, required=False)


class LastDayForm(Form):
    last_day = DateField("最後の日", width="middle")


class RelatedForm(Form):
    groups = (
        Group("どんな人か", ("kinship", "kinship_words", "roles")),
        Group("名前と連絡先", ("name", "name_kana", "phone", "address")),
        Group("家族図のこと", ("sex", "birth_year", "lives_together", "is_deceased")),
        Group("メモ", ("note",)),
    )
    kinship = ChoiceField("続柄", choices=Kinship.choices(), style="select")
    kinship_words = TextField(
        "続柄の言葉", max_length=40, required=False, example="母方の叔母"
    )
    roles = MultipleChoiceField("役割", choices=RelatedRole.choices(), required=False)
    name = TextField("氏名", max_length=100, required=False)
    name_kana = KanaField("氏名（かな）", max_length=150, required=False)
    phone = PhoneField("電話番号", required=False)
    address = TextField("住所", max_length=300, required=False)
    sex = ChoiceField("性別", choices=Sex.choices(), style="select", width="middle")
    birth_year = IntegerField(
        "生まれた年（西暦）",
        min_value=1850,
        max_value=2100,
        required=False,
        width="short",
    )
    lives_together = CheckField("同居している", required=False)
    is_deceased = CheckField("亡くなっている", required=False)
    note = TextAreaField("メモ", rows=2, max_length=1000, required=False)
    version = HiddenVersion(required=False)

    def __init__(
        self, *args: Any, with_whereabouts: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not with_whereabouts:
            for name in RELATED_WHEREABOUTS:
                del self.fields[name]


class ConsiderationForm(Form):
    fact = TextAreaField(
        "あったこと・お願いしたいこと", rows=3, max_length=500,
        hint="事実と、どうしてほしいかを書きます。「危険な人」のような札にはしません。",
        example="玄関に大きな犬がいる。着く前に電話をしてほしいとのこと。",
    )  # fmt: skip
    observed_on = DateField("いつのことか", width="middle")
    source = TextField("だれから・どこで", max_length=120, example="本人から電話で")
    ends_on = DateField(
        "見直す日", width="middle", hint="1年以内。この日に、続けるかを確かめます。"
    )


class ShieldForm(Form):
    reason_code = ChoiceField("理由", choices=SHIELD_REASONS)
    basis = TextField(
        "もとになるもの", max_length=200, required=False,
        example="市の支援措置の申出（令和8年10月）",
    )  # fmt: skip
    viewers = MultipleChoiceField(
        "住所と連絡先を見てよい職員", choices=[],
        hint="ここで選んだ人だけが見られます。あなた自身も、選ばなければ見られません。",
    )  # fmt: skip

    def __init__(self, *args: Any, staff: Sequence[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.public_id): person for person in staff}
        self.fields["viewers"].choices = [  # type: ignore[attr-defined]
            (key, person.name) for key, person in self.people.items()
        ]

    def clean_viewers(self) -> list[Staff]:
        return [self.people[key] for key in self.cleaned_data["viewers"]]


def half_a_year_after(day: date) -> date:
    """The default day on which a consideration is looked at again: in half a year."""
    month = day.month + 6
    return date(day.year + (month > 12), (month - 1) % 12 + 1, min(day.day, 28))
