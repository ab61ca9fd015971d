"""同意と緊急の閲覧で利用者に見せる文言。"""

from tsunagi.common.errors import Message

NO_RECIPIENT = Message(
    code="CON-001",
    what="同意を記録しませんでした。",
    why="渡してよい相手が、一つも選ばれていません。",
    how="事業所を選ぶか、病院や学校などの名前を書いてください。",
)
NO_PURPOSE = Message(
    code="CON-002",
    what="同意を記録しませんでした。",
    why="何のための同意か、または何を渡すかが選ばれていません。",
    how="目的と、渡してよい項目を選んでください。",
)
BEFORE_EXPLANATION = Message(
    code="CON-003",
    what="日付を確かめてください。",
    why="同意した日が、説明した日より前になっています。",
    how="説明した日と同意した日を入れ直してください。",
)
ALREADY_WITHDRAWN = Message(
    code="CON-004",
    what="撤回は記録済みです。",
    why="この同意は、すでに撤回されています。",
    how="新しい同意があるときは、改めて記録してください。",
)
AUTHORITY_NEEDED = Message(
    code="CON-005",
    what="同意を記録しませんでした。",
    why="本人以外の人の同意なのに、代わって同意できる理由が書かれていません。",
    how="後見人の登記事項証明書など、確かめたものを書いてください。",
)
NOT_SHAREABLE = Message(
    code="CON-006",
    what="この項目は渡せません。",
    why="虐待に関する記録と通報した人は、同意や緊急では開きません。",
    how="項目から外してください。必要なときは市町村の虐待防止センターに相談してください。",
)
CHECKS_MISSING = Message(
    code="CON-007",
    what="同意のない提供として記録しませんでした。",
    why="この根拠で確かめることが残っています: {missing}。",
    how="確かめられたら印を付けてください。確かめられないときは、本人の同意を得ます。",
)
WRONG_REGIME = Message(
    code="CON-008",
    what="根拠を確かめてください。",
    why="事業所は27条、市町村などの行政機関は69条による判断になります。",
    how="あなたの機関に合う条文を選んでください。",
)
EMERGENCY_REASON_SHORT = Message(
    code="CON-009",
    what="緊急の閲覧は始まりませんでした。",
    why="理由が短すぎて、あとで確かめる人に伝わりません。",
    how="だれに何が起きているかを、20文字以上で書いてください。",
)
EMERGENCY_UNREVIEWED = Message(
    code="CON-010",
    what="緊急の閲覧は始まりませんでした。",
    why="前に開いた緊急の閲覧が、期限を過ぎても確かめられていません。",
    how="主担当の管理者か市町村に、先に確かめてもらってください。急ぐときは電話で頼みます。",
)
NOBODY_MATCHES = Message(
    code="CON-011",
    what="緊急の閲覧は始まりませんでした。",
    why="かなと生年月日（または受給者証番号）が、一人にぴたりと合いませんでした。",
    how="表記と日付を確かめてください。分からないときは、市町村か基幹に電話してください。",
)
SAME_PERSON_REVIEWS = Message(
    code="CON-012",
    what="確かめた記録は残しませんでした。",
    why="開いた本人は、自分の閲覧を確かめられません。",
    how="ほかの管理者か、市町村の担当者に頼んでください。",
)
REVIEWED_ALREADY = Message(
    code="CON-013",
    what="確かめた記録は変わりませんでした。",
    why="この閲覧は、すでに確かめられています。",
    how="一覧を開き直して、いまの状態を確かめてください。",
)
GIVEN_IN_FUTURE = Message(
    code="CON-014",
    what="日付を確かめてください。",
    why="同意した日が、今日より後になっています。",
    how="本人が実際に同意した日を入れてください。",
)
ENDS_BEFORE_BEGIN = Message(
    code="CON-015",
    what="期間を確かめてください。",
    why="終わりの日が、始まりの日より前になっています。",
    how="いつまで渡してよいかを、入れ直してください。",
)
