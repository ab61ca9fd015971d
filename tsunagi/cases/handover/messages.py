"""引継ぎの画面で見せる文言。"""

from tsunagi.common.errors import Message

TELLS_WHO = Message(
    code="HND-001",
    what="まだ保存していません。",
    why="相手に先に届く文に、だれかが分かるところがあります（{parts}）。",
    how="名前・電話・番地を消し、「本人」「母」のように書いてください。",
)
ALREADY_OPEN = Message(
    code="HND-002",
    what="始めていません。",
    why="この方の引継ぎは、もう始まっています。",
    how="開いている引継ぎの画面から続けてください。",
)
PLACE_NEEDED = Message(
    code="HND-003",
    what="まだ頼んでいません。",
    why="依頼先が決まっていません。",
    how="候補から選ぶか、相手の名前を書いてください。",
)
OWN_OFFICE = Message(
    code="HND-004",
    what="まだ頼んでいません。",
    why="いま主担当の事業所です。",
    how="ほかの事業所を選んでください。事業所の中の担当は「担当と関わり方」で替えられます。",
)
ASKED_ALREADY = Message(
    code="HND-005",
    what="もう一度は頼んでいません。",
    why="この依頼先の返事を待っています。",
    how="急ぐときは電話で確かめ、返事をこの画面に記してください。",
)
WHY_NOT_IN_ORDER = Message(
    code="HND-006",
    what="まだ頼んでいません。",
    why="本人の希望がないときは、候補の順に頼む決まりです。",
    how="候補の上から頼むか、この依頼先にするわけを書いてください。",
)
CONSENT_NEEDED = Message(
    code="HND-007",
    what="まだ引き受けたことにしていません。",
    why="この依頼先に記録を渡す、本人の同意がまだありません。",
    how="頼んだ事業所が「同意と共有」で同意を記すと、引き受けられます。",
)
CONSENT_NARROW = Message(
    code="HND-008",
    what="まだ引き受けたことにしていません。",
    why="本人の同意に、{missing}が入っていません。",
    how="頼んだ事業所が、引継ぎに要る項目の同意を取り直すと、引き受けられます。",
)
CANNOT_FROM_HERE = Message(
    code="HND-009",
    what="変えていません。",
    why="この依頼は、いま「{answer}」です。",
    how="画面を開き直して、いまの様子を確かめてください。",
)
STAGE_PASSED = Message(
    code="HND-010",
    what="変えていません。",
    why="この引継ぎは、いま「{stage}」です。",
    how="画面を開き直して、いまの様子を確かめてください。",
)
IN_FUTURE = Message(
    code="HND-011",
    what="まだ保存していません。",
    why="今日より後の日です。",
    how="それがあった日を入れてください。",
)
BEFORE_ASKING = Message(
    code="HND-012",
    what="まだ保存していません。",
    why="頼んだ日（{asked_on}）より前の日です。",
    how="日を確かめてください。",
)
ANSWER_BY_PAST = Message(
    code="HND-013",
    what="まだ保存していません。",
    why="返事の期限が、今日より前です。",
    how="これからの日を入れてください。",
)
WHO_SAID_SO = Message(
    code="HND-014",
    what="まだ保存していません。",
    why="だれから聞いたかがありません。",
    how="返事をくれた人の名前と、電話か来所かを入れてください。",
)
WORDS_NEEDED = Message(
    code="HND-015",
    what="まだ送っていません。",
    why="文が空です。",
    how="尋ねたいこと（または答え）を書いてください。",
)
PLACE_OF_CHOICE = Message(
    code="HND-016",
    what="まだ保存していません。",
    why="本人が選んだ相談先の名前がありません。",
    how="選んだ相談先を書くか、「任せたい」「まだ決めていない」を選んでください。",
)
CLOSED_OFFICE = Message(
    code="HND-017",
    what="まだ頼んでいません。",
    why="この事業所は、休止か廃止になっています。",
    how="ほかの事業所を選んでください。",
)
OVER_THERE = Message(
    code="HND-018",
    what="まだ引き受けたことにしていません。",
    why="ほかの市町村の事業所は、その市町村の画面で引き受けます。",
    how="相手にこの画面を開いてもらうか、名前だけの依頼先として頼み直してください。",
)
EXCLUDED = Message(
    code="HND-019",
    what="まだ頼んでいません。",
    why="この方の記録を見せないと決めた事業所です。",
    how="ほかの事業所を選んでください。",
)
BEFORE_ACCEPTANCE = Message(
    code="HND-020",
    what="まだ保存していません。",
    why="引受けの日（{on}）より前の日です。",
    how="日を確かめてください。",
)
NOT_FORMER = Message(
    code="HND-021",
    what="後方支援は始めていません。",
    why="ここから始められるのは、この方を引き継いだ前の事業所だけです。",
    how="ほかの事業所が手伝うときは、「助言・同行・後方支援」に書いてください。",
)
ALREADY_BACKING = Message(
    code="HND-022",
    what="もう後方支援をしています。",
    why="この方の後方支援が、つづいている記録があります。",
    how="次に様子を聞く日は、その記録を直して変えてください。",
)
