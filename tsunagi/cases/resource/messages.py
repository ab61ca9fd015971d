"""使った社会資源で利用者に見せる文言。"""

from tsunagi.common.errors import Message

NO_NEED = Message(
    code="USE-001",
    what="まだ保存していません。",
    why="何のためかが書かれていません。",
    how="「昼に行く場所がほしい」など、本人に要ることを一言書いてください。",
)
NO_PLACE = Message(
    code="USE-002",
    what="まだ保存していません。",
    why="どこのことかが分かりません。",
    how="名簿から選ぶか、名簿にないときは名前を書いてください。見当たらないときは「足りない」を選びます。",
)
IN_FUTURE = Message(
    code="USE-003",
    what="まだ保存していません。",
    why="今日より後の日付になっています。",
    how="今日か、今日より前の日付を入れてください。",
)
