from __future__ import annotations

from tsunagi.access.uploads.kinds import ENDINGS
from tsunagi.cases.files.rules import Purpose
from tsunagi.ui.date_fields import DateField
from tsunagi.ui.fields import ChoiceField, FileField, IdempotencyKey, TextField
from tsunagi.ui.forms import Form


class FileForm(Form):
    file = FileField(
        "ファイル",
        kinds=tuple(ENDINGS),
        hint="PDF、写真（JPEG・PNG・HEIC）、Word、Excel、CSV、テキスト。20MBまで。"
        "写真は、撮った場所などの情報を消して保管します。",
    )
    purpose = ChoiceField("種類", choices=Purpose.choices(), style="select")
    title = TextField(
        "表題", max_length=120, required=False,
        hint="空けると、ファイルの名前になります。", example="個人情報の同意書",
    )  # fmt: skip
    dated_on = DateField("書類の日付", required=False, width="middle")
    key = IdempotencyKey()


class WithdrawFileForm(Form):
    reason = TextField(
        "取り下げる理由", max_length=300, example="別の方の書類を付けてしまった"
    )
