"""計画の画面で見せる文言。"""

from tsunagi.common.errors import Message

ORDER_REFUSED = Message(
    code="PLN-001",
    what="この日では記していません。",
    why="{why}「{other}」は{other_on}です。",
    how="日を確かめてください。先に記した日がちがうときは、そちらを直してください。",
)
ORDER_REASON = Message(
    code="PLN-002",
    what="まだ記していません。",
    why="{why}「{other}」は{other_on}です。",
    how="日を直すか、この順になったわけを書いてください。わけがあれば記せます。",
)
MISSING_BEFORE = Message(
    code="PLN-003",
    what="まだ記していません。",
    why="先に「{missing}」を記す決まりです。",
    how="「{missing}」の日を記してから、もう一度記してください。",
)
IN_FUTURE = Message(
    code="PLN-004",
    what="まだ記していません。",
    why="今日より後の日です。",
    how="それをした日を入れてください。予定の日は、ここには書きません。",
)
NO_SHEET = Message(
    code="PLN-005",
    what="まだ記していません。",
    why="{stage}の書面がまだありません。",
    how="先に{stage}を書いてください。",
)
IS_OVER = Message(
    code="PLN-006",
    what="保存しませんでした。",
    why="この計画は「{stage}」です。",
    how="いまの計画を開いて書いてください。",
)
REASON_NEEDED = Message(
    code="PLN-007",
    what="直した内容を保存しませんでした。",
    why="本人が同意した{stage}を直すには、わけが要ります。",
    how="何をなぜ直すかを一言書いてください。意味が変わるときは、もう一度説明して同意を得ます。",
)
NOT_OF_KIND = Message(
    code="PLN-008",
    what="記していません。",
    why="「{step}」は、{kind}にはない歩みです。",
    how="計画の種類を確かめてください。",
)
HELD_UP = Message(
    code="PLN-009",
    what="取り消していません。",
    why="あとの「{later}」が、これをもとに記されています。",
    how="先に「{later}」を取り消してください。",
)
TOO_MANY = Message(
    code="PLN-010",
    what="まだ保存していません。",
    why="{what}は{most}までです。",
    how="まとめられるものをまとめてください。",
)
EMPTY_NEED = Message(
    code="PLN-011",
    what="まだ保存していません。",
    why="課題（本人のニーズ）が空です。",
    how="何が要るのかを、一言書いてください。",
)
NO_SERVICE = Message(
    code="PLN-012",
    what="まだ保存していません。",
    why="{number}番目の支援に、種類も内容も書かれていません。",
    how="「居宅介護」「母が毎朝起こす」のように書くか、その欄を空にしてください。",
)
STILL_RUNNING = Message(
    code="PLN-013",
    what="新しい計画を始めていません。",
    why="「{stage}」の計画があります。",
    how="その計画を続けるか、理由を書いて終えてから、始めてください。",
)
SELF_WISH_NEEDED = Message(
    code="PLN-014",
    what="まだ始めていません。",
    why="セルフプランが本人の望みかどうかが選ばれていません。",
    how="わからないときは「わからない」を選んでください。",
)
ALREADY_WITHDRAWN = Message(
    code="PLN-015",
    what="取り消していません。",
    why="もう取り消されています。",
    how="画面を開き直してください。",
)
NO_DRAFT = Message(
    code="PLN-016",
    what="始めていません。",
    why="写すもとの書面がありません。",
    how="先に書面を書いてください。",
)
NO_WEEKDAY = Message(
    code="PLN-017",
    what="まだ保存していません。",
    why="曜日が選ばれていません。",
    how="一つ以上の曜日を選んでください。",
)
MEETING_EMPTY = Message(
    code="PLN-018",
    what="まだ保存していません。",
    why="出た人も、話したことも、決めたことも書かれていません。",
    how="一つでも書いてください。",
)
MEETING_REASON = Message(
    code="PLN-019",
    what="保存しませんでした。",
    why="ほかの職員が書いた会議の記録を直すときと、取り消すときは、理由が要ります。",
    how="何をなぜ直すかを一言書いてください。",
)
NO_OWN_WORDS = Message(
    code="PLN-020",
    what="まだ記していません。",
    why="{stage}の「本人の望む生活」が空のままです。本人の言葉のない計画に、同意は得られません。",
    how="{stage}を開いて本人の言葉を書くか、書けないわけを書いてください。わけがあれば記せます。",
)
NOT_OF_CASE = Message(
    code="PLN-021",
    what="まだ保存していません。",
    why="選んだ{what}が、この方の記録にありません。",
    how="画面を開き直して、選び直してください。",
)
