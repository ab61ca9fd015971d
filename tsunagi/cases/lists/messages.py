"""一覧で見せる文言。"""

from tsunagi.common.errors import Message

TOO_MANY_VIEWS = Message(
    code="LST-001",
    what="見方を保存しませんでした。",
    why="保存できる見方は、一覧ごとに12までです。",
    how="使わない見方を消してから、もう一度保存してください。",
)
TOO_MANY_ROWS = Message(
    code="LST-002",
    what="書き出しませんでした。",
    why="一度に書き出せるのは2,000件までです。",
    how="担当者や関わり方で絞りこんでから、分けて書き出してください。",
)
TOO_MUCH_AT_ONCE = Message(
    code="LST-003",
    what="書き出しませんでした。",
    why="書類を合わせると、一度に渡せる300MBを超えます。",
    how="Excel で書き出し、PDF と書類は、その方のページから一人ずつ受け取ってください。",
)
