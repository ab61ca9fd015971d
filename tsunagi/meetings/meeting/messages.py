"""会議の画面で見せる文言。"""

from tsunagi.common.errors import Message

PLEDGE_FIRST = Message(
    code="MTG-001",
    what="まだ開けません。",
    why="利用者のことを話す会議です。守秘の約束に、まだ署名していません。",
    how="約束を読み、名前を記してください。",
)
NOT_CONVENING = Message(
    code="MTG-002",
    what="まだ保存していません。",
    why="会議を開けるのは、自分の事業所（窓口）としてだけです。",
    how="開く事業所を確かめてください。",
)
TITLE_NEEDED = Message(
    code="MTG-003",
    what="まだ保存していません。",
    why="会議の名前が空です。",
    how="何の会議かを書いてください。",
)
SAME_DAY = Message(
    code="MTG-004",
    what="まだ保存していません。",
    why="この会議体は、その日にもう一度予定があります。",
    how="日を変えるか、前の予定を開いてください。",
)
ENDED_SERIES = Message(
    code="MTG-005",
    what="まだ保存していません。",
    why="その日には、この会議体はもう（まだ）ありません。",
    how="会議体の期間の中の日を選んでください。",
)
CANCELLED = Message(
    code="MTG-006",
    what="変えていません。",
    why="取りやめた会議です。",
    how="もう一度開くときは、新しく予定を入れてください。",
)
REASON_NEEDED = Message(
    code="MTG-007",
    what="まだ変えていません。",
    why="わけが空です。呼ばれた人にも見えます。",
    how="一行で書いてください。",
)
NOT_CHIEF = Message(
    code="MTG-008",
    what="まだ保存していません。",
    why="この会議の進行は、主任相談支援専門員がすることになっています。",
    how="主任を選ぶか、ほかの人がするわけを一行で書いてください。",
)
ALREADY_STARTED = Message(
    code="MTG-009",
    what="変えていません。",
    why="会議は、もう始まっています。",
    how="ページを開き直してください。",
)
NOT_YET_DAY = Message(
    code="MTG-010",
    what="変えていません。",
    why="会議の日より前です。",
    how="その日に始めるか、開く日を直してください。",
)
ITEM_NEEDED = Message(
    code="MTG-011",
    what="まだ保存していません。",
    why="議題の言葉が空です。",
    how="一行で書いてください。利用者の名前は書きません。",
)
PURPOSE_NEEDED = Message(
    code="MTG-012",
    what="まだ保存していません。",
    why="15分より長く考える議題です。何のために話すかが空です。",
    how="一行で書くと、話がそれません。",
)
TELLS_WHO = Message(
    code="MTG-013",
    what="まだ保存していません。",
    why="だれのことかが分かる言葉が入っています（{parts}）。",
    how="名前や番地を、年代や地域の言葉に替えてください。",
)
WHOM_NEEDED = Message(
    code="MTG-014",
    what="まだ保存していません。",
    why="だれを呼ぶかが空です。",
    how="事業所、職員、相手の名前のどれか一つを入れてください。",
)
ALREADY_INVITED = Message(
    code="MTG-015",
    what="まだ保存していません。",
    why="もう呼んでいます。",
    how="一覧で確かめてください。",
)
WHAT_NEEDED = Message(
    code="MTG-016",
    what="まだ保存していません。",
    why="することが空です。",
    how="一行で書いてください。",
)
WHO_NEEDED = Message(
    code="MTG-017",
    what="まだ保存していません。",
    why="だれがするかが空です。",
    how="職員か、名前を入れてください。",
)
NOT_STARTED = Message(
    code="MTG-018",
    what="変えていません。",
    why="会議は、まだ始まっていません。",
    how="「会議を始める」を押してください。",
)
NOT_OWN_TASK = Message(
    code="MTG-019",
    what="変えていません。",
    why="済みにできるのは、することを受け持った人と、会議を開いた事業所です。",
    how="受け持った人に伝えてください。",
)
STILL_COMMENTS = Message(
    code="MTG-020",
    what="まだ決まりにしていません。",
    why="直してほしいという答えが、まだ残っています。",
    how="会議録を直してから、もう一度確かめてもらってください。",
)
NOT_AGREED = Message(
    code="MTG-021",
    what="まだ公開していません。",
    why="出席者が確かめる前の会議録です。",
    how="確かめてもらい、「確かめた」にしてから公開してください。",
)
MINUTES_EMPTY = Message(
    code="MTG-022",
    what="まだ保存していません。",
    why="会議録が空です。",
    how="「議題から下書きを作る」を押すと、話したことと決めたことが入ります。",
)
COMMENT_NEEDED = Message(
    code="MTG-023",
    what="まだ送っていません。",
    why="どこを直してほしいかが空です。",
    how="一行で書いてください。",
)
TOO_MANY_PAPERS = Message(
    code="MTG-024",
    what="まだ付けていません。",
    why="資料は、一つの会議に{most}件までです。",
    how="いらない資料を取り下げるか、一つのファイルにまとめてください。",
)
HELPER_NEEDED = Message(
    code="MTG-025",
    what="まだ済みにしていません。",
    why="困難な件です。だれが手伝うかも、手伝えないわけも、まだありません。",
    how="「することを決める」で手伝う人を決めるか、決めたことにわけを書いてください。",
)
STILL_LISTED = Message(
    code="MTG-026",
    what="変えていません。",
    why="議題に載せた検討事項に、まだ話していないものがあります。",
    how="結論を書くか、「話さなかった議題を次の会議へ」を押してください。",
)
ITEM_IN_USE = Message(
    code="MTG-027",
    what="外していません。",
    why="この議題には、話したこと、決めたこと、することなどが、もうつながっています。",
    how="話さなかったのなら、「次の会議へ」を選んでください。",
)
