"""計画への評価・助言で見せる文言。"""

from tsunagi.common.errors import Message

ASKED_ALREADY = Message(
    code="PRV-001",
    what="求めていません。",
    why="この計画は、もう助言を待っています。",
    how="助言が返るのを待つか、求めた人に聞いてください。",
)
OWN_PLAN = Message(
    code="PRV-002",
    what="返していません。",
    why="自分が担当する計画に、自分で評価・助言はできません。",
    how="主任やほかの専門員に頼んでください。",
)
EMPTY = Message(
    code="PRV-003",
    what="まだ返していません。",
    why="段階も、よいところも、助言も書かれていません。",
    how="一つでも書いてください。",
)
NOT_WAITING = Message(
    code="PRV-004",
    what="返していません。",
    why="この計画は「{state}」になっています。",
    how="画面を開き直してください。",
)
NOT_RETURNED = Message(
    code="PRV-005",
    what="保存していません。",
    why="まだ助言が返っていません。",
    how="助言が返ってから、どうしたかを書いてください。",
)
UNANSWERED = Message(
    code="PRV-006",
    what="まだ終えていません。",
    why="返事のない助言が{count}件あります。",
    how="それぞれに、どうしたかを一言返してください。直さなかったときも、そのわけを書けば足ります。",
)
SETTLED = Message(
    code="PRV-008",
    what="返事を残していません。",
    why="この評価・助言は、もう確かめ終えています。",
    how="続きがあるときは、もう一度助言を求めてください。",
)
NO_SHEET = Message(
    code="PRV-007",
    what="求めていません。",
    why="計画案も計画も、まだ書かれていません。",
    how="書面を書いてから、助言を求めてください。",
)
