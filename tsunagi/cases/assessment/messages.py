"""アセスメントとニーズで利用者に見せる文言。"""

from tsunagi.common.errors import Message

EMPTY = Message(
    code="ASM-001",
    what="まだ保存していません。",
    why="どの欄にも、何も書かれていません。",
    how="聞けたことを一つでも書いてください。書きかけは「下書きとして保存」できます。",
)
IN_FUTURE = Message(
    code="ASM-002",
    what="まだ保存していません。",
    why="今日より後の日付になっています。",
    how="面接した日を入れてください。",
)
REASON_NEEDED = Message(
    code="ASM-003",
    what="直した内容を保存しませんでした。",
    why="ほかの職員が書いたアセスメントを直すには、理由が要ります。取り消すときも同じです。",
    how="何をなぜ直すかを一言書いてください。",
)
WITHDRAWN = Message(
    code="ASM-004",
    what="保存しませんでした。",
    why="このアセスメントは取り消されています。",
    how="新しいアセスメントを書いてください。",
)
NO_NEED = Message(
    code="ASM-005",
    what="まだ保存していません。",
    why="必要なこと（ニーズ）が空です。",
    how="望みと事実から、何が要るのかを一言書いてください。",
)
TOO_LONG = Message(
    code="ASM-006",
    what="まだ保存していません。",
    why="「{where}」が{count}文字あります。",
    how="4,000文字までにしてください。",
)
