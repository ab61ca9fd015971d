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
    how="その会議の結果を待つか、上げたことを取り下げてから上げてください。",
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
    how="その会議の結果を待つか、上げたことを取り下げてから見送ってください。",
)
WORDS_NEEDED = Message(
    code="ISS-011",
    what="まだ残していません。",
    why="本人の言葉が空です。",
    how="聞いたとおりに書いてください。",
)
IN_FUTURE = Message(
    code="ISS-012",
    what="まだ残していません。",
    why="今日より後の日になっています。",
    how="聞いた日、よいと言った日を書いてください。",
)
AGREED_BEFORE = Message(
    code="ISS-013",
    what="まだ残していません。",
    why="よいと言った日が、声を聞いた日より前です。",
    how="声を聞いてから、見せてよいかを本人に確かめた日を書いてください。",
)
NOT_SHOWN = Message(
    code="ISS-014",
    what="結び付けていません。",
    why="この声は、会議で見せてよいと本人が言ったものではありません。",
    how="見せてよいかを本人に聞いてから、「本人がよいと言った」を記してください。",
)
NOT_YOUR_VOICE = Message(
    code="ISS-015",
    what="変えていません。",
    why="本人の同意を記せるのは、声を聞いた事業所です。取り下げは、基幹・市町村・協議会の事務局も記せます。",
    how="聞いた事業所か、基幹・市町村・協議会の事務局に伝えてください。",
)
WITHDRAWN_VOICE = Message(
    code="ISS-016",
    what="変えていません。",
    why="この声は、もう取り下げられています。",
    how="本人があらためて話してくれたら、新しく残してください。",
)
NOT_YOUR_LINK = Message(
    code="ISS-017",
    what="外していません。",
    why="外せるのは、候補を書いた事業所、声を聞いた事業所、結び付けた人と、"
    "基幹・市町村・協議会の事務局です。",
    how="候補を書いた事業所か、声を聞いた事業所に伝えてください。",
)
NOT_UP = Message(
    code="ISS-018",
    what="取り下げていません。",
    why="この候補は、いまどの会議にも上がっていません。",
    how="候補のページで、返ってきたことを見てください。",
)
BEING_DISCUSSED = Message(
    code="ISS-019",
    what="まだ取り下げていません。",
    why="この候補の議題は、いま開いている会議で話しているところです。",
    how="その会議が終わってから取り下げてください。",
)
OTHER_AREA = Message(
    code="ISS-006",
    what="まだ保存していません。",
    why="この市町村の地域ではありません。",
    how="一覧の中から選んでください。",
)
