"""添付のファイルを受け取れないときの文言。"""

from tsunagi.common.errors import Message

TOO_LARGE = Message(
    code="UPL-001",
    what="このファイルは受け取れません。",
    why="20MBを超えています。",
    how="写真は枚数を分け、PDFはページを分けて付けてください。",
)
UNKNOWN_KIND = Message(
    code="UPL-002",
    what="このファイルは受け取れません。",
    why="受け取れる種類ではありません（{name}）。",
    how="PDF、写真（JPEG・PNG・HEIC）、Word、Excel、CSV、テキストのどれかにしてください。",
)
NOT_WHAT_IT_SAYS = Message(
    code="UPL-003",
    what="このファイルは受け取れません。",
    why="ファイルの名前の終わりと、中身の種類が違います（{name}）。",
    how="元のソフトで開き、保存し直してから付けてください。",
)
DAMAGED = Message(
    code="UPL-004",
    what="このファイルは受け取れません。",
    why="壊れているか、読み取れない形です（{name}）。",
    how="元のソフトで開けるか確かめ、保存し直してから付けてください。",
)
LOCKED = Message(
    code="UPL-005",
    what="このファイルは受け取れません。",
    why="パスワードが掛かっています（{name}）。",
    how="パスワードを外して保存し直してください。ここでは暗号化して保管します。",
)
ACTIVE = Message(
    code="UPL-006",
    what="このファイルは受け取れません。",
    why="マクロや動く仕掛け、埋め込まれた別のファイルが入っています（{name}）。",
    how="印刷するときの「PDFとして保存」で作り直すと、たいてい付けられます。",
)
EXTERNAL = Message(
    code="UPL-007",
    what="このファイルは受け取れません。",
    why="外の場所から読み込む部品が入っています（{name}）。",
    how="リンクを解除するか、PDFとして保存してから付けてください。",
)
TOO_MANY_PIXELS = Message(
    code="UPL-008",
    what="この写真は受け取れません。",
    why="大きすぎます（4,000万画素まで。{name}）。",
    how="小さくして保存し直してください。",
)
BOMB = Message(
    code="UPL-009",
    what="このファイルは受け取れません。",
    why="ひらくと大きすぎるか、調べるのに時間がかかりすぎます（{name}）。",
    how="ページや表を分けて保存し直してください。",
)
EMPTY = Message(
    code="UPL-010",
    what="このファイルは受け取れません。",
    why="中身が空です（{name}）。",
    how="元のファイルを確かめてください。",
)
REFUSALS = {
    "not_what_it_says": NOT_WHAT_IT_SAYS,
    "damaged": DAMAGED,
    "locked": LOCKED,
    "active": ACTIVE,
    "external": EXTERNAL,
    "too_many_pixels": TOO_MANY_PIXELS,
    "bomb": BOMB,
}
