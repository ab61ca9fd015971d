"""日付の読取りで利用者に見せる文言。"""

from __future__ import annotations

from tsunagi.common.errors import Message

_EXAMPLES = "「令和6年4月1日」「R6.4.1」「2024-04-01」"

EMPTY = Message(
    code="DATE-001",
    what="日付が入力されていません。",
    why="空白のほかに文字がありません。",
    how=f"{_EXAMPLES}のように入力してください。",
)
TOO_LONG = Message(
    code="DATE-002",
    what="日付として読めませんでした。",
    why="文字が{length}文字あり、日付としては長すぎます（{limit}文字まで）。",
    how=f"日付だけを、{_EXAMPLES}のように入力してください。",
)
UNREADABLE = Message(
    code="DATE-003",
    what="「{given}」は日付として読めませんでした。",
    why="年・月・日の区切りが見分けられません。",
    how=f"{_EXAMPLES}のように入力してください。",
)
ERA_MISSING = Message(
    code="DATE-004",
    what="「{given}」は日付として読めませんでした。",
    why="年号がなく、西暦の4けたでもないため、どの年か決められません。",
    how=f"{_EXAMPLES}のように、年号か西暦4けたを付けて入力してください。",
)
BEFORE_MEIJI = Message(
    code="DATE-005",
    what="「{given}」は扱えない日付です。",
    why="明治元年（1868年10月23日）より前になっています。",
    how="年号と年の数字を確かめて、入力し直してください。",
)
TOO_FAR = Message(
    code="DATE-006",
    what="「{given}」は扱えない日付です。",
    why="西暦{year}年になり、{limit}年より後です。",
    how="年号と年の数字を確かめて、入力し直してください。",
)
NO_SUCH_MONTH = Message(
    code="DATE-007",
    what="「{given}」という日付はありません。",
    why="月が{month}になっています。",
    how="月を1から12までの数字で入力し直してください。",
)
NO_SUCH_DAY = Message(
    code="DATE-008",
    what="「{given}」という日付はありません。",
    why="{month}は1日から{last}日までです。",
    how="正しい日を確かめて、入力し直してください。",
)
NO_YEAR_ZERO = Message(
    code="DATE-009",
    what="「{given}」という日付はありません。",
    why="年が0になっています。",
    how="最初の年は「元年」か「1年」と入力してください。",
)

AFTER_ERA = Message(
    code="DATE-011",
    what="「{given}」を{correct}として読みました。",
    why="{era}は{bound}までです。",
    how="この日付でよいか、元の書類で確かめてください。",
)
BEFORE_ERA = Message(
    code="DATE-012",
    what="「{given}」を{correct}として読みました。",
    why="{era}は{bound}からです。",
    how="この日付でよいか、元の書類で確かめてください。",
)
OLD_CALENDAR = Message(
    code="DATE-013",
    what="「{given}」を今の暦の日付として読みました。",
    why="明治5年までは旧暦が使われ、書類の日付と1か月ほど違うことがあります。",
    how="旧暦で書かれた日付でないか、元の書類で確かめてください。",
)
