"""支給決定とモニタリング期間で利用者に見せる文言。"""

from tsunagi.common.errors import Message

BACKWARDS = Message(
    code="ENT-001",
    what="まだ保存していません。",
    why="支給決定の終わる日が、始まる日より前になっています。",
    how="受給者証の「支給決定期間」を見て、入れ直してください。",
)
MONTHS_BACKWARDS = Message(
    code="ENT-002",
    what="まだ保存していません。",
    why="終期月が、始まりの月より前か、10年より先になっています。",
    how="受給者証の「計画相談支援給付費」の欄の、支給期間と開始年月を見てください。",
)
OVERLAPS = Message(
    code="ENT-003",
    what="まだ保存していません。",
    why="支給期間が重なる支給決定が、もう書かれています（{period}）。",
    how="決め直しなら「モニタリング期間を決め直す」を、書きまちがいなら、前の支給決定を取り消してから書いてください。",
)
TERM_OUTSIDE = Message(
    code="ENT-004",
    what="まだ保存していません。",
    why="始まりの月が、支給期間（{period}）の外です。",
    how="支給期間の中の月を入れてください。期間が変わったときは、支給決定から書き直します。",
)
REASON_NEEDED = Message(
    code="ENT-005",
    what="まだ保存していません。",
    why="理由が書かれていません。",
    how="なぜ変えるのか、なぜ取り消すのかを一言書いてください。",
)
ALREADY_WITHDRAWN = Message(
    code="ENT-006",
    what="保存しませんでした。",
    why="この支給決定は取り消されています。",
    how="新しい支給決定を書いてください。",
)
