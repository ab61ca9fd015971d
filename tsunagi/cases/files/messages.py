"""書類で利用者に見せる文言。"""

from tsunagi.common.errors import Message

ALREADY_THERE = Message(
    code="FIL-001",
    what="まだ付けていません。",
    why="同じ中身の書類「{title}」が、すでにこの方の書類にあります。",
    how="一覧で確かめてください。",
)
TOO_MANY = Message(
    code="FIL-002",
    what="まだ付けていません。",
    why="この方の書類が{most}件になっています。",
    how="いらない書類を取り下げるか、まとめたPDFにしてください。",
)
ALREADY_WITHDRAWN = Message(
    code="FIL-003",
    what="この書類は、すでに取り下げてあります。",
    why="ほかの人が先に取り下げました。",
    how="一覧を開き直して確かめてください。",
)
NO_REASON = Message(
    code="FIL-004",
    what="まだ取り下げていません。",
    why="理由が書かれていません。",
    how="なぜ取り下げるのかを一言書いてください。",
)
DATED_IN_FUTURE = Message(
    code="FIL-005",
    what="書類の日付を確かめてください。",
    why="きょうより先の日付です。",
    how="書類に書いてある日付を入れるか、空けておいてください。",
)
