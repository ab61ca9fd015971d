"""地域の入力。"""

from __future__ import annotations

from tsunagi.organisations.area.routing_rules import Route
from tsunagi.organisations.area.rules import AreaKind
from tsunagi.organisations.office.forms import CoordinateField
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    FileField,
    HiddenVersion,
    IdempotencyKey,
    KanaField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form


class AreaForm(Form):
    name = TextField("名称", max_length=80)
    name_kana = KanaField("名称（かな）", max_length=120, required=False)
    version = HiddenVersion()


class AreaPointForm(Form):
    latitude = CoordinateField("代表点の緯度", low=20, high=46, hint="例 26.50012")
    longitude = CoordinateField("代表点の経度", low=122, high=154, hint="例 127.95034")
    version = HiddenVersion()


class NewAreaForm(Form):
    kind = ChoiceField(
        "区分",
        choices=[
            (kind.value, kind.label) for kind in (AreaKind.WARD, AreaKind.CATCHMENT)
        ],
    )
    name = TextField("名称", max_length=80, example="東部圏域")
    name_kana = KanaField("名称（かな）", max_length=120, required=False)
    code = TextField(
        "全国地方公共団体コード", max_length=6, required=False, width="short",
        hint="政令指定都市の区だけ。6桁です。",
    )  # fmt: skip
    valid_from = DateField("始まる日")


class RouteForm(Form):
    route = ChoiceField(
        "困難な相談を、まずどこに頼むか",
        choices=[
            *Route.choices(),
            ("none", "この地域では決めない（上の地域に合わせる）"),
        ],
    )
    valid_from = DateField(
        "いつから",
        hint="この日から後に始まる決まりがあれば、取り消したものとして残ります。",
    )
    reason = TextAreaField(
        "わけ・決めた場", max_length=300, rows=2,
        example="運営会議で、委託と役割を分けたため",
    )  # fmt: skip
    key = IdempotencyKey()


class OutlineForm(Form):
    file = FileField(
        "GeoJSON ファイル",
        kinds=(".geojson", ".json"),
        most_bytes=4_000_000,
        hint="区域の輪郭が入ったもの。4MBまで。",
    )
    credit = TextAreaField(
        "出典", max_length=300, rows=2,
        example="「国土数値情報（行政区域データ）」（国土交通省）を加工",
        hint="地図の下に出ます。配布元の決まりのとおりに書いてください。",
    )  # fmt: skip


class OnDateForm(Form):
    on = DateField("この日の体制", required=False)


class AddressForm(Form):
    """Sent by POST: an address may be a person's own."""

    address = TextField(
        "住所",
        max_length=200,
        hint="区や町の名前が入っていれば、途中まででもかまいません。",
    )
