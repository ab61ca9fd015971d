"""育ちの記録で見せる文言。"""

from tsunagi.common.errors import Message

EMPTY = Message(
    code="GRO-001",
    what="まだ保存していません。",
    why="どの項目も選ばれず、言葉もありません。",
    how="一つ選ぶか、一言書いてください。全部を埋める必要はありません。",
)
ONCE_A_DAY = Message(
    code="GRO-002",
    what="新しく残していません。",
    why="この日のふり返りは、もうあります。",
    how="育ちの記録からその日のふり返りを開いて、「書き足す・直す」を押してください。",
)
IN_FUTURE = Message(
    code="GRO-003",
    what="まだ保存していません。",
    why="今日より後の日です。",
    how="今日か、それより前の日を入れてください。",
)
TELLING = Message(
    code="GRO-004",
    what="まだ保存していません。",
    why="だれのことか分かりそうな言葉（{found}）があります。育ちの記録には、利用者のことを書きません。",
    how="「その方」などに置き換え、自分がしたこと、学んだことを書いてください。",
)
NOT_AN_ITEM = Message(
    code="GRO-005",
    what="まだ添えていません。",
    why="この項目は、このふり返りで選ばれていません。",
    how="先に「書き足す・直す」で、項目の歩みを選んでください。",
)
NOT_YOURS = Message(
    code="GRO-006",
    what="まだ添えていません。",
    why="選んだ記録が、いまは見られないか、あなたのものではありません。",
    how="画面を開き直して、並んでいる中から選んでください。",
)
WORDS_NEEDED = Message(
    code="GRO-007",
    what="まだ保存していません。",
    why="言葉が空です。",
    how="自分の言葉で、一言書いてください。",
)
ATTACHED_BEFORE = Message(
    code="GRO-008",
    what="新しく添えていません。",
    why="この記録は、この項目にもう添えてあります。",
    how="言葉を変えるときは、その行の「直す」を押してください。",
)
DUE_BEFORE_SET = Message(
    code="GRO-009",
    what="まだ保存していません。",
    why="「いつまでに」が、今日より前の日です。",
    how="今日か、それより後の日を入れてください。",
)
SETTLED = Message(
    code="GRO-010",
    what="変えていません。",
    why="このもくひょうには、もう区切りがついています。",
    how="もう一度取り組むときは、「もう一度取り組む」を押すか、新しいもくひょうを書いてください。",
)
NOT_TO_REOPEN = Message(
    code="GRO-011",
    what="変えていません。",
    why="取り組んでいるもくひょうか、次へ続けたもくひょうです。",
    how="続けたものは、次のもくひょうの方で書いてください。",
)
TAKEN_BEFORE = Message(
    code="GRO-012",
    what="新しく残していません。",
    why="この研修は、もう育ちの記録にあります。",
    how="持ち帰ったことを足すときは、その行の「直す」を押してください。",
)
NO_SUCH_TRAINING = Message(
    code="GRO-013",
    what="まだ保存していません。",
    why="選んだ研修が、いまの一覧にありません。",
    how="選び直すか、題を自分で書いてください。",
)
NOT_TO_SHOW = Message(
    code="GRO-014",
    what="まだ見せていません。",
    why="選んだ方が、いまの主任か、あなたの事業所の管理者ではありません。",
    how="並んでいる中から、一人を選んでください。",
)
SHOWN_ALREADY = Message(
    code="GRO-015",
    what="変えていません。",
    why="育ちの記録を見せる相手は、一度に一人です。いま、ほかの画面で決まりました。",
    how="画面を開き直して、いまの相手を確かめてください。",
)
NOT_SHOWN = Message(
    code="GRO-016",
    what="変えていません。",
    why="いまは、だれにも見せていません。",
    how="見せるときは、相手を選んでください。",
)
WITHDRAWN = Message(
    code="GRO-017",
    what="変えていません。",
    why="もう取り消してあります。",
    how="要るときは、新しく書いてください。",
)
NOT_YOUR_ASSESSMENT = Message(
    code="GRO-018",
    what="まだ書いていません。",
    why="ことばを書けるのは、その記録を見せてもらっている間だけです。",
    how="本人に、見せてもらえるか聞いてください。",
)
