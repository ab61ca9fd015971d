"""公開データのファイルを受け取る。"""

from __future__ import annotations

from tsunagi.ui.fields import FileField
from tsunagi.ui.forms import Form


class ImportFileForm(Form):
    file = FileField(
        "CSV ファイル",
        kinds=(".csv",),
        hint="障害福祉サービス等情報公表システムの公開データ（29列）。20MBまで。",
    )
