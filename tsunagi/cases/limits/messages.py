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
WORD_NEEDED = Message(
    code="LIM-003",
    what="まだ答えていません。",
    why="承認しないときの、ひとことが空です。",
    how="わけと、どうしてほしいかを短く書いてください。",
)
ANSWERED_ALREADY = Message(
    code="LIM-004",
    what="保存していません。",
    why="この求めには、もう答えがあります。",
    how="一覧に戻って、答えを確かめてください。",
)
RULE_REASON = Message(
    code="LIM-005",
    what="まだ保存していません。",
    why="わけが空です。",
    how="決めた場や、もとの文書を短く書いてください。",
)
RULE_HAS_BEGUN = Message(
    code="LIM-006",
    what="まだ保存していません。",
    why="もう始まっている決まりがあるので、過ぎた日からは変えられません。",
    how="きょうか、これからの日を書いてください。いままでの決まりは、その前の日まで残ります。",
)
