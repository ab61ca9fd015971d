"""空きの表を選ぶ入力。"""

from __future__ import annotations

from tsunagi.ui.fields import FileField
from tsunagi.ui.forms import Form

MOST_BYTES = 5 * 1024 * 1024


class SheetForm(Form):
    file = FileField(
        "空きの表", kinds=(".xlsx",), most_bytes=MOST_BYTES,
        hint="ここから受け取った表に、聞いた数字を書き入れたもの。",
    )  # fmt: skip
