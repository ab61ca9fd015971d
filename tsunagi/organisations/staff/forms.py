"""職員の入力: 読むことと、欄の言葉だけ。"""

from __future__ import annotations

from typing import Any

from django import forms

from tsunagi.organisations.area.models import Area
from tsunagi.organisations.office.forms import area_choices
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.rules import (
    OFFICE_POSTS,
    PostKind,
    QualificationKind,
    TrainingState,
)
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    IntegerField,
    KanaField,
    PhoneField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

FTE_HINT = "1週間のすべての時間をここで働くなら100です。"


def post_choices(*, everything: bool) -> list[tuple[str, str]]:
    """Managers of an office give its own posts; an officer gives all."""
    kinds = (
        PostKind if everything else (kind for kind in PostKind if kind in OFFICE_POSTS)
    )
    return [(kind.value, kind.label) for kind in kinds]


class PostForm(Form):
    kind = ChoiceField("配置", choices=[], style="select")
    local_title = TextField(
        "呼び名", max_length=40, required=False, example="相談支援機能強化員",
        hint="土地の役職名があるときだけ。",
    )  # fmt: skip
    fte = IntegerField(
        "常勤換算", unit="／100", min_value=0, max_value=100, initial=100, hint=FTE_HINT
    )
    valid_from = DateField("始まる日")

    def __init__(self, *args: Any, everything: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = post_choices(everything=everything)  # type: ignore[attr-defined]


class NewStaffForm(PostForm):
    groups = (
        Group("本人", ("name", "name_kana", "phone"), "名簿に出る名前です。"),
        Group(
            "ログイン",
            ("login_name",),
            "保存すると、本人に渡す番号が出ます。パスワードは本人が決めます。",
        ),
        Group("配置", ("kind", "local_title", "fte", "valid_from")),
    )
    name = TextField("氏名", max_length=80)
    name_kana = KanaField("氏名（かな）", max_length=120)
    phone = PhoneField("連絡先", required=False)
    login_name = TextField(
        "ログイン名", max_length=60, example="yamada-h", width="middle",
        hint="半角の英数字と - _ . だけ。あとから変えられません。",
    )  # fmt: skip

    def clean_login_name(self) -> str:
        name = str(self.cleaned_data["login_name"]).strip()
        allowed = all(c.isascii() and (c.isalnum() or c in "-_.") for c in name)
        if not allowed or len(name) < 3:
            raise forms.ValidationError(
                "ログイン名は、半角の英数字と - _ . で3文字以上にしてください。"
            )
        return name


class StaffForm(Form):
    name = TextField("氏名", max_length=80)
    name_kana = KanaField("氏名（かな）", max_length=120, required=False)
    phone = PhoneField("連絡先", required=False)
    version = HiddenVersion()


class TransferForm(PostForm):
    office = ChoiceField("異動先の事業所", choices=[], style="select")
    reason = TextField("理由", max_length=80, required=False, example="人事異動")
    groups = (
        Group("異動先", ("office", "kind", "local_title", "fte", "valid_from")),
        Group("記録", ("reason",)),
    )

    def __init__(self, *args: Any, offices: list[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.public_id): office for office in offices}
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            (key, office.name) for key, office in self.offices.items()
        ]

    def clean_office(self) -> Office:
        return self.offices[self.cleaned_data["office"]]


class LeaveForm(Form):
    last_day = DateField(
        "最後の日", hint="この日の終わりに、ログインもできなくなります。"
    )
    reason = TextField("理由", max_length=80, required=False, example="退職")


class QualificationForm(Form):
    kind = ChoiceField(
        "研修", choices=[(kind.value, kind.label) for kind in QualificationKind]
    )
    course_name = TextField(
        "コース名", max_length=80, required=False, hint="専門コース別研修のときだけ。"
    )
    completed_on = DateField("修了した日", hint="修了証にある日付です。")
    certificate_number = TextField("修了証の番号", max_length=40, required=False)
    issued_by = TextField("実施した都道府県など", max_length=60, required=False)


class WithdrawForm(Form):
    reason = TextField("取り消す理由", max_length=120, example="別の職員の修了証だった")


class ChiefForm(Form):
    office = ChoiceField("配置先", choices=[], style="select")
    area = ChoiceField("受け持つ地域", choices=[], style="select")
    mandate_by = TextField(
        "位置づけた人・文書",
        max_length=120,
        example="つなぎ市長の委嘱（令和8年4月1日）",
    )
    how_to_ask = TextAreaField(
        "頼み方", max_length=500, rows=3,
        example="平日の日中に電話。訪問の同行は1週間前までに。",
        hint="ほかの事業所の人が読んで、その日に頼めるように書いてください。",
    )  # fmt: skip
    valid_from = DateField("始まる日")

    def __init__(
        self, *args: Any, areas: list[Area], offices: list[Office], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(area.public_id): area for area in areas}
        self.offices = {str(office.public_id): office for office in offices}
        self.fields["area"].choices = area_choices(areas)  # type: ignore[attr-defined]
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            (key, office.name) for key, office in self.offices.items()
        ]

    def clean_area(self) -> Area:
        return self.areas[self.cleaned_data["area"]]

    def clean_office(self) -> Office:
        return self.offices[self.cleaned_data["office"]]


class StaffSearchForm(Form):
    """The name goes by POST: it must not stand in an address."""

    kept = frozenset({"post_kind", "training"})

    q = TextField("氏名・かな", max_length=80, required=False)
    post_kind = ChoiceField(
        "配置",
        choices=[("", "すべて"), *((kind.value, kind.label) for kind in PostKind)],
        required=False,
        style="select",
    )
    training = ChoiceField(
        "研修の状態",
        choices=[("", "すべて"), *((s.value, s.label) for s in TrainingState)],
        required=False,
        style="select",
    )
