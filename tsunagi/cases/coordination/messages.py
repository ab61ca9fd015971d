"""調整・交渉の画面で見せる文言。"""

from tsunagi.common.errors import Message

WORDS_NEEDED = Message(
    code="COO-001",
    what="まだ保存していません。",
    why="相手・何のために・頼んだことの、どれかが空です。",
    how="空いているところに、一行ずつ書いてください。",
)
IN_FUTURE = Message(
    code="COO-002",
    what="まだ保存していません。",
    why="今日より後の日です。",
    how="頼んだ日、結果の出た日を確かめてください。",
)
BEFORE_ASKING = Message(
    code="COO-003",
    what="まだ保存していません。",
    why="頼んだ日より前の日です。",
    how="頼んだ日と同じか、それより後の日を入れてください。",
)
HAS_RESULT = Message(
    code="COO-004",
    what="変えていません。",
    why="もう結果が入っています。",
    how="まちがっていたときは「直す」から、わけを書いて直してください。",
)
REASON_NEEDED = Message(
    code="COO-005",
    what="まだ変えていません。",
    why="わけが空です。前の内容と一緒に残ります。",
    how="直す（取り消す）わけを書いてください。",
)
WITHDRAWN = Message(
    code="COO-006",
    what="変えていません。",
    why="取り消した記録です。",
    how="新しく書いてください。",
)
