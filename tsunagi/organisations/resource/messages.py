"""社会資源の名簿で利用者に見せる文言。"""

from tsunagi.common.errors import Message

ALREADY_LISTED = Message(
    code="RES-001",
    what="まだ加えていません。",
    why="同じ名前か電話番号のものが、もう名簿にあります（{names}）。",
    how="同じものなら名簿のほうを直してください。別のものなら「別のものである」に印を付けて、もう一度押してください。",
)
IN_FUTURE = Message(
    code="RES-002",
    what="まだ記していません。",
    why="今日より後の日付になっています。",
    how="なくなった日が分からなければ、今日の日付にしてください。",
)
