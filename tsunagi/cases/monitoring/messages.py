"""モニタリングの月で利用者に見せる文言。"""

from tsunagi.common.errors import Message

IN_FUTURE = Message(
    code="MON-001",
    what="まだ保存していません。",
    why="今日より後の日付になっています。",
    how="行った日を入れてください。これからの予定は「訪ねる日」に入れます。",
)
NOT_PLANNED = Message(
    code="MON-002",
    what="保存しませんでした。",
    why="この月は「{state}」になっています。",
    how="画面を開き直して、いまの状態を確かめてください。",
)
REASON_NEEDED = Message(
    code="MON-003",
    what="まだ保存していません。",
    why="行わなかったわけが空です。",
    how="入院していた、本人の希望で翌月にした、など、わけを一言書いてください。",
)
OUTSIDE_MONTH = Message(
    code="MON-004",
    what="まだ保存していません。",
    why="行った日が、この月（{month}）の日ではありません。",
    how="別の月に行ったときは、市町村に伝えて期間を決め直すか、「行わなかった」のわけに、行った日を書いてください。",
)
ONLY_PAST = Message(
    code="MON-005",
    what="まだ保存していません。",
    why="この月は、まだ来ていません。",
    how="その月になってから記すか、訪ねる日を変えてください。",
)
