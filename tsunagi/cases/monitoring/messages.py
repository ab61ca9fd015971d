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
NO_REPORT_OF_SELF_PLAN = Message(
    code="MON-011",
    what="書いていません。",
    why="セルフプランには、モニタリングの報告がありません。",
    how="様子を聞いたことは、相談の記録に残してください。",
)
REPORTED_ALREADY = Message(
    code="MON-012",
    what="まだ残していません。",
    why="この月には、もう報告があります。",
    how="その報告を開いて直すか、月を選ばずに臨時の報告として残してください。",
)
REPORT_WITHDRAWN = Message(
    code="MON-013",
    what="保存しませんでした。",
    why="この報告は取り消されています。",
    how="新しい報告を書いてください。",
)
REPORT_REASON = Message(
    code="MON-014",
    what="直した内容を保存しませんでした。",
    why="ほかの職員が書いた報告を直すには、理由が要ります。",
    how="何をなぜ直すかを一言書いてください。",
)
REPORT_IN_FUTURE = Message(
    code="MON-015",
    what="まだ残していません。",
    why="今日より後の日です。",
    how="その日になってから書いてください。下書きとして残せます。",
)
REPORT_ORDER = Message(
    code="MON-016",
    what="まだ残していません。",
    why="実施、説明、同意の順の日になっていません。",
    how="日を確かめてください。まだのものは空けておけます。",
)
REPORT_EMPTY = Message(
    code="MON-017",
    what="まだ残していません。",
    why="全体の状況も、目標ごとのことも書かれていません。",
    how="聞いたことを一つでも書いてください。書きかけは下書きとして残せます。",
)
WEEK_TOO_LONG = Message(
    code="MON-018",
    what="まだ保存していません。",
    why="予定は{most}までです。",
    how="まとめられるものをまとめてください。",
)
