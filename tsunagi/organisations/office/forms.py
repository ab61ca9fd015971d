"""事業所の入力: 読むことと、欄の言葉だけ。"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from tsunagi.organisations.area.models import Area
from tsunagi.organisations.office.models import Office, OfficeFeature
from tsunagi.organisations.office.rules import OfficeKind
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
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

KIND_CHOICES = [(kind.value, kind.label) for kind in OfficeKind]
COORDINATE_HINT = "地図に点で出すときだけ。例 26.50012"


def area_choices(areas: list[Area]) -> list[tuple[str, str]]:
    """The tree as a list; what lies deeper is indented."""
    top = min((area.path.count("/") for area in areas), default=0)
    return [
        (str(area.public_id), "　" * (area.path.count("/") - top) + area.name)
        for area in areas
    ]


class CoordinateField(TextField):
    """Degrees as a decimal number inside Japan, or nothing."""

    def __init__(
        self, label: str, *, low: float, high: float, hint: str = COORDINATE_HINT
    ) -> None:
        super().__init__(label, max_length=20, required=False, hint=hint, width="short")
        self.low, self.high = low, high

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not self.low <= number <= self.high:
            raise forms.ValidationError(
                f"{self.label}を、{self.low:g}から{self.high:g}までの数で入力してください。"
            )
        return round(number, 6)


class OfficeForm(Form):
    """The values of an office that its own people may edit."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group("名前", ("name", "name_kana"), "名簿に出る名前です。"),
        Group(
            "連絡先と場所",
            (
                "area",
                "postal_code",
                "address",
                "phone",
                "fax",
                "url",
                "latitude",
                "longitude",
            ),
        ),
        Group(
            "開いている時間",
            (
                "hours_weekday",
                "hours_saturday",
                "hours_sunday",
                "hours_holiday",
                "closed_days",
                "hours_note",
            ),
            "書いた言葉のまま名簿に出ます。",
        ),
        Group(
            "相談する人への案内",
            ("introduction", "how_to_ask"),
            "つなぐ先を探す人が読みます。",
        ),
    )
    name = TextField("事業所名", max_length=200)
    name_kana = KanaField("事業所名（かな）", max_length=300, required=False)
    area = ChoiceField("所在する地域", choices=[], style="select")
    postal_code = TextField(
        "郵便番号", max_length=8, required=False, example="123-4567", width="short"
    )
    address = TextField("所在地", max_length=300, required=False)
    phone = PhoneField("電話番号", required=False)
    fax = PhoneField("FAX番号", required=False)
    url = TextField("ホームページ", max_length=300, required=False)
    latitude = CoordinateField("緯度", low=20, high=46)
    longitude = CoordinateField("経度", low=122, high=154)
    hours_weekday = TextField(
        "平日", max_length=60, required=False, example="9:00-17:30", width="middle"
    )
    hours_saturday = TextField("土曜", max_length=60, required=False, width="middle")
    hours_sunday = TextField("日曜", max_length=60, required=False, width="middle")
    hours_holiday = TextField("祝日", max_length=60, required=False, width="middle")
    closed_days = TextField("定休日", max_length=200, required=False)
    hours_note = TextAreaField("時間の留意事項", max_length=500, rows=2, required=False)
    introduction = TextAreaField(
        "できること・得意なこと", max_length=2000, rows=3, required=False
    )
    how_to_ask = TextAreaField(
        "相談の申し込み方", max_length=1000, rows=2, required=False
    )
    version = HiddenVersion()

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(area.public_id): area for area in areas}
        self.fields["area"].choices = area_choices(areas)  # type: ignore[attr-defined]

    def clean_area(self) -> Area:
        return self.areas[self.cleaned_data["area"]]

    def clean_postal_code(self) -> str:
        text = self.cleaned_data["postal_code"].replace("-", "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) == 7):
            raise forms.ValidationError("郵便番号を、7桁の数字で入力してください。")
        return str(text)

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError(
                "ホームページは、https:// から始まる形で入力してください。"
            )
        return url

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if ("latitude" in data and "longitude" in data) and (
            (data["latitude"] is None) != (data["longitude"] is None)
        ):
            self.add_error("longitude", "緯度と経度は、両方を入力してください。")
        return data

    @staticmethod
    def initial_of(office: Office) -> dict[str, Any]:
        names = [name for name in OfficeForm.base_fields if name != "area"]
        values = {name: getattr(office, name) for name in names}
        return {**values, "area": str(office.area.public_id)}


class NewOfficeForm(OfficeForm):
    """A new office: the same values, and what kind it is from which day."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(
            "種別",
            ("kinds", "office_number", "valid_from"),
            "指定や委託の通知を見て選んでください。",
        ),
        *OfficeForm.groups,
    )
    kinds = MultipleChoiceField("種別", choices=KIND_CHOICES)
    office_number = TextField(
        "事業所番号",
        max_length=12,
        required=False,
        hint="指定の事業所だけ。10桁です。",
        width="middle",
    )
    valid_from = DateField("始まる日")
    key = IdempotencyKey()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]


class FreePlacesForm(Form):
    accepts_new = ChoiceField(
        "新しい相談を", choices=[("yes", "受けられる"), ("no", "いまは受けられない")]
    )
    free_places = IntegerField(
        "受けられる人数", unit="人", min_value=0, max_value=999, required=False,
        hint="分からないときは空欄のままにしてください。",
    )  # fmt: skip
    capacity = IntegerField(
        "受け持てる人数", unit="人", min_value=0, max_value=9999, required=False
    )
    note = TextAreaField(
        "ひとこと", max_length=300, rows=2, required=False,
        example="児童は4月から受けられます", hint="利用者の名前は書かないでください。",
    )  # fmt: skip


class HeardForm(FreePlacesForm):
    """The same figures, as somebody of the office said them."""

    said_by = TextField(
        "聞いた相手", max_length=60, example="管理者の 架空 はるさん",
        hint="電話に出た人、紙を書いた人です。",
    )  # fmt: skip
    said_on = DateField("聞いた日")
    key = IdempotencyKey()


FACILITIES = (
    "24時間の電話", "訪問", "車いすで入れる", "個室の相談室", "居場所", "オンライン面談",
)  # fmt: skip
LANGUAGES = (
    "手話", "筆談", "やさしい日本語", "英語", "中国語", "ポルトガル語", "ベトナム語",
)  # fmt: skip
DISABILITIES = (
    "身体障害", "知的障害", "精神障害", "発達障害", "高次脳機能障害", "難病",
    "重症心身障害", "医療的ケア児",
)  # fmt: skip


def _words(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class FeaturesForm(Form):
    """Words for what the office can do; the usual ones to tick, others to write."""

    facilities = MultipleChoiceField("対応", choices=_words(FACILITIES), required=False)
    languages = MultipleChoiceField("ことば", choices=_words(LANGUAGES), required=False)
    disabilities = MultipleChoiceField(
        "得意な障害", choices=_words(DISABILITIES), required=False
    )
    others = TextAreaField(
        "そのほか（対応）", max_length=400, rows=2, required=False,
        hint="1行に1つずつ書いてください。",
    )  # fmt: skip
    NAMES = (
        ("facilities", OfficeFeature.Kind.FACILITY),
        ("languages", OfficeFeature.Kind.LANGUAGE),
        ("disabilities", OfficeFeature.Kind.DISABILITY),
    )

    @classmethod
    def initial_of(cls, office: Office) -> dict[str, Any]:
        held = list(office.features.order_by("value").values_list("kind", "value"))
        initial: dict[str, Any] = {}
        for name, kind in cls.NAMES:
            initial[name] = [value for k, value in held if k == kind]
        initial["others"] = "\n".join(
            value for value in initial["facilities"] if value not in FACILITIES
        )
        return initial

    def features(self) -> list[tuple[str, str]]:
        pairs = [
            (kind.value, value)
            for name, kind in self.NAMES
            for value in self.cleaned_data[name]
        ]
        own = (line.strip() for line in self.cleaned_data["others"].split("\n"))
        pairs += [
            (OfficeFeature.Kind.FACILITY.value, word[:40]) for word in own if word
        ]
        return pairs


class NewKindForm(Form):
    kind = ChoiceField("加える種別", choices=KIND_CHOICES, style="select")
    service_name = TextField(
        "サービス種別",
        max_length=60,
        required=False,
        hint="障害福祉サービスのときだけ。",
    )
    office_number = TextField(
        "事業所番号", max_length=12, required=False, width="middle"
    )
    capacity = IntegerField("定員", unit="人", min_value=0, required=False)
    valid_from = DateField("始まる日")


class EndForm(Form):
    """終える日を聞く。画面では最後の日、記録では翌日。"""

    last_day = DateField("最後の日", hint="この日までは続いていたことになります。")

    @property
    def valid_before(self) -> date:
        return date.fromordinal(self.cleaned_data["last_day"].toordinal() + 1)


class ResponsibleAreasForm(Form):
    areas = MultipleChoiceField("担当する地域", choices=[], required=False)

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(area.public_id): area for area in areas}
        self.fields["areas"].choices = area_choices(areas)  # type: ignore[attr-defined]

    def clean_areas(self) -> list[Area]:
        return [self.by_id[public_id] for public_id in self.cleaned_data["areas"]]


class CloseForm(Form):
    closed_on = DateField("廃止した日")
    sure = CheckField("職員の異動と、担当している人の引継ぎが済んでいます")


class DirectoryForm(Form):
    """The filters of the directory. Names of offices may stand in the address."""

    q = TextField("名前・かな", max_length=80, required=False)
    kind = ChoiceField(
        "種別", choices=[("", "すべて"), *KIND_CHOICES], required=False, style="select"
    )
    service = ChoiceField("サービス", choices=[], required=False, style="select")
    area = ChoiceField("地域", choices=[], required=False, style="select")
    feature = ChoiceField("対応できること", choices=[], required=False, style="select")
    accepts = CheckField("新しい相談を受けられる所だけ", required=False)
    near = CheckField("自分の事業所から近い順", required=False)

    def __init__(
        self, *args: Any, areas: list[Area], services: list[str],
        features: dict[str, list[str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.areas = {str(area.public_id): area for area in areas}
        everything = ("", "すべて")
        words = [
            (f"{kind}:{value}", value) for kind in features for value in features[kind]
        ]
        for name, choices in (
            ("service", [(s, s) for s in services]),
            ("area", area_choices(areas)),
            ("feature", words),
        ):
            self.fields[name].choices = [everything, *choices]  # type: ignore[attr-defined]
