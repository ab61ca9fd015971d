"""社会資源の入力: 名前だけで加えられ、残りはあとから書ける。"""

from __future__ import annotations

from typing import Any

from tsunagi.organisations.area.models import Area
from tsunagi.organisations.office.forms import area_choices
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    KanaField,
    PhoneField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group


class ResourceForm(Form):
    groups = (
        Group("どんなところか", ("name", "name_kana", "area", "introduction")),
        Group(
            "分かっていれば", ("phone", "address", "how_to_ask"),
            "空けたままでも加えられます。",
        ),
        Group("", ("is_another",)),
    )  # fmt: skip
    name = TextField("名前", max_length=200, example="架空町 おしゃべりサロン")
    name_kana = KanaField("名前（かな）", max_length=300, required=False)
    area = ChoiceField("地域", choices=[], style="select")
    introduction = TextAreaField(
        "できること・どんなときに頼めるか", rows=3, max_length=2000, required=False
    )
    phone = PhoneField("電話番号", required=False)
    address = TextField("場所", max_length=300, required=False)
    how_to_ask = TextAreaField("頼み方", rows=2, max_length=1000, required=False)
    is_another = CheckField(
        "同じ名前か電話番号の、名簿にあるものとは別のものである", required=False
    )
    key = IdempotencyKey()

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(area.public_id): area for area in areas}
        self.fields["area"].choices = area_choices(areas)  # type: ignore[attr-defined]

    def clean_area(self) -> Area:
        return self.areas[self.cleaned_data["area"]]


class EditResourceForm(ResourceForm):
    version = HiddenVersion()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["key"], self.fields["is_another"]


class CloseResourceForm(Form):
    on = DateField("なくなった日", width="middle")
