"""研修の開催の画面で見せる文言。"""

from tsunagi.common.errors import Message

NOT_SUPPORTING = Message(
    code="TRE-001",
    what="まだ保存していません。",
    why="研修の開催を書くのは、基幹・委託・地活・行政の窓口の職員と、主任です。",
    how="開いてほしい研修は、地域の基幹に伝えてください。",
)
OUTSIDE_AREA = Message(
    code="TRE-002",
    what="まだ保存していません。",
    why="あなたの事業所の担当地域の外です。",
    how="担当地域の中から選んでください。",
)
WORDS_NEEDED = Message(
    code="TRE-003",
    what="まだ保存していません。",
    why="題かねらいが空です。",
    how="一行ずつ書いてください。利用者の名前は書きません。",
)
IN_FUTURE = Message(
    code="TRE-004",
    what="まだ保存していません。",
    why="今日より後の日です。",
    how="開いた日を入れてください。これからの研修は、会議の暦に予定として入れられます。",
)
NOBODY_HELD_IT = Message(
    code="TRE-005",
    what="まだ保存していません。",
    why="開いた職員が選ばれていません。",
    how="自分の事業所の職員から、一人は選んでください。",
)
REASON_NEEDED = Message(
    code="TRE-006",
    what="まだ変えていません。",
    why="わけが空です。前の内容と一緒に残ります。",
    how="直す（取り消す）わけを書いてください。",
)
WITHDRAWN = Message(
    code="TRE-007",
    what="変えていません。",
    why="取り消した記録です。",
    how="新しく書いてください。",
)
