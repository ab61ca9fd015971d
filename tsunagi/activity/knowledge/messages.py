"""読み物と取り決めで利用者に見せる文言。"""

from tsunagi.common.errors import Message

NOTHING_WRITTEN = Message(
    code="KNW-001",
    what="まだ保存していません。",
    why="題か本文が空です。",
    how="題と本文を書いてください。個人が分かることは書きません。",
)
RETIRED = Message(
    code="KNW-002",
    what="保存しませんでした。",
    why="この読み物は取り下げられています。",
    how="もう一度使うときは、新しく書いてください。",
)
NOT_AN_AGREEMENT = Message(
    code="KNW-003",
    what="読んだ記録を残しませんでした。",
    why="読んだことを記すのは、地域の取り決めだけです。",
    how="一覧から取り決めを開いてください。",
)
