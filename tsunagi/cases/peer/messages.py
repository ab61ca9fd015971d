"""ピアカウンセリングで利用者に見せる文言。"""

from tsunagi.common.errors import Message

NAME_NEEDED = Message(
    code="PEE-001",
    what="名簿に載せませんでした。",
    why="呼び名か、連絡のしかたが空です。",
    how="本人が載せてよいと言った呼び名と、連絡のしかたを書いてください。",
)
IN_FUTURE = Message(
    code="PEE-002",
    what="日付を確かめてください。",
    why="今日より後か、始まりより前の日付になっています。",
    how="実際の日付を入れてください。",
)
WANTS_NEEDED = Message(
    code="PEE-003",
    what="申し込みを記録しませんでした。",
    why="話したいことが空です。",
    how="本人の言葉で、一言でも書いてください。",
)
CLOSED = Message(
    code="PEE-004",
    what="記録しませんでした。",
    why="この申し込みは、もう終わっています。",
    how="また話したいときは、新しく申し込みを書いてください。",
)
NOT_LISTED = Message(
    code="PEE-005",
    what="相手にしませんでした。",
    why="このピアサポーターは、いま名簿に載っていません。",
    how="名簿からほかの人を選んでください。",
)
ALREADY_CHOSEN = Message(
    code="PEE-006",
    what="記録しませんでした。",
    why="本人が選んだ相手が、もう一人います。",
    how="相手を替えるときは、この申し込みを終えて、新しく申し込みを書いてください。",
)
NOBODY_CHOSEN = Message(
    code="PEE-007",
    what="会ったことを記録しませんでした。",
    why="本人が選んだ相手が、まだいません。",
    how="先に「本人が選んだ」と記録してください。",
)
ALREADY_ANSWERED = Message(
    code="PEE-008",
    what="返事を記録しませんでした。",
    why="この相手への返事は、もう記録されています。",
    how="画面を開き直して確かめてください。",
)
