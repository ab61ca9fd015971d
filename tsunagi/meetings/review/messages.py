"""事例検討の画面で見せる文言。"""

from tsunagi.common.errors import Message

SECTION = Message(
    code="REV-001",
    what="まだ保存していません。",
    why="自分で出せるのは、④グループスーパービジョン、⑤気になること、⑥連絡事項です。",
    how="①と②は記録から自動で出ます。③は報告から、基幹に相談して出します。",
)
THINK_AHEAD = Message(
    code="REV-002",
    what="まだ保存していません。",
    why="悩んでみる日が、今日か、今日より前です。",
    how="これからの日を入れるか、次の会議に出してください。",
)
ALREADY_BROUGHT = Message(
    code="REV-003",
    what="まだ送っていません。",
    why="この報告は、もう会議に出ています（相談しています）。",
    how="「会議に出すもの」の一覧で確かめてください。",
)
CONSENT_FOR_TALK = Message(
    code="REV-004",
    what="まだ写していません。",
    why="会議で話し合うことへの、本人の同意がありません（または、住所を秘匿しています）。",
    how="同意を記録してください。同意がなくても、ひとこと報告で共有できます。",
)
NOTE_NEEDED = Message(
    code="REV-005",
    what="まだ変えていません。",
    why="わけが空です。",
    how="一行で書いてください。",
)
RESULT_NEEDED = Message(
    code="REV-006",
    what="まだ終えていません。",
    why="その後どうなったかが空です。",
    how="一行で書いてください。",
)
TOLD_NEEDED = Message(
    code="REV-007",
    what="まだ終えていません。",
    why="本人に伝えた日も、伝えないわけも空です。",
    how="伝えた日を入れるか、伝えないわけを書いてください。",
)
IN_FUTURE = Message(
    code="REV-008",
    what="まだ保存していません。",
    why="今日より後の日です。",
    how="伝えた日を入れてください。",
)
STAGE_PASSED = Message(
    code="REV-009",
    what="変えていません。",
    why="いまは「{state}」です。ここからは、それはできません。",
    how="ページを開き直してください。",
)
HEADLINE_NEEDED = Message(
    code="REV-010",
    what="まだ保存していません。",
    why="ひとこと報告が空です。",
    how="一行で書いてください。利用者の名前は書きません。",
)
PURPOSE_NEEDED = Message(
    code="REV-011",
    what="まだ保存していません。",
    why="15分より長く考える議題です。何のために話すかが空です。",
    how="一行で書くと、話がそれません。",
)
DECISION_NEEDED = Message(
    code="REV-012",
    what="まだ決めていません。",
    why="結論が選ばれていません。",
    how="結論を一つ選んでください。「しばらく様子を見る」も結論です。",
)
INTERVAL_NEEDED = Message(
    code="REV-013",
    what="まだ決めていません。",
    why="モニタリングの間隔がこれでよいか、まだ答えていません。",
    how="「このままでよい」「短くする」「長くする」のどれかを選んでください。",
)
MONTHS_NEEDED = Message(
    code="REV-014",
    what="まだ決めていません。",
    why="短くする（長くする）間隔が、何か月ごとか分かりません。",
    how="間隔を選んでください。",
)
NOT_THIS_SERIES = Message(
    code="REV-015",
    what="載せていません。",
    why="この会議体の会議ではありません。",
    how="会議を確かめてください。",
)
NO_PLAN_SHEET = Message(
    code="REV-016",
    what="まだ写していません。",
    why="この方の、いま書ける計画の書面が見つかりません。",
    how="計画のページで、計画案か計画を始めてから、もう一度押してください。",
)
LATER_MEETING = Message(
    code="REV-017",
    what="変えていません。",
    why="この検討事項は、あとの会議の議題に載っています（載りました）。",
    how="あとの会議のページで書いてください。",
)
