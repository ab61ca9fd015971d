"""様式の画面で見せる文言。"""

from tsunagi.common.errors import Message

NOTHING_CHOSEN = Message(
    code="PPR-001",
    what="まだ作っていません。",
    why="書面が一つも選ばれていません。",
    how="作りたい書面に印を付けて、もう一度押してください。",
)
NO_PLANS = Message(
    code="PPR-002",
    what="まだ作っていません。",
    why="計画が一つも選ばれていないか、選んだ計画がもう見られません。",
    how="一覧を開き直して、印刷する計画を選んでください。",
)
TOO_MANY_PLANS = Message(
    code="PPR-003",
    what="まだ作っていません。",
    why="一度に作れるのは{most}件までです（いま{count}件）。",
    how="月や段階で分けて、何回かに作ってください。",
)
BATCH_GONE = Message(
    code="PPR-004",
    what="このPDFはもうありません。",
    why="まとめたPDFは、一度受け取るか1時間が過ぎると消えます。",
    how="「まとめて印刷」からもう一度作ってください。",
)
TEMPLATE_MACRO = Message(
    code="PPR-010",
    what="この様式は登録していません。",
    why="マクロの入った形式（.xlsm、.xlsb）か、古い形式（.xls）です。",
    how="Excel の「名前を付けて保存」で、マクロなしの .xlsx にしてから選んでください。",
)
TEMPLATE_TOO_LARGE = Message(
    code="PPR-011",
    what="この様式は登録していません。",
    why="5MBを超えています。",
    how="大きな画像や使わないシートを消して、小さくしてから選んでください。",
)
TEMPLATE_UNREADABLE = Message(
    code="PPR-012",
    what="この様式は登録していません。",
    why="Excel の表として開けません。",
    how="Excel で開けるか確かめ、.xlsx で保存し直してください。",
)
TEMPLATE_OUTSIDE = Message(
    code="PPR-013",
    what="この様式は登録していません。",
    why="ほかのファイルや外の場所につながる部品が入っています。",
    how="Excel の「データ」→「リンクの編集」でリンクを解除してから選んでください。",
)
BAD_CELL = Message(
    code="PPR-014",
    what="セルの対応を保存していません。",
    why="「{label}」の「{address}」は、この様式にある「シート名!A1」の形になっていません。",
    how="シート名とセルの番地を確かめてください。この様式のシート: {sheets}",
)
NOT_ACTIVE = Message(
    code="PPR-015",
    what="作っていません。",
    why="{kind}には、使える市町村の様式がありません。",
    how="国の様式例のExcelを使うか、市町村の担当者に様式の登録を頼んでください。",
)
TEMPLATE_CHANGED = Message(
    code="PPR-016",
    what="保存していません。",
    why="ほかの人が、この様式の対応を先に直しました。",
    how="画面を開き直して、違いを確かめてから直してください。",
)
CELL_TWICE = Message(
    code="PPR-017",
    what="セルの対応を保存していません。",
    why="「{first}」と「{second}」が同じセル「{address}」に入ります。",
    how="どちらかを別のセルにするか、空けてください。",
)
