"""ふり返りで利用者に見せる文言。"""

from tsunagi.common.errors import Message

STILL_OPEN = Message(
    code="REF-001",
    what="まだ保存していません。",
    why="この方の支援は続いています。",
    how="支援を終結したあとに、ふり返りを書いてください。",
)
EMPTY = Message(
    code="REF-002",
    what="まだ保存していません。",
    why="手ごたえも言葉も、まだありません。",
    how="一つ選ぶか、一言書いてください。",
)
WRITTEN_BEFORE = Message(
    code="REF-003",
    what="新しく書いていません。",
    why="この方の支援のふり返りは、もう書いてあります。",
    how="「わたしのふり返り」から開いて、書き足してください。",
)
NOT_YOURS = Message(
    code="REF-004",
    what="保存しませんでした。",
    why="ほかの職員のふり返りです。",
    how="見せてもらったふり返りは、読むだけです。言葉は、会って伝えてください。",
)
NOT_A_CHIEF = Message(
    code="REF-005",
    what="まだ保存していません。",
    why="選んだ人は、いまこの地域の主任ではないか、あなた自身です。",
    how="見せる主任を選び直すか、だれにも見せないでおいてください。",
)
NOT_OF_CASE = Message(
    code="REF-006",
    what="まだ保存していません。",
    why="選んだ意思決定支援の記録が、この方の記録にありません。",
    how="画面を開き直して、選び直してください。",
)
