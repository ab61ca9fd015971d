"""同行・面接の気づきの画面で見せる文言。"""

from tsunagi.common.errors import Message

NOT_TOGETHER = Message(
    code="OBS-001",
    what="まだ保存していません。",
    why="気づきを書けるのは、同行・同席した本人が、担当者のいる方についてだけです。",
    how="先に「助言・同行を記録する」で、同行・同席を残してください。",
)
EMPTY = Message(
    code="OBS-002",
    what="まだ保存していません。",
    why="どの観点にも、何も書かれていません。",
    how="一つの観点か「よかったこと」だけでも書いてください。",
)
ONCE = Message(
    code="OBS-003",
    what="まだ保存していません。",
    why="この同行のこの場面の気づきは、もう書かれています。",
    how="「わたしの面接・同行の記録」から、前に書いたものを直してください。",
)
ANSWERED = Message(
    code="OBS-004",
    what="変えていません。",
    why="もう返事が届いています。返事のあとは、前の言葉を変えません。",
    how="話したいことは、次の同行のときに書いてください。",
)
ANSWER_NEEDED = Message(
    code="OBS-005",
    what="まだ保存していません。",
    why="返事が空です。",
    how="読んで思ったことを、一行でも書いてください。",
)
