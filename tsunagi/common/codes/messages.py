"""番号とコードの読取りで利用者に見せる文言。"""

from __future__ import annotations

from tsunagi.common.errors import Message

EMPTY = Message(
    code="CODE-001",
    what="{name}が入力されていません。",
    why="数字がありません。",
    how="{length}けたで入力してください。",
)
TOO_LONG = Message(
    code="CODE-002",
    what="{name}として読めませんでした。",
    why="文字が{count}文字あり、長すぎます。",
    how="番号だけを{length}けたで入力してください。",
)
NOT_DIGITS = Message(
    code="CODE-003",
    what="{name}として読めませんでした。",
    why="数字でない文字「{strange}」があります。",
    how="数字だけを入力してください。",
)
WRONG_LENGTH = Message(
    code="CODE-004",
    what="{name}として読めませんでした。",
    why="{length}けたの番号ですが、{count}けた入力されています。",
    how="元の書類で、けたの抜けや重なりがないか確かめてください。",
)
ZERO_LOST = Message(
    code="CODE-005",
    what="{name}として読めませんでした。",
    why="{length}けたの番号ですが、{count}けたです。先頭の0が抜けたようです。",
    how="元の書類で {candidate} であることを確かめて、入力し直してください。",
)
NO_SUCH_PREFECTURE = Message(
    code="CODE-006",
    what="{name}として読めませんでした。",
    why="はじめの2けた（都道府県）が{prefecture}で、01から47の外です。",
    how="元の書類で番号を確かめて、入力し直してください。",
)
CHECK_DIGIT_WRONG = Message(
    code="CODE-007",
    what="{name}の数字が合いません。",
    why="検査数字（最後の1けた）は{expected}のはずですが、{actual}です。",
    how="写し間違いがないか、元の書類で確かめてください。",
)

MUNICIPALITY_COMPLETED = Message(
    code="CODE-011",
    what="全国地方公共団体コードを {full} として読みました。",
    why="検査数字のない5けたの形だったので、6けた目を補いました。",
    how="{full} でよいか確かめてください。",
)
MUNICIPALITY_COMPLETED_OR_ZERO_LOST = Message(
    code="CODE-012",
    what="全国地方公共団体コードを {full} として読みました。",
    why="検査数字のない5けたの形とみましたが、{candidate} の先頭の0が"
    "抜けたものとも読めます。",
    how="どちらの市区町村か、元の書類で確かめてください。",
)
MUNICIPALITY_IS_KOKUHOREN = Message(
    code="CODE-013",
    what="全国地方公共団体コードとしては数字が合いません。",
    why="検査数字は{expected}のはずですが、{actual}です。国保連の市町村番号としては"
    "合っています。",
    how="総務省のコードの欄に国保連の市町村番号を入れていないか確かめてください。",
)

KOKUHOREN_FIVE_DIGITS = Message(
    code="CODE-021",
    what="国保連の市町村番号として読めませんでした。",
    why="6けたの番号ですが、5けたです。最後の検査数字は補いません。",
    how="受給者証などで6けたの番号を確かめて、入力し直してください。",
)
KOKUHOREN_MISMATCH = Message(
    code="CODE-022",
    what="国保連の市町村番号の検査数字が、ふつうの計算と合いません。",
    why="検査数字は{expected}になるはずですが、{actual}です。区などでは例外があります。",
    how="受給者証などの番号と同じであることを確かめてください。",
)
KOKUHOREN_IS_MUNICIPALITY = Message(
    code="CODE-023",
    what="国保連の市町村番号ではなく、全国地方公共団体コードのようです。",
    why="最後の{actual}は総務省のコードの検査数字です。国保連の番号では{expected}に"
    "なるはずです。",
    how="受給者証などで国保連の市町村番号を確かめてください。",
)

OFFICE_STRANGE_CHARACTER = Message(
    code="CODE-031",
    what="事業所番号として読めませんでした。",
    why="使えない文字「{strange}」が{position}文字目にあります。",
    how="10けたの数字（3文字目だけは英字も可）で入力してください。",
)
OFFICE_LETTER_UNVERIFIED = Message(
    code="CODE-032",
    what="事業所番号の検査数字は確かめていません。",
    why="3文字目が英字「{letter}」で、計算の方式を確認できていないためです。",
    how="指定通知書などの番号と同じであることを確かめてください。",
)

CERTIFICATE_MISMATCH = Message(
    code="CODE-041",
    what="受給者証番号の検査数字が、ふつうの計算と合いません。",
    why="最後は{expected}になるはずですが、{actual}です。この計算の方式は公式の資料で"
    "確認できていません。",
    how="受給者証の番号と同じであれば、このまま使えます。",
)

CORPORATE_DIGIT_WRONG = Message(
    code="CODE-051",
    what="法人番号の数字が合いません。",
    why="先頭の1けた（検査数字）は{expected}のはずですが、{actual}です。",
    how="国税庁の法人番号公表サイトなどで番号を確かめてください。",
)
CORPORATE_FIRST_DIGIT_LOST = Message(
    code="CODE-052",
    what="法人番号として読めませんでした。",
    why="13けたの番号ですが、12けたです。先頭の1けたが抜けたものなら"
    " {candidate} です。",
    how="公表されている法人番号と比べてください。"
    "個人番号（マイナンバー）は入力しないでください。",
)
