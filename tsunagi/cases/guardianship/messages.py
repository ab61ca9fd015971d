"""成年後見の相談で利用者に見せる文言。"""

from tsunagi.common.errors import Message

UNDER_WAY = Message(
    code="GUA-001",
    what="始めませんでした。",
    why="この方の成年後見の相談が、もう進んでいます。",
    how="進んでいる相談に、次の段階を書いてください。",
)
IN_FUTURE = Message(
    code="GUA-002",
    what="日付を確かめてください。",
    why="今日より後の日付になっています。",
    how="実際に動いた日を入れてください。これからの予定は「次に動く日」に入れます。",
)
NOT_DECIDED = Message(
    code="GUA-003",
    what="「{stage}」には、まだ進めません。",
    why="{missing}が決まっていません。",
    how="「決まったことを書く」で入れてから、もう一度書いてください。",
)
NOT_APPOINTED = Message(
    code="GUA-004",
    what="関係者に加えませんでした。",
    why="まだ選任の段階になっていません。",
    how="選任の日を書いてから、もう一度押してください。",
)
NAME_NEEDED = Message(
    code="GUA-005",
    what="関係者に加えませんでした。",
    why="名前が空です。",
    how="選任された人か法人の名前を書いてください。",
)
STAYS_DECIDED = Message(
    code="GUA-006",
    what="書きませんでした。",
    why="いまの段階は「{stage}」で、{missing}が要ります。",
    how="正しいものを選んでください。段階がちがっていたら、先に「段階を書く」で正しい段階を書きます。",
)
KIND_NEEDED = Message(
    code="GUA-007",
    what="関係者に加えませんでした。",
    why="後見・保佐・補助・任意後見のどれかが決まっていません。",
    how="「決まったことを書く」で種類を入れてから、もう一度押してください。",
)
