"""助言・同行・後方支援の画面で見せる文言。"""

from tsunagi.common.errors import Message

OWN_CASE = Message(
    code="BKU-001",
    what="まだ保存していません。",
    why="あなたが担当している方です。ここは、ほかの人の支援を手伝ったときに書きます。",
    how="自分の支援は「相談を記録する」に書いてください。",
)
ADVICE_NEEDED = Message(
    code="BKU-002",
    what="まだ保存していません。",
    why="何を伝えたか、何をしたかが空です。",
    how="一行で書いてください。",
)
IN_FUTURE = Message(
    code="BKU-003",
    what="まだ保存していません。",
    why="今日より後の日です。",
    how="それをした日を入れてください。",
)
FOLLOW_BEFORE = Message(
    code="BKU-004",
    what="まだ保存していません。",
    why="次に様子を聞く日が、した日より前です。",
    how="これからの日を入れるか、空けてください。",
)
REASON_NEEDED = Message(
    code="BKU-005",
    what="まだ変えていません。",
    why="わけが空です。前の内容と一緒に残ります。",
    how="直す（取り消す）わけを書いてください。",
)
NOT_YOURS = Message(
    code="BKU-006",
    what="変えていません。",
    why="直せるのは、書いた人と、その事業所の管理者です。",
    how="書いた人に伝えてください。",
)
ALREADY_DONE = Message(
    code="BKU-007",
    what="変えていません。",
    why="もう終えています。",
    how="つづけるときは、記録を直して、次に様子を聞く日を入れてください。",
)
WITHDRAWN = Message(
    code="BKU-008",
    what="変えていません。",
    why="取り消した記録です。",
    how="新しく書いてください。",
)
