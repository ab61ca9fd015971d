"""事業所で利用者に見せる文言。"""

from tsunagi.common.errors import Message

KIND_ALREADY_OPEN = Message(
    code="OFF-001",
    what="この種別は加えませんでした。",
    why="同じ種別が、その日にすでに続いています。",
    how="先にいまの種別を終えるか、始まる日を確かめてください。",
)
KIND_ENDS_BEFORE_START = Message(
    code="OFF-002",
    what="終わる日を確かめてください。",
    why="始まる日（{start}）より前の日付になっています。",
    how="始まる日より後の、最後の日を入力してください。",
)
WRONG_NUMBER = Message(
    code="OFF-003",
    what="事業所番号を確かめてください。",
    why="{reason}",
    how="指定通知書にある10桁の番号を入力してください。",
)
NO_KIND = Message(
    code="OFF-004",
    what="事業所を登録しませんでした。",
    why="種別が選ばれていません。",
    how="基幹、指定特定などの種別を一つ以上選んでください。",
)
ALREADY_CLOSED = Message(
    code="OFF-005",
    what="この事業所は変えられません。",
    why="{day}に廃止として記録されています。",
    how="続けているときは、市町村の担当者に記録を直してもらってください。",
)
STAFF_REMAIN = Message(
    code="OFF-006",
    what="この事業所はまだ廃止にできません。",
    why="配置の続いている職員が{count}人います。",
    how="先に職員の異動または退職を記録してください。",
)
WHO_SAID_SO = Message(
    code="OFF-007",
    what="まだ記録していません。",
    why="代わりに入れる数字には、だれから聞いたかが要ります。",
    how="電話に出た人や、紙を書いた人の名前を書いてください。",
)
HEARD_IN_FUTURE = Message(
    code="OFF-008",
    what="まだ記録していません。",
    why="聞いた日が、きょうより後です。",
    how="聞いた日を入れてください。",
)
NEWER_FIGURE = Message(
    code="OFF-009",
    what="まだ記録していません。",
    why="この事業所には、それより新しい{day}の数字があります。",
    how="いまの数字を見て、もう一度たずねてから入れてください。",
)
SHEET_CHANGED = Message(
    code="OFF-010",
    what="まだ一つも記録していません。",
    why="確かめたあとに、数字か受け持つ地域が変わりました。",
    how="表をもう一度取り込み、中身を確かめてください。",
)
NOBODY_TO_ASK = Message(
    code="OFF-011",
    what="空きの表はありません。",
    why="この地域に、あなたが代わりに空きを入れる事業所がありません。",
    how="入れるのは、地域を受け持つ基幹と行政の担当です。自分の事業所の空きは、事業所のページから入れます。",
)
