"""地域課題の候補の画面で見せる文言。"""

from tsunagi.common.errors import Message

TEXT_NEEDED = Message(
    code="ISS-001",
    what="まだ保存していません。",
    why="困りごとの文が空です。",
    how="一人のことではなく、地域のこととして書いてください。",
)
NO_OFFICE = Message(
    code="ISS-002",
    what="まだ保存していません。",
    why="あなたの事業所が分かりません。",
    how="事業所に所属してから書いてください。",
)
NOT_YOURS = Message(
    code="ISS-003",
    what="変えていません。",
    why="直せるのは、書いた事業所と、基幹・市町村・協議会の事務局です。",
    how="書いた事業所に伝えてください。",
)
SETTLED = Message(
    code="ISS-004",
    what="変えていません。",
    why="この候補は、もう「{state}」です。",
    how="候補に戻してから直してください。",
)
REASON_NEEDED = Message(
    code="ISS-005",
    what="まだ変えていません。",
    why="わけが空です。書いた事業所にも見えます。",
    how="一行で書いてください。",
)
ALREADY_RAISED = Message(
    code="ISS-007",
    what="まだ保存していません。",
    why="同じところから書いた候補が、もうあります。",
    how="一覧から、その候補を開いて直してください。",
)
ALREADY_UP = Message(
    code="ISS-008",
    what="まだ上げていません。",
    why="この候補は、もう一つの会議に上がっています。",
    how="その会議の結果を待つか、議題から外してもらってから上げてください。",
)
NOT_ABOVE = Message(
    code="ISS-009",
    what="まだ上げていません。",
    why="選んだ会議は、いまより広い段の、これから開く、呼ばれている会議ではありません。",
    how="一覧の中から選び直してください。",
)
STILL_UP = Message(
    code="ISS-010",
    what="まだ見送っていません。",
    why="この候補は、上の会議の議題になっています。",
    how="その会議の結果を待つか、議題から外してもらってから見送ってください。",
)
OTHER_AREA = Message(
    code="ISS-006",
    what="まだ保存していません。",
    why="この市町村の地域ではありません。",
    how="一覧の中から選んでください。",
)
