"""件数の上限の画面で見せる文言。"""

from tsunagi.common.errors import Message

REASON_EMPTY = Message(
    code="LIM-001",
    what="まだ保存していません。",
    why="わけが空です。",
    how="この事業所が持つほかない事情を、短く書いてください。",
)
NOT_A_PLAN = Message(
    code="LIM-002",
    what="保存していません。",
    why="この方は、いま計画相談・障害児相談ではありません。",
    how="計画相談のわけは要りません。関わり方を確かめてください。",
)
