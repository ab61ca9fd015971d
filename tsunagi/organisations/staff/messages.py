"""職員で利用者に見せる文言。"""

from tsunagi.common.errors import Message

LOGIN_NAME_TAKEN = Message(
    code="STA-001",
    what="このログイン名は使えません。",
    why="同じログイン名がすでに登録されています（大文字と小文字は区別しません）。",
    how="別のログイン名を入力してください。",
)
POST_ALREADY_OPEN = Message(
    code="STA-002",
    what="この配置は加えませんでした。",
    why="同じ事業所の同じ配置が、すでに続いています。",
    how="一覧で、いまの配置を確かめてください。",
)
TOO_MUCH_FTE = Message(
    code="STA-003",
    what="常勤換算を確かめてください。",
    why="ほかの配置と合わせると、1.00を超えます（いま{total}）。",
    how="合計が1.00までになるように入力してください。",
)
ENDS_BEFORE_START = Message(
    code="STA-004",
    what="最後の日を確かめてください。",
    why="配置が始まった日（{start}）より前の日付になっています。",
    how="始まった日より後の日付を入力してください。",
)
NOT_FOR_MANAGERS = Message(
    code="STA-005",
    what="この配置は記録できませんでした。",
    why="「{post}」は、市町村の担当者だけが決められます。",
    how="市町村の担当者に依頼してください。",
)
COMPLETED_IN_FUTURE = Message(
    code="STA-006",
    what="修了した日を確かめてください。",
    why="今日より後の日付になっています。",
    how="修了証にある日付を入力してください。",
)
ALREADY_RECORDED = Message(
    code="STA-007",
    what="この修了は加えませんでした。",
    why="同じ研修の同じ日の修了が、すでに記録されています。",
    how="一覧で、記録の内容を確かめてください。",
)
NO_CHIEF_TRAINING = Message(
    code="STA-008",
    what="主任として位置づけられませんでした。",
    why="主任相談支援専門員研修の修了の記録がありません。",
    how="先に研修の修了を記録してください。",
)
ALREADY_CHIEF = Message(
    code="STA-009",
    what="主任として位置づけませんでした。",
    why="この地域では、すでに位置づけられています。",
    how="一覧で、いまの位置づけを確かめてください。",
)
NO_OPEN_POST = Message(
    code="STA-010",
    what="退職は記録しませんでした。",
    why="この職員に、続いている配置がありません。",
    how="職員のページで、配置の記録を確かめてください。",
)
REASON_NEEDED = Message(
    code="STA-011",
    what="取り消しませんでした。",
    why="理由が入力されていません。",
    how="修了の記録を取り消す理由を、短く書いてください。",
)
