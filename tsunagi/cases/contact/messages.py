"""相談記録で利用者に見せる文言。"""

from tsunagi.common.errors import Message

NOBODY = Message(
    code="CTC-001",
    what="記録しませんでした。",
    why="だれについての記録かが決まっていません。",
    how="本人を選ぶか、「匿名」に印を付けてください。",
)
NO_TEXT = Message(
    code="CTC-002",
    what="記録しませんでした。",
    why="本文が空です。",
    how="一言でもかまいません。何があったかを書いてください。",
)
UNKNOWN_METHOD = Message(
    code="CTC-003",
    what="記録しませんでした。",
    why="選んだ方法または支援内容が、いまの区分にありません。",
    how="画面を開き直して、区分を選び直してください。書いた本文は残っています。",
)
REASON_NEEDED = Message(
    code="CTC-004",
    what="直した内容を保存しませんでした。",
    why="月を締めたあとの記録、またはほかの職員の記録を直すには、理由が要ります。",
    how="「直した理由」に、何をなぜ直したかを書いてください。",
)
NOT_YOURS = Message(
    code="CTC-005",
    what="直した内容を保存しませんでした。",
    why="記録を直せるのは、書いた職員と、その事業所の管理者です。",
    how="書いた職員か管理者に頼むか、新しい記録として書き足してください。",
)
WITHDRAWN = Message(
    code="CTC-006",
    what="この記録は直せません。",
    why="すでに取り消されています。",
    how="必要なら、新しい記録として書いてください。",
)
NEXT_IS_BEFORE = Message(
    code="CTC-008",
    what="次の日を確かめてください。",
    why="記録の日より前の日付になっています。",
    how="記録の日か、それより後の日付を入れてください。",
)
TITLE_TAKEN = Message(
    code="CTC-009",
    what="ひな形を保存しませんでした。",
    why="同じ名前のひな形が、この事業所にあります。",
    how="名前を変えるか、もとのひな形を直してください。",
)
WHY_DIRECT = Message(
    code="CTC-010",
    what="記録しませんでした。",
    why="直接の支援をした理由が空です。",
    how="ほかに行う人がいなかった、急いでいた、など、自分で行った理由を一言書いてください。",
)
