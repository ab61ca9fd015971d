"""カタログの採用で利用者に見せる文言。"""

from tsunagi.common.errors import Message

DRAFT_OPEN = Message(
    code="CAT-001",
    what="採用しませんでした。",
    why="このカタログには、まだ公開していない下書きがあります。",
    how="下書きを公開するか、取りやめてから、もう一度採用してください。",
)
ALREADY_ADOPTED = Message(
    code="CAT-002",
    what="採用しませんでした。",
    why="同じ版（{version}）を、手直しせずにすでに採用しています。",
    how="直したいところがあるときは、下書きを作ってください。",
)
ONLY_FOR_READING = Message(
    code="CAT-003",
    what="採用しませんでした。",
    why="「{title}」は、参考として読むための資料です。",
    how="採用できるカタログは、一覧の「採用を待っている」から選べます。",
)
STARTS_BEFORE_LAST = Message(
    code="CAT-004",
    what="使い始める日を確かめてください。",
    why="前に公開した版が使われ始めた日（{day}）より前の日付です。",
    how="{day}か、その後の日付を入力してください。",
)
UNKNOWN_PLACEMENT = Message(
    code="CAT-005",
    what="配置を確かめてください。",
    why="このカタログにない配置か、使えない値です。",
    how="「主」「協力」「なし」から選んでください。",
)
LABEL_NEEDED = Message(
    code="CAT-006",
    what="保存しませんでした。",
    why="呼び名か説明が空欄です。",
    how="どちらも入力してください。使わない項目は「使わない」に印を付けます。",
)
NOTHING_LEFT = Message(
    code="CAT-007",
    what="公開しませんでした。",
    why="すべての項目が「使わない」になっています。",
    how="使う項目を一つ以上残してください。",
)
