"""約束の画面で見せる文言。"""

from tsunagi.common.errors import Message

OTHER_NAME = Message(
    code="PLG-001",
    what="まだ署名していません。",
    why="入力した名前が、あなたの名前（{name}）と違います。",
    how="自分の名前を、名簿のとおりに入れてください。間の空白はなくてもかまいません。",
)
ONLY_PERSONS = Message(
    code="PLG-002",
    what="署名していません。",
    why="署名できるのは、ログインした職員だけです。",
    how="自分のログインで開いてください。",
)
