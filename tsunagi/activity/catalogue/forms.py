"""カタログの入力: さがす条件、採用、項目の手直し、公開。"""

from __future__ import annotations

from typing import Any, ClassVar

from tsunagi.activity.catalogue import loader
from tsunagi.activity.catalogue.items import (
    PLACEMENT_VALUES,
    Catalogue,
    CatalogueKind,
    Item,
)
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    HiddenVersion,
    IntegerField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

PLACE = "place_"


def _issuers() -> list[tuple[str, str]]:
    newest = (versions[-1] for versions in loader.shipped().values())
    return [(word, word) for word in sorted({one.issuer for one in newest})]


class FilterForm(Form):
    """What the list shows; read from the address, so that it can be kept."""

    q = TextField(
        "言葉",
        max_length=60,
        required=False,
        hint="項目の名前や説明の言葉でさがします。",
    )
    kind = ChoiceField(
        "種類",
        choices=[("", "すべて"), *((kind.value, kind.label) for kind in CatalogueKind)],
        style="select",
        required=False,
    )
    issuer = ChoiceField("出した所", choices=[], style="select", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].choices = [("", "すべて"), *_issuers()]  # type: ignore[attr-defined]


class AdoptForm(Form):
    """そのまま採用する。日付のほかは、入れなくてもよい。"""

    effective_from = DateField(
        "使い始める日", hint="この日から、この市町村の版として使います。"
    )
    note = TextAreaField(
        "採用のメモ",
        max_length=500,
        rows=3,
        required=False,
        hint="決めた会議や、決裁の番号など。",
        example="令和8年度第2回協議会で了承",
    )


class PublishForm(AdoptForm):
    version = HiddenVersion()


class DiscardForm(Form):
    version = HiddenVersion()


class ItemForm(Form):
    """項目の手直し。配置の欄は、カタログにある列の数だけ出る。"""

    groups: ClassVar[tuple[Group, ...]] = ()
    label = TextField("呼び名", max_length=120)
    explanation = TextAreaField("説明", max_length=1000, rows=3)
    group = TextField("区分", max_length=120)
    is_hidden = CheckField("この項目は使わない", required=False)
    position = IntegerField(
        "一覧の中の順",
        required=False,
        min_value=1,
        max_value=999,
        hint="空欄のときは、元の順のままです。1を入れると先頭になります。",
    )
    reason = TextAreaField(
        "直す理由", max_length=500, rows=2, required=False, example="区の協議会の決定"
    )
    version = HiddenVersion()

    def __init__(
        self, *args: Any, base: Catalogue, is_own: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_own:
            del self.fields["group"]
        places = []
        for column in base.placements:
            name = f"{PLACE}{column.key}"
            places.append(name)
            self.fields[name] = ChoiceField(
                f"配置: {column.label}",
                choices=[(value, value) for value in PLACEMENT_VALUES],
            )
        self.groups = (  # type: ignore[misc]
            Group("ことば", ("label", "explanation", "group")),
            Group(
                "配置",
                tuple(places),
                "主は中心になって行う、協力はほかの機関に協力して行う、なしは求めない、の意味です。",
            ),
            Group("使い方", ("is_hidden", "position", "reason")),
        )


class NewItemForm(ItemForm):
    """市町村が加える項目。"""

    def __init__(self, *args: Any, base: Catalogue, **kwargs: Any) -> None:
        super().__init__(*args, base=base, is_own=True, **kwargs)
        del self.fields["is_hidden"]
        del self.fields["position"]
        known = dict.fromkeys(item.group for item in base.items)
        self.fields["group"].help_text = f"いまある区分: {'、'.join(known)}"


def placements_in(data: dict[str, Any]) -> dict[str, str]:
    """The placement fields of a filled form, under the keys of the catalogue."""
    return {
        name.removeprefix(PLACE): value
        for name, value in data.items()
        if name.startswith(PLACE)
    }


def initial_of(item: Item, *, version: int) -> dict[str, Any]:
    places = {f"{PLACE}{key}": value for key, value in item.placements.items()}
    return {
        "label": item.label,
        "explanation": item.explanation,
        "group": item.group,
        "version": version,
        **places,
    }
