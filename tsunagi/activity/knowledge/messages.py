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
OUTSIDE_AREA = Message(
    code="KNW-004",
    what="まだ出していません。",
    why="あなたの事業所の担当地域の外です。",
    how="担当地域の中から選んでください。市町村の全体には、市町村の担当者が出せます。",
)
KIND_STAYS = Message(
    code="KNW-005",
    what="まだ保存していません。",
    why="お知らせと、読み物・取り決めは、互いに替えられません。",
    how="種類を替えるときは、新しく書いてください。",
)
NOT_ADDRESSED = Message(
    code="KNW-006",
    what="読んだ記録を残しませんでした。",
    why="このお知らせは、あなたの事業所あてではありません。",
    how="内容は、そのまま読めます。",
)
NOT_AN_AGREEMENT = Message(
    code="KNW-003",
    what="読んだ記録を残しませんでした。",
    why="読んだことを記すのは、お知らせと地域の取り決めだけです。",
    how="一覧から、お知らせか取り決めを開いてください。",
)
