"""家族図と社会関係図で利用者に見せる文言。"""

from tsunagi.common.errors import Message

SAME_PERSON = Message(
    code="TIE-001",
    what="つながりは書きませんでした。",
    why="一人目と二人目が、同じ人になっています。",
    how="二人を選び直してください。",
)
ALREADY_WRITTEN = Message(
    code="TIE-002",
    what="つながりは書きませんでした。",
    why="同じ二人の同じつながりが、すでに書かれています。",
    how="内容を変えるときは、書かれているつながりの「直す」を開いてください。",
)
PARENT_OF_PARENT = Message(
    code="TIE-003",
    what="つながりは書きませんでした。",
    why="この二人は、親と子を逆にして、すでに書かれています。",
    how="一人目が親、二人目が子です。書かれているつながりを確かめてください。",
)
NAME_OR_OFFICE = Message(
    code="TIE-004",
    what="社会関係図に加えませんでした。",
    why="名前も事業所も入っていません。",
    how="名前を書くか、事業所を選んでください。",
)
ALREADY_ENDED = Message(
    code="TIE-005",
    what="変わりませんでした。",
    why="このつながりは、すでに終わったものとして書かれています。",
    how="また始まったときは、新しく加えてください。",
)
