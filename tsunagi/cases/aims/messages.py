"""課題と歩みで利用者に見せる文言。"""

from tsunagi.common.errors import Message

NO_TEXT = Message(
    code="AIM-001",
    what="まだ保存していません。",
    why="内容が空です。",
    how="一言でもよいので、本人と一緒に読める言葉で書いてください。",
)
IN_FUTURE = Message(
    code="AIM-002",
    what="まだ保存していません。",
    why="今日より後の日付になっています。",
    how="今日か、今日より前の日付を入れてください。",
)
BEFORE_NOTICED = Message(
    code="AIM-003",
    what="まだ保存していません。",
    why="課題に気づいた日より前の日付になっています。",
    how="気づいた日より後の日付を入れてください。",
)
CANNOT_BECOME = Message(
    code="AIM-004",
    what="状態を変えませんでした。",
    why="この課題は「{now}」なので、「{wanted}」にはできません。",
    how="終えた課題にもう一度取り組むときは「取り組んでいる」に戻してください。",
)
LOOK_NEEDED = Message(
    code="AIM-005",
    what="まだ保存していません。",
    why="これから心配なことには、次に様子を見る日が要ります。",
    how="いつごろ会いに行くか、連絡するかを決めて、日付を入れてください。",
)
CAUSE_NEEDED = Message(
    code="AIM-006",
    what="まだ保存していません。",
    why="どこに原因があるかが選ばれていません。",
    how="本人・環境・社会のうち、当てはまるものを一つ以上選んでください。",
)
NOTE_NEEDED = Message(
    code="AIM-007",
    what="まだ保存していません。",
    why="解決した・取り下げた理由が書かれていません。",
    how="何が変わったか、なぜ取り下げるかを一言書いてください。",
)
