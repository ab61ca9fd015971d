"""グループスーパービジョンの画面で見せる文言。"""

from tsunagi.common.errors import Message

GATE_FIRST = Message(
    code="GSV-001",
    what="まだ始めていません。",
    why="はじめの問い（命や安全の心配があるか）に、まだ答えていません。",
    how="「はじめる」を押して、はじめの問いから進んでください。",
)
CANCELLED = Message(
    code="GSV-002",
    what="始めていません。",
    why="取りやめた会議です。",
    how="次の会議で始めてください。",
)
THEME_NEEDED = Message(
    code="GSV-003",
    what="まだ始めていません。",
    why="話題の言葉が空です。",
    how="一行で書いてください。利用者の名前は書きません。",
)
NOT_AT_MEETING = Message(
    code="GSV-004",
    what="まだ始めていません。",
    why="発表する人が、この会議に呼ばれた人の中にいません。",
    how="一覧の中から選ぶか、会議の出席に加えてください。",
)
UNKNOWN_METHOD = Message(
    code="GSV-005",
    what="まだ始めていません。",
    why="その進め方は、いまは使っていません。",
    how="一覧の中から選び直してください。",
)
NOT_IN_THIS_STEP = Message(
    code="GSV-006",
    what="残していません。",
    why="いまは「{step}」の段です（{rule}）。",
    how="この段で出せるものを書くか、段が進むまで待ってください。",
)
LINE_NEEDED = Message(
    code="GSV-007",
    what="残していません。",
    why="言葉が空です。",
    how="一行で書いてください。利用者の名前は書きません。",
)
MOVED_MEANWHILE = Message(
    code="GSV-008",
    what="段は変えていません。",
    why="ほかの人が、先に段を進めました。",
    how="いまの段を確かめて、もう一度押してください。",
)
PRESENTER_CHOOSES = Message(
    code="GSV-009",
    what="変えていません。",
    why="選ぶこと、やること、その後は、発表した人のものです。",
    how="発表した人か、代わりに書く進行の人が入れてください。",
)
NOT_GOING = Message(
    code="GSV-010",
    what="変えていません。",
    why="このグループスーパービジョンは「{state}」です。",
    how="画面を開き直してください。",
)
ACTION_NEEDED = Message(
    code="GSV-011",
    what="まだ保存していません。",
    why="やることが空です。",
    how="まず何をするかを書いてください。「しばらく様子を見る」も、りっぱな結論です。",
)
REPORT_PAST = Message(
    code="GSV-012",
    what="まだ保存していません。",
    why="その後を聞く日が、今日より前です。",
    how="これからの日を入れてください。",
)
RESULT_NEEDED = Message(
    code="GSV-013",
    what="まだ保存していません。",
    why="どうなったかが空です。",
    how="一行でかまいません。うまくいかなかったことも、次の手がかりになります。",
)
NOT_DECIDED = Message(
    code="GSV-014",
    what="まだ保存していません。",
    why="やることを決める前です。",
    how="先に、やることと聞く日を入れてください。",
)
