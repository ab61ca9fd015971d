"""要望・苦情で利用者に見せる文言。"""

from tsunagi.common.errors import Message

TEXT_NEEDED = Message(
    code="CMP-001",
    what="記録しませんでした。",
    why="本文が空です。",
    how="言われたことを、その人の言葉で一言でも書いてください。",
)
IN_FUTURE = Message(
    code="CMP-002",
    what="日付を確かめてください。",
    why="今日より後か、受けた日より前の日付になっています。",
    how="実際の日付を入れてください。",
)
DUE_BEFORE = Message(
    code="CMP-003",
    what="返事の期限を確かめてください。",
    why="受けた日より前の日付になっています。",
    how="受けた日か、それより後の日付を入れてください。",
)
NOT_OF_OFFICE = Message(
    code="CMP-004",
    what="記録しませんでした。",
    why="受け持つ職員は、受けた事業所に配置のある人だけです。",
    how="一覧から選び直してください。",
)
ALREADY_ANSWERED = Message(
    code="CMP-005",
    what="記録しませんでした。",
    why="この要望・苦情には、もう返事をしています。",
    how="また言われたときは、新しく記録してください。",
)
THEME_NEEDED = Message(
    code="CMP-006",
    what="印を付けませんでした。",
    why="くり返していることの題が空です。",
    how="「送迎の遅れ」のように、同じことを一つの短い言葉で書いてください。人の名前は書きません。",
)
WITHDRAWN = Message(
    code="CMP-007",
    what="記録しませんでした。",
    why="この要望・苦情は、取り消されています。",
    how="取り消しがまちがいのときは、新しく記録してください。",
)
REASON_NEEDED = Message(
    code="CMP-008",
    what="まだ直していません。",
    why="理由が空です。",
    how="「別の方に書いていた」のように、一言で書いてください。",
)
THIS_PERSON_ALREADY = Message(
    code="CMP-009",
    what="まだ直していません。",
    why="この要望・苦情は、もうその方のものになっています。",
    how="正しい方のページのアドレスを貼ってください。",
)
