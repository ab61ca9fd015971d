"""会議の前後の関わりの画面で見せる文言。"""

from tsunagi.common.errors import Message

PLAN_NEEDED = Message(
    code="CAR-001",
    what="まだ保存していません。",
    why="何をするかが空です。",
    how="一行で書いてください。その人の評価は書きません。",
)
NOT_SOMEBODY_ELSE = Message(
    code="CAR-002",
    what="まだ保存していません。",
    why="この地域の、ほかの事業所の職員ではありません。",
    how="自分の事業所の人とは、事業所の中で話してください。",
)
ALREADY = Message(
    code="CAR-003",
    what="まだ保存していません。",
    why="この人への関わりは、もう一覧にあります。",
    how="前の行を終えてから、新しく書いてください。",
)
ENDED = Message(
    code="CAR-004",
    what="変えていません。",
    why="もう終えています。",
    how="続けるときは、新しく書いてください。",
)
