"""地域で利用者に見せる文言。"""

from tsunagi.common.errors import Message

WRONG_PLACE = Message(
    code="ARE-001",
    what="この地域は登録しませんでした。",
    why="「{kind}」は「{parent}」の下に置けません。",
    how="上の地域を選び直してください。",
)
WRONG_CODE = Message(
    code="ARE-002",
    what="全国地方公共団体コードを確かめてください。",
    why="{reason}",
    how="総務省の一覧にある6桁のコードを入力してください。",
)
OUTLINE_UNREADABLE = Message(
    code="ARE-003",
    what="地図の輪郭を取り込みませんでした。",
    why="{reason}",
    how="区域の輪郭（Polygon または MultiPolygon）が入った GeoJSON ファイルを選んでください。",
)
ALREADY_REGISTERED = Message(
    code="ARE-004",
    what="この市町村は登録しませんでした。",
    why="コード {code} の市町村は、すでに登録されています。",
    how="コードを確かめてください。担当者を加えるときは、画面の職員の登録を使います。",
)
HALF_A_POINT = Message(
    code="ARE-005",
    what="代表点は保存しませんでした。",
    why="緯度と経度の片方だけでは、場所が決まりません。",
    how="両方を入れるか、両方を空にしてください。",
)
ROUTE_REASON = Message(
    code="ARE-006",
    what="まだ決めていません。",
    why="わけ・決めた場が空です。",
    how="どこで、なぜそう決めたかを一行で書いてください。",
)
NO_ROUTE_TO_END = Message(
    code="ARE-007",
    what="何も変えていません。",
    why="この地域には、その日に続いている決まりがありません。",
    how="上の地域の決まりを変えるときは、上の地域の画面で決めてください。",
)
