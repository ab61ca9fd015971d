"""会議体の画面で見せる文言。"""

from tsunagi.common.errors import Message

NOT_CONVENING = Message(
    code="SER-001",
    what="まだ保存していません。",
    why="会議体を決めるのは、その会議を開く事業所です。",
    how="変えたいことがあるときは、開く事業所に伝えてください。",
)
NAME_NEEDED = Message(
    code="SER-002",
    what="まだ保存していません。",
    why="会議の名前が空です。",
    how="みんなに通じる名前を書いてください。",
)
NUMBER_NEEDED = Message(
    code="SER-003",
    what="まだ保存していません。",
    why="間隔の数が、選んだ間隔に合いません。",
    how="日ごとなら1から{days}日、年に何回かなら1から12回で入れてください。",
)
MONTHS_NEEDED = Message(
    code="SER-004",
    what="まだ保存していません。",
    why="「決まった月」に、月が一つもありません。",
    how="開く月を選んでください。",
)
USUAL_TOO_LONG = Message(
    code="SER-005",
    what="まだ保存していません。",
    why="ふつうの間隔が、こえてはならない間隔より長くなっています。",
    how="ふつうの間隔を{number}日までにしてください。",
)
MINUTES_TOO_MANY = Message(
    code="SER-006",
    what="まだ保存していません。",
    why="予定の分（{planned}分）が、長くてもここまで（{most}分）をこえています。",
    how="どちらかを直してください。",
)
OUTSIDE_AREA = Message(
    code="SER-007",
    what="まだ保存していません。",
    why="この市町村の地域ではありません。",
    how="一覧の中から選んでください。",
)
BACKWARDS = Message(
    code="SER-008",
    what="まだ保存していません。",
    why="最後の日が、始まる日より前です。",
    how="始まる日（{first}）からあとの日を入れてください。",
)
HAS_MEETINGS = Message(
    code="SER-009",
    what="まだ終えていません。",
    why="その日より後に、予定の会議が{count}回あります。",
    how="先に、その会議を取りやめるか、最後の日を後にしてください。",
)
ALREADY_ENDED = Message(
    code="SER-010",
    what="変えていません。",
    why="もう終えた会議体です。",
    how="つづけるときは、新しい会議体を作ってください。",
)
WHOM_NEEDED = Message(
    code="SER-011",
    what="まだ加えていません。",
    why="だれを呼ぶかが空です。",
    how="決め方に合うところを選ぶか、書いてください。",
)
MEMBER_TWICE = Message(
    code="SER-012",
    what="まだ加えていません。",
    why="同じ構成員が、もうあります。",
    how="立場を変えるときは、前の行を終えてから加えてください。",
)
MEMBER_ENDED = Message(
    code="SER-013",
    what="変えていません。",
    why="もう終えた構成員です。",
    how="画面を開き直してください。",
)
REASON_NEEDED = Message(
    code="SER-014",
    what="まだ決めていません。",
    why="わけが空です。事業所に示すものです。",
    how="数える（数えない）わけを、一行で書いてください。",
)
COUNT_BEFORE = Message(
    code="SER-015",
    what="まだ決めていません。",
    why="いまの決定（{since}から）より前の日です。",
    how="その日からあとの日を入れてください。",
)
NO_DAYS = Message(
    code="SER-016",
    what="まだ予定を入れていません。",
    why="日が一つも選ばれていません。",
    how="入れる日に印を付けてください。",
)
DAY_OUTSIDE = Message(
    code="SER-017",
    what="まだ予定を入れていません。",
    why="{day}は、今日より前か、会議体の期間の外です。",
    how="画面を開き直して、選び直してください。",
)
DAY_TAKEN = Message(
    code="SER-018",
    what="まだ予定を入れていません。",
    why="{day}には、もうこの会議の予定があります。",
    how="画面を開き直して、選び直してください。",
)
UNKNOWN_VERSION = Message(
    code="SER-019",
    what="まだ決めていません。",
    why="知らない報酬の決まりの版です。",
    how="一覧の中から選んでください。",
)
WORKS_ELSEWHERE = Message(
    code="SER-020",
    what="まだ加えていません。",
    why="その日に、その事業所で働いている人ではありません。",
    how="一覧の中から選び直してください。",
)
SHEET_EMPTY = Message(
    code="SER-021",
    what="まだ取り込んでいません。",
    why="出欠の書かれた行が一つもありません。",
    how="「出欠」の列に、出席・欠席・オンライン・書面のどれかを書いてください。",
)
SHEET_CHANGED = Message(
    code="SER-022",
    what="まだ取り込んでいません。",
    why="表を受け取ったあとに、呼ぶ相手が変わっています。",
    how="新しい表を受け取り、書き写してください。",
)
