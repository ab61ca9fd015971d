"""取り込みで利用者に見せる文言。"""

from tsunagi.common.errors import Message

CHANGED_SINCE_PREVIEW = Message(
    code="IMP-001",
    what="まだ取り込んでいません。",
    why="確かめたあとに、名簿のほうが変わりました。",
    how="もう一度ファイルを選び、新しい違いを確かめてから取り込んでください。",
)
ALREADY_IMPORTED = Message(
    code="IMP-002",
    what="このファイルは、すでに取り込んであります。",
    why="同じ画面から二度送られました。",
    how="事業所の一覧で結果を確かめてください。",
)
NO_MUNICIPALITY = Message(
    code="IMP-003",
    what="取り込む市町村を決められません。",
    why="「{code}」の市町村は登録されていません。",
    how="--municipality に、登録済みの市町村の6桁のコードを指定してください。",
)
