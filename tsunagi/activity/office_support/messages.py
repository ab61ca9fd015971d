"""事業所への支援の画面で見せる文言。"""

from tsunagi.common.errors import Message

NOT_SUPPORTING = Message(
    code="OFS-001",
    what="まだ保存していません。",
    why="ほかの事業所への支援を書くのは、基幹・委託・地活・行政の窓口の職員と、主任です。",
    how="相談したいことは、地域の基幹に伝えてください。",
)
OUTSIDE_AREA = Message(
    code="OFS-002",
    what="まだ保存していません。",
    why="あなたの事業所の担当地域の外にある事業所です。",
    how="一覧の中から選ぶか、その地域を担当する事業所に伝えてください。",
)
OWN_OFFICE = Message(
    code="OFS-003",
    what="まだ保存していません。",
    why="自分の事業所です。",
    how="ほかの事業所を選んでください。",
)
SUBJECT_NEEDED = Message(
    code="OFS-004",
    what="まだ保存していません。",
    why="何のことかが空です。",
    how="一行で書いてください。利用者の名前は書きません。",
)
IN_FUTURE = Message(
    code="OFS-005",
    what="まだ保存していません。",
    why="今日より後の日です。",
    how="それをした日を入れてください。これからの訪問は「訪問の予定」に入れます。",
)
FOLLOW_BEFORE = Message(
    code="OFS-006",
    what="まだ保存していません。",
    why="次に様子を聞く日が、した日より前です。",
    how="これからの日を入れるか、空けてください。",
)
REASON_NEEDED = Message(
    code="OFS-007",
    what="まだ変えていません。",
    why="わけが空です。前の内容と一緒に残ります。",
    how="直す（取り消す）わけを書いてください。",
)
NOT_YOURS = Message(
    code="OFS-008",
    what="変えていません。",
    why="直せるのは、書いた人と、その事業所の管理者です。",
    how="書いた人に伝えてください。",
)
ALREADY_DONE = Message(
    code="OFS-009",
    what="変えていません。",
    why="もう終えています。",
    how="つづけるときは、記録を直して、次に様子を聞く日を入れてください。",
)
WITHDRAWN = Message(
    code="OFS-010",
    what="変えていません。",
    why="取り消した記録です。",
    how="新しく書いてください。",
)
PLANNED_PAST = Message(
    code="OFS-011",
    what="まだ保存していません。",
    why="訪ねる予定の日が、今日より前です。",
    how="これからの日を入れてください。もう訪ねたときは、訪問を記録します。",
)
QUESTION_NEEDED = Message(
    code="OFS-012",
    what="まだ送っていません。",
    why="尋ねたいことが空です。",
    how="一行で書いてください。利用者の名前は書きません。",
)
NOBODY_ANSWERS = Message(
    code="OFS-013",
    what="まだ送っていません。",
    why="この地域を担当する基幹相談支援センターが、名簿にありません。",
    how="市町村の担当者に尋ねてください。",
)
QUESTION_OVER = Message(
    code="OFS-014",
    what="変えていません。",
    why="この問いは、もう「{state}」です。",
    how="画面を開き直してください。直すときは、答えの記録から直せます。",
)
ANSWER_NEEDED = Message(
    code="OFS-015",
    what="まだ送っていません。",
    why="答えが空です。",
    how="答えを書いてください。あとから直せます。",
)
NAMES_SOMEBODY = Message(
    code="OFS-016",
    what="まだ保存していません。",
    why="だれのことかが分かる言葉が入っています（{parts}）。",
    how="事業所の様子には利用者のことを書かず、その言葉を消してください。",
)
NOT_ASKED_THERE = Message(
    code="OFS-017",
    what="まだ送っていません。",
    why="選んだ事業所は、あなたの地域を担当していないか、得意な障害が名簿にありません。",
    how="一覧から選び直すか、地域の基幹に尋ねてください。",
)
