"""記録をまとめるときに利用者に見せる文言。"""

from tsunagi.common.errors import Message

SAME_ROW = Message(
    code="MRG-001",
    what="まとめませんでした。",
    why="同じ一つの記録が二度選ばれています。",
    how="もう一人の記録を選んでください。",
)
ALREADY_MERGED = Message(
    code="MRG-002",
    what="まとめませんでした。",
    why="どちらかの記録は、すでにほかの記録にまとめられています。",
    how="まとめた先の記録を開いて、確かめてください。",
)
SHIELDS_DIFFER = Message(
    code="MRG-003",
    what="まとめませんでした。",
    why="一方だけ、住所と連絡先が秘匿されています。まとめると秘匿が漏れるおそれがあります。",
    how="先にもう一方にも秘匿を始め、見てよい職員をそろえてから、まとめてください。",
)
UNDONE_ALREADY = Message(
    code="MRG-004",
    what="元に戻しませんでした。",
    why="この統合は、すでに元に戻されています。",
    how="記録を開き直して、いまの状態を確かめてください。",
)
ABSORBED_AGAIN = Message(
    code="MRG-005",
    what="元に戻しませんでした。",
    why="残した記録が、そのあと別の記録にまとめられています。",
    how="新しいほうの統合を先に元に戻してください。",
)
KEEP_THE_OPEN_ONE = Message(
    code="MRG-006",
    what="まとめませんでした。",
    why="残す側の記録は終結していて、まとめる側の記録は続いています。",
    how="開いている記録を残す側にしてください（「左右を入れ替える」を押すと入れ替わります）。",
)
HANDOVER_RUNS = Message(
    code="MRG-007",
    what="まとめませんでした。",
    why="まとめる側の記録で、引継ぎが進んでいます。",
    how="その引継ぎを終えるか取り下げてから、まとめてください。",
)
