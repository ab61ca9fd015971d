"""権利の心配ごとで利用者に見せる文言。"""

from tsunagi.common.errors import Message

FACTS_NEEDED = Message(
    code="RIG-001",
    what="まだ知らせていません。",
    why="見たこと・聞いたことが空です。",
    how="一言でもかまいません。確かでなくてよいので、そのままを書いてください。",
)
IN_FUTURE = Message(
    code="RIG-002",
    what="日時を確かめてください。",
    why="いまより後の日時になっています。",
    how="実際にあった日と時刻を入れてください。",
)
BEFORE_RECEIVED = Message(
    code="RIG-003",
    what="日時を確かめてください。",
    why="知らせを受けた日時より前になっています。",
    how="受けた後の日と時刻を入れてください。",
)
WHO_NEEDED = Message(
    code="RIG-004",
    what="まだ知らせていません。",
    why="だれのことかが空です。",
    how="名前が分からなければ、「○○作業所に通う30代くらいの男性」のように書いてください。",
)
NOT_ABUSE = Message(
    code="RIG-005",
    what="種類を確かめてください。",
    why="虐待の種類は、虐待の疑いのときだけ選びます。",
    how="虐待の疑いに変えるか、虐待の種類の印を外してください。",
)
NOT_NOW = Message(
    code="RIG-006",
    what="記録しませんでした。",
    why="いま書けるのは、「{allowed}」です。",
    how="画面を開き直し、種類を選び直してください。書いた文は残っています。",
)
TEXT_NEEDED = Message(
    code="RIG-007",
    what="記録しませんでした。",
    why="内容が空です。",
    how="だれが何をしたかを、一言でも書いてください。",
)
SEES_ALREADY = Message(
    code="RIG-008",
    what="加えませんでした。",
    why="この人は、もう見られます。",
    how="一覧を確かめてください。",
)
REASON_NEEDED = Message(
    code="RIG-009",
    what="加えませんでした。",
    why="理由が空です。",
    how="なぜこの人が知る必要があるかを書いてください。",
)
EXCLUDED = Message(
    code="RIG-010",
    what="加えませんでした。",
    why="この人は、この方の記録を見せない相手になっています。",
    how="ほかの人を選んでください。",
)
CANNOT_BE_NAMED = Message(
    code="RIG-011",
    what="担当に決めませんでした。",
    why="行政の窓口か基幹に配置のある職員だけを、担当にできます。",
    how="職員のページで、配置を確かめてください。",
)
NAMED_ALREADY = Message(
    code="RIG-012",
    what="担当に決めませんでした。",
    why="この職員は、もう担当です。",
    how="一覧を確かめてください。",
)
NOT_HIDDEN = Message(
    code="RIG-013",
    what="まだ知らせていません。",
    why="主担当の事業所や担当者は、見せない相手にできません。",
    how="選ぶのをやめて知らせてください。心配ごとは、もともと名ざしの担当のほかには見えません。"
    "担当を替える相談は、名ざしの担当からできます。",
)
ONE_TO_HIDE = Message(
    code="RIG-014",
    what="見せない相手を確かめてください。",
    why="職員と事業所の両方は、一度に選べません。",
    how="どちらか一つにしてください。もう一つは、あとから加えられます。",
)
BEFORE_FIRST_RESPONSE = Message(
    code="RIG-015",
    what="日時を確かめてください。",
    why="最初の対応の日時より前になっています。",
    how="最初の対応より後の日と時刻を入れてください。",
)
THIS_CASE_ALREADY = Message(
    code="RIG-016",
    what="つなぎませんでした。",
    why="この心配ごとは、もうこの方につながっています。",
    how="ちがう方のときは、その方のページのアドレスを貼ってください。",
)
