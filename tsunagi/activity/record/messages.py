"""活動の台帳と月の締めで利用者に見せる文言。"""

from tsunagi.common.errors import Message

NO_POST_ON_DAY = Message(
    code="LED-001",
    what="記録しませんでした。",
    why="{day}には、この職員の配置がこの事業所にありません。",
    how="日付と事業所を確かめてください。"
    "配置の記録が抜けているときは、事業所の管理者に加えてもらってください。",
)
IN_FUTURE = Message(
    code="LED-002",
    what="記録しませんでした。",
    why="{day}は、まだ来ていない日です。",
    how="きょうか、それより前の日付を入力してください。",
)
TOO_MANY_MINUTES = Message(
    code="LED-003",
    what="記録しませんでした。",
    why="分は、0から1440（24時間）までの数です。",
    how="分と移動の分を確かめてください。分からないときは空欄にできます。",
)
MONTH_NOT_OVER = Message(
    code="LED-004",
    what="月を締めませんでした。",
    why="{month}は、まだ終わっていません。",
    how="月が終わってから、もう一度締めてください。",
)
ALREADY_CLOSED = Message(
    code="LED-005",
    what="月を締めませんでした。",
    why="{month}は、すでに締めています。",
    how="締めたあとの直しは、月報に訂正として並びます。あらためて締める必要はありません。",
)
ALREADY_WITHDRAWN = Message(
    code="LED-006",
    what="取り下げませんでした。",
    why="この記録は、すでに取り下げています。",
    how="画面を開き直して、いまの状態を確かめてください。",
)
