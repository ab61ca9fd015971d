"""利用者のページで利用者に見せる文言。"""

from tsunagi.common.errors import Message

NAME_NEEDED = Message(
    code="PER-001",
    what="登録しませんでした。",
    why="氏名が空です。",
    how="氏名を入れてください。分からないときは、呼び名や「氏名不詳」でも登録できます。",
)
BORN_IN_FUTURE = Message(
    code="PER-002",
    what="生年月日を確かめてください。",
    why="今日より後の日付になっています。",
    how="本人か受給者証で確かめて、入れ直してください。",
)
WHEREABOUTS_HIDDEN = Message(
    code="PER-003",
    what="住所と連絡先は変わりませんでした。",
    why="この方の住所と連絡先は秘匿されていて、あなたは見られる職員に入っていません。",
    how="変えるときは、秘匿を見られる職員に頼んでください。",
)
ALREADY_SHIELDED = Message(
    code="PER-004",
    what="秘匿は始めませんでした。",
    why="この方は、すでに秘匿されています。",
    how="見られる職員を変えるときは、いまの秘匿を終えてから始め直してください。",
)
NOBODY_NAMED = Message(
    code="PER-005",
    what="秘匿は始めませんでした。",
    why="住所と連絡先を見られる職員が、一人も選ばれていません。",
    how="連絡をとる職員を、少なくとも一人選んでください。",
)
ENDS_BEFORE_START = Message(
    code="PER-006",
    what="期間を確かめてください。",
    why="終わりの日が、始まりの日より前になっています。",
    how="受給者証や手帳で期間を確かめて、入れ直してください。",
)
CONSIDERATION_NEEDS_END = Message(
    code="PER-007",
    what="見直す日を確かめてください。",
    why="配慮は、事実の日より後、1年以内に見直します。",
    how="1年以内の日付を入れてください。続けるときは、その日に書き直します。",
)
