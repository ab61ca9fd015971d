"""会議のあとのひとことの画面で見せる文言。"""

from tsunagi.common.errors import Message

NOT_THERE = Message(
    code="FBK-001",
    what="送っていません。",
    why="この会議に出た人の一覧に、あなたの名前がありません。",
    how="出ていたときは、会議を開いた事業所に、出席を直してもらってください。",
)
NOT_OPEN = Message(
    code="FBK-002",
    what="送っていません。",
    why="答えられるのは、会議が終わってから{last:%m月%d日}までです。",
    how="伝えたいことは、次の会議で話してください。",
)
ALREADY = Message(
    code="FBK-003",
    what="送っていません。",
    why="この会議のひとことは、もう受け取っています。",
    how="だれの答えかを残していないので、直すことはできません。",
)
