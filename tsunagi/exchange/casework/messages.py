"""利用者と相談記録の取り込みで見せる文言。"""

from tsunagi.common.errors import Message

CHANGED_SINCE_PREVIEW = Message(
    code="IMP-011",
    what="まだ取り込んでいません。",
    why="確かめたあとに、つなぎの記録のほうが変わりました。",
    how="もう一度表を読み、新しい違いを確かめてから取り込んでください。",
)
ALREADY_IMPORTED = Message(
    code="IMP-012",
    what="この表は、すでに取り込んであります。",
    why="同じ画面から二度送られました。",
    how="ケースの一覧で結果を確かめてください。",
)
NO_OFFICE = Message(
    code="IMP-013",
    what="取り込む事業所を決められません。",
    why="事業所番号「{number}」の事業所は登録されていません。",
    how="--office に、登録済みの事業所の10けたの番号を指定してください。",
)
SEVERAL_OFFICES = Message(
    code="IMP-014",
    what="取り込む事業所を決められません。",
    why="事業所番号「{number}」の事業所が、いくつか登録されています。",
    how="事業所のページで番号を確かめ、一つだけがこの番号を持つように直してください。",
)
ONE_SOURCE = Message(
    code="IMP-015",
    what="表を読みませんでした。",
    why="ファイルと貼り付けた表は、一度に一つだけ読みます。",
    how="ファイルを選ぶか、表を貼り付けるか、どちらか一つにしてください。",
)
