"""わかりやすい版、本人の声、意思決定支援の記録で見せる文言。"""

from tsunagi.common.errors import Message

EMPTY = Message(
    code="EAS-001",
    what="まだ保存していません。",
    why="どの行にも、何も書かれていません。",
    how="本人と一緒に読む文を、一行でも書いてください。",
)
IN_FUTURE = Message(
    code="EAS-002",
    what="まだ保存していません。",
    why="今日より後の日付になっています。",
    how="実際の日を入れてください。",
)
WITHDRAWN = Message(
    code="EAS-003",
    what="保存しませんでした。",
    why="この記録は取り消されています。",
    how="新しく書いてください。",
)
NO_SOURCE = Message(
    code="EAS-004",
    what="わかりやすい版を始められませんでした。",
    why="この計画には、計画案も計画の書面もまだありません。",
    how="先に計画案を書いてください。",
)
NOT_A_READING = Message(
    code="EAS-005",
    what="読みを覚えていません。",
    why="読みに、ひらがなではない字が入っています。",
    how="ひらがなだけで書いてください（例: しきゅうけってい）。",
)
NO_KANJI = Message(
    code="EAS-006",
    what="読みを覚えていません。",
    why="言葉に漢字がありません。ふりがなは漢字の上に付きます。",
    how="紙に出ている漢字の言葉を、そのまま入れてください。",
)
NAME_IS_NOT_WIDE = Message(
    code="EAS-007",
    what="読みを覚えていません。",
    why="人の名前かもしれない言葉は、市町村の全体では覚えません。",
    how="「この方だけ」を選んでください。",
)
REASON_NEEDED = Message(
    code="EAS-008",
    what="取り消しませんでした。",
    why="取り消すには、わけが要ります。記録は残ります。",
    how="何がちがっていたかを一言書いてください。",
)
NOT_OPEN = Message(
    code="EAS-009",
    what="保存しませんでした。",
    why="この声は「{state}」です。",
    how="新しい声は、新しく書いてください。",
)
ANSWER_NEEDED = Message(
    code="EAS-010",
    what="まだ保存していません。",
    why="どうしたかが書かれていません。",
    how="計画をどう変えたか、変えないときは本人にどう話したかを書いてください。",
)
BEFORE_HEARD = Message(
    code="EAS-011",
    what="まだ保存していません。",
    why="本人に返した日が、聞いた日より前になっています。",
    how="日付を確かめてください。",
)
GROUNDS_NEEDED = Message(
    code="EAS-012",
    what="まだ保存していません。",
    why="「{outcome}」ときは、その根拠を残します。",
    how="何を手がかりにしたか、なぜいま決める必要があったかを書いてください。",
)
NO_OPTIONS = Message(
    code="EAS-013",
    what="まだ保存していません。",
    why="示した選択肢が書かれていません。",
    how="本人に示したものを、一行に一つずつ書いてください。「いまのまま」も選択肢です。",
)
UNKNOWN_ITEM = Message(
    code="EAS-014",
    what="まだ保存していません。",
    why="選んだ行が、この計画にありません。",
    how="画面を開き直して、計画の行を選び直してください。",
)
