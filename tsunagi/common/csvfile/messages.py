"""CSV の読み書きで利用者に見せる文言。"""

from __future__ import annotations

from tsunagi.common.errors import Message

_SAVE_AS_CSV = "表計算ソフトで「CSV UTF-8（コンマ区切り）」として保存し直してください。"

EMPTY = Message(
    code="CSV-001",
    what="ファイルを読めませんでした。",
    why="中身が空です。",
    how="見出しの行があるファイルを選んでください。",
)
TOO_BIG = Message(
    code="CSV-002",
    what="ファイルを読めませんでした。",
    why="大きさが{size:,}バイトあり、上限の{limit:,}バイトを超えています。",
    how="ファイルを分けて、もう一度選んでください。",
)
TOO_MANY_ROWS = Message(
    code="CSV-003",
    what="ファイルを読めませんでした。",
    why="行数が上限の{limit:,}行を超えています。",
    how="ファイルを分けて、もう一度選んでください。",
)
NOT_TEXT = Message(
    code="CSV-004",
    what="ファイルを読めませんでした。",
    why="CSV ではなく、{kind}のファイルです。",
    how=_SAVE_AS_CSV,
)
UTF_16 = Message(
    code="CSV-005",
    what="ファイルを読めませんでした。",
    why="文字コードが UTF-16（Unicode テキスト）です。",
    how=_SAVE_AS_CSV,
)
NUL = Message(
    code="CSV-006",
    what="ファイルを読めませんでした。",
    why="{line}行目に、文字ではないデータ（NUL）があります。",
    how=_SAVE_AS_CSV,
)
UNDECODABLE = Message(
    code="CSV-007",
    what="ファイルを読めませんでした。",
    why="{line}行目に、UTF-8 でもシフト JIS でも読めない文字があります。",
    how=_SAVE_AS_CSV,
)
MIXED = Message(
    code="CSV-008",
    what="ファイルを読めませんでした。",
    why="{line}行目から文字コードが変わっています（UTF-8 とシフト JIS の混在）。",
    how="元のファイルをつなぐ前に、同じ文字コードで保存し直してください。",
)
OTHER_ENCODING = Message(
    code="CSV-009",
    what="ファイルを読めませんでした。",
    why="文字コードが {encoding} で、扱えないものです。",
    how=_SAVE_AS_CSV,
)
UNCLOSED_QUOTE = Message(
    code="CSV-010",
    what="ファイルを読めませんでした。",
    why='{line}行目から始まる行で、引用符「"」が正しく閉じていません。',
    how='その行の「"」の数を確かめて直してください。',
)
DUPLICATE_COLUMN = Message(
    code="CSV-011",
    what="見出しを読めませんでした。",
    why="「{column}」という列が2つ以上あります。",
    how="見出しの行を直して、同じ名前の列を1つにしてください。",
)
NAMELESS_COLUMN = Message(
    code="CSV-012",
    what="見出しを読めませんでした。",
    why="{position}列目に見出しがありません。",
    how="見出しを入れるか、余分な列を消してください。",
)
MISSING_COLUMNS = Message(
    code="CSV-013",
    what="必要な列が見つかりませんでした。",
    why="足りない列は{columns}です。",
    how="1行目が見出しの行であることと、列の名前を確かめてください。",
)
NOT_EXCEL = Message(
    code="CSV-014",
    what="ファイルを読めませんでした。",
    why="Excel（.xlsx）のファイルとして開けません。壊れているか、別の形式です。",
    how="Excel で開き、「Excel ブック（.xlsx）」か CSV で保存し直してください。",
)
EXCEL_PASSWORD = Message(
    code="CSV-015",
    what="ファイルを読めませんでした。",
    why="パスワードで保護されています。",
    how="Excel でパスワードを外して保存し、もう一度選んでください。",
)
EXCEL_TOO_BIG = Message(
    code="CSV-016",
    what="ファイルを読めませんでした。",
    why="Excel のファイルの中身が、読める大きさを超えています。",
    how="要る表だけを新しいファイルに写すか、CSV で保存し直してください。",
)

CELL_COUNT = "列の数が見出しと違います（見出し{expected}列、この行{actual}列）。"
