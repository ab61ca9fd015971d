"""ケースで利用者に見せる文言。"""

from tsunagi.common.errors import Message

ALREADY_OPEN = Message(
    code="CAS-001",
    what="新しいケースは始めませんでした。",
    why="この方には、いま続いているケースがあります。",
    how="続いているケースを開き、関わり方を変えるか、記録を加えてください。",
)
NOT_OF_OFFICE = Message(
    code="CAS-002",
    what="担当者を決められませんでした。",
    why="選んだ職員は、その日にこの事業所の配置がありません。",
    how="この事業所の職員を選ぶか、担当者を空けて「チームで待つ」にしてください。",
)
BEFORE_OPENING = Message(
    code="CAS-003",
    what="日付を確かめてください。",
    why="支援を始めた日より前の日付になっています。",
    how="支援を始めた日より後の日付を入れてください。",
)
IN_FUTURE = Message(
    code="CAS-004",
    what="日付を確かめてください。",
    why="今日より後の日付になっています。",
    how="今日か、今日より前の日付を入れてください。",
)
NOT_OPEN = Message(
    code="CAS-005",
    what="この操作は行いませんでした。",
    why="このケースは終結しています。",
    how="続けるときは、先に「再開する」を押してください。",
)
NOT_CLOSED = Message(
    code="CAS-006",
    what="再開しませんでした。",
    why="このケースは終結していません。",
    how="ケースのページを開き直して、いまの状態を確かめてください。",
)
SAME_MODE = Message(
    code="CAS-007",
    what="関わり方は変わりませんでした。",
    why="いまと同じ関わり方が選ばれています。",
    how="別の関わり方を選ぶか、やめて戻ってください。",
)
SAME_RESPONSIBILITY = Message(
    code="CAS-008",
    what="担当は変わりませんでした。",
    why="いまと同じ事業所・担当者が選ばれています。",
    how="別の職員を選ぶか、やめて戻ってください。",
)
ALREADY_COLLABORATING = Message(
    code="CAS-009",
    what="協働機関に加えませんでした。",
    why="この事業所は、すでに主担当か協働機関になっています。",
    how="一覧を確かめてください。受け持つことを変えるときは、一度終えてから加えます。",
)
EXCLUDES_RESPONSIBLE = Message(
    code="CAS-010",
    what="見せない相手にできませんでした。",
    why="主担当の事業所や担当者を見せない相手にすると、だれも支援できなくなります。",
    how="先に担当を替えてから、もう一度行ってください。",
)
MERGED_AWAY = Message(
    code="CAS-011",
    what="再開しませんでした。",
    why="この方の記録は、同じ方のもう一つの記録にまとめられています。",
    how="まとめた先の方のページを開き、そこで続けてください。",
)
NO_SUCH_CASE = Message(
    code="CAS-012",
    what="つなぎませんでした。",
    why="このアドレスでは、あなたに見える利用者のページが見つかりません。",
    how="「利用者をさがす」でその方のページを開き、アドレスを写し直してください。",
)
HANDOVER_WAITS = Message(
    code="CAS-013",
    what="まだ終結していません。",
    why="引継ぎを頼んだ先が、まだ決まっていません。",
    how="「引継ぎ」で返事を記すか取り下げてから、もう一度終結してください。",
)
