"""架空県の、権利の心配ごと、要望・苦情、成年後見、ピアカウンセリング。すべて本人の操作で。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from demo.calls import Person, moment
from demo.world import World
from tsunagi.cases.case.models import Case
from tsunagi.cases.complaint.actions import (
    add_complaint_step,
    answer_complaint,
    mark_recurring,
    register_complaint,
)
from tsunagi.cases.complaint.rules import ComplaintKind, Satisfied, Way
from tsunagi.cases.guardianship.actions import (
    add_guardianship_step,
    decide_guardianship,
    start_guardianship,
)
from tsunagi.cases.guardianship.rules import Agency, GuardianKind, Petitioner, Stage
from tsunagi.cases.peer.actions import (
    answer_peer,
    offer_peer,
    record_session,
    wish_for_peer,
)
from tsunagi.cases.peer.rules import Answer, Going, Topic
from tsunagi.cases.peer.supporter_actions import list_supporter
from tsunagi.cases.person.rules import Kinship
from tsunagi.cases.rights.actions import NewConcern, add_step, report_concern
from tsunagi.cases.rights.rules import AbuseKind, ConcernKind, Source, StepKind
from tsunagi.cases.rights.sealed import Content, Reporter
from tsunagi.common.frozen import replace

HANDLER, WORKER = "kenri", "senmon"


def own_cases(found: Sequence[Case], person: Person) -> list[Case]:
    """The open cases that this person carries."""
    mine = [case for case in found if case.responsible_staff_id == person.staff.pk]
    for case in mine:
        case.refresh_from_db()
    return [case for case in mine if case.is_open]


def tell_of_rights(world: World, found: Sequence[Case]) -> None:
    """One handled to its end, one waiting too long, one just told by the city."""
    # Reasons to see a case begin when the demo is built: so everything is written
    # today, about days that lie behind.
    worker, noticed = Person(world, WORKER, world.now), moment(world, 20)
    handler = Person(world, HANDLER, world.now)
    cases = own_cases(found, worker)
    bruises = NewConcern(
        kind=ConcernKind.FACILITY,
        abuse_kinds=[AbuseKind.PHYSICAL],
        source=Source.NOTICED,
        received_at=noticed,
        content=Content(
            about="" if cases else "作業所に通う20代くらいの女性",
            facts="迎えの車を降りるとき、左の腕に同じ大きさのあざが三つ見えた。本人はそでを引いて隠した。",
            own_words="いやだけど、言わないで。",
            safety="unknown",
            safety_note="いまは自宅。あすも通う予定。",
        ),
        reporter=Reporter(name="架空 通夫", relation="同じ送迎車の利用者"),
    )
    concern = report_concern(
        new=bruises, case=cases[0] if cases else None, by=worker.actor, now=worker.now
    )
    for days_ago, hours, kind, text in (
        (20, 6, StepKind.FIRST_RESPONSE, "市の担当と二人で自宅を訪ね、本人だけから話を聞いた。"),
        (18, 0, StepKind.STEP, "事業所に立入りの調査。職員三人と、ほかの利用者二人から聞いた。"),
        (12, 0, StepKind.DECISION, "身体的虐待にあたると判断。事業所に改善計画を求める。"),
        (2, 0, StepKind.CLOSING, "別の作業所に通い始めた。本人は「もう大丈夫」と話す。三か月後に様子を聞く。"),
    ):  # fmt: skip
        add_step(
            concern=concern, kind=kind, happened_at=moment(world, days_ago, hours),
            text=text, with_city=kind is StepKind.FIRST_RESPONSE, by=handler.actor,
            now=world.now,
        )  # fmt: skip
    _wait_too_long(world, cases, bruises)
    _from_the_centre(world)


def _wait_too_long(world: World, cases: list[Case], like: NewConcern) -> None:
    worker = Person(world, WORKER, world.now)
    money = replace(
        like, kind=ConcernKind.CARER, abuse_kinds=[AbuseKind.ECONOMIC],
        source=Source.PERSON, received_at=moment(world, 3),
        content=Content(
            about="年金を家族が管理している方",
            facts="年金の通帳を弟が持っていて、昼のお金を三日もらえていないと聞いた。",
            own_words="おなかすいた。弟には言わないで。", safety="safe",
        ),
        reporter=Reporter(),
    )  # fmt: skip
    report_concern(
        new=money, case=cases[1] if len(cases) > 1 else None, by=worker.actor,
        now=worker.now,
    )  # fmt: skip


def _from_the_centre(world: World) -> None:
    handler = Person(world, HANDLER, world.now)
    told = NewConcern(
        kind=ConcernKind.DISCRIMINATION,
        source=Source.CENTRE,
        received_at=world.now - timedelta(hours=3),
        content=Content(
            about="車いすを使う50代の男性",
            facts="食堂で、車いすを理由に入店を断られたと、センターに電話があった。",
            safety="safe",
        ),
        told_city_at=world.now - timedelta(hours=4),
    )
    report_concern(new=told, case=None, by=handler.actor, now=handler.now)


COMPLAINTS = (
    (
        24,
        "complaint",
        "朝の送迎がいつも10分おくれる。仕事の時間に間に合わない。",
        "送迎の遅れ",
        True,
    ),
    (9, "complaint", "むかえの車がおくれて、寒い中で待った。", "送迎の遅れ", False),
    (
        16,
        "wish",
        "モニタリングの日は、土曜日にしてほしい。平日は仕事を休みたくない。",
        "",
        False,
    ),
    (1, "wish", "計画の紙の字を大きくしてほしい。", "", False),
)


def complain(world: World, found: Sequence[Case]) -> None:
    """What people wished for and complained of; the oldest has its answer."""
    worker = Person(world, WORKER, world.now)
    cases = own_cases(found, worker)
    office = world.offices["hikari"]
    other = world.offices["activity_east"]
    for number, (days_ago, kind, text, theme, is_answered) in enumerate(COMPLAINTS):
        received = world.today - timedelta(days=days_ago)
        row = register_complaint(
            office=office, case=cases[number] if number < len(cases) else None,
            values={
                "kind": ComplaintKind(kind), "text": text, "received_on": received,
                "told_by": Kinship.SELF, "owner": worker.staff,
                "due_on": received + timedelta(days=14),
                "about_office": other if theme else None,
            },
            by=worker.actor, now=world.now, today=world.today,
        )  # fmt: skip
        if theme:
            mark_recurring(
                complaint=row, is_recurring=True, theme=theme, version=row.version,
                by=worker.actor, now=world.now,
            )  # fmt: skip
        if is_answered:
            add_complaint_step(
                complaint=row, done_on=received + timedelta(days=2),
                text="送迎の担当と、道順と出発の時刻を見直した。", by=worker.actor,
                now=world.now, today=world.today,
            )  # fmt: skip
            answer_complaint(
                complaint=row, answered_on=received + timedelta(days=3), way=Way.VISIT,
                answer="来週から、出発を15分早くします。おくれるときは電話をします。",
                satisfied=Satisfied.PARTLY, version=row.version, by=worker.actor,
                now=world.now, today=world.today,
            )  # fmt: skip


GUARDIANSHIP = (
    (Stage.NEED, 80, (Agency.CORE,), "中核機関と、本人の生活と預金の出入りを一緒に見た。"),
    (Stage.PREPARE, 50, (Agency.SOCIAL_WORKER, Agency.COUNCIL), "診断書と本人情報シートを用意した。"),
    (Stage.PETITION, 30, (Agency.COURT,), "母が申し立てた。本人も同じ日に裁判所で話した。"),
    (Stage.RULING, 6, (Agency.COURT,), "保佐開始の審判。本人は「通帳は見せてもらう」と話す。"),
)  # fmt: skip


def ask_for_guardians(world: World, found: Sequence[Case]) -> None:
    """One far along, one just begun."""
    worker = Person(world, WORKER, world.now)
    for number, case in enumerate(own_cases(found, worker)[2:4]):
        row = start_guardianship(
            case=case, happened_on=world.today - timedelta(days=100 - 90 * number),
            agencies=[Agency.CITY], note="通信販売の契約が重なり、支払いに困っている。",
            wishes="欲しいものは自分で決めたい。こわい電話はもういやだ。",
            next_on=world.today - timedelta(days=2), by=worker.actor, now=world.now,
            today=world.today,
        )  # fmt: skip
        if number:
            return
        decide_guardianship(
            case=case, row=row, version=row.version,
            values={
                "kind": GuardianKind.CURATOR, "petitioner": Petitioner.FAMILY,
                "petitioner_words": "母", "aids_petition": True, "wishes": row.wishes,
            },
            by=worker.actor, now=world.now,
        )  # fmt: skip
        for stage, days_ago, agencies, note in GUARDIANSHIP:
            add_guardianship_step(
                case=case, row=row, stage=stage, agencies=agencies, note=note,
                happened_on=world.today - timedelta(days=days_ago),
                next_on=world.today + timedelta(days=10), version=row.version,
                by=worker.actor, now=world.now, today=world.today,
            )  # fmt: skip


SUPPORTERS = (
    ("さくら", (Topic.MENTAL, Topic.HOSPITAL, Topic.ALONE), "10年の入院のあと、一人ぐらし", True),
    ("けん", (Topic.DEVELOPMENTAL, Topic.WORK), "三度の転職", True),
    ("みどり", (Topic.PHYSICAL, Topic.PARENT), "車いすで二人を育てた", False),
)  # fmt: skip


def meet_peers(world: World, found: Sequence[Case]) -> None:
    """A small register, one who meets a peer already, one who still looks."""
    worker = Person(world, WORKER, world.now)
    rows = [
        list_supporter(
            office=world.offices["hikari"],
            values={
                "name": name, "topics": topics, "topics_words": words,
                "reach": "火曜の午後、地域活動支援センターで（架空）",
                "agreed_on": world.today - timedelta(days=200), "is_shared": shared,
            },
            by=worker.actor, now=world.now, today=world.today,
        )
        for name, topics, words, shared in SUPPORTERS
    ]  # fmt: skip
    for number, case in enumerate(own_cases(found, worker)[3:5]):
        wish = wish_for_peer(
            case=case, wished_on=world.today - timedelta(days=40 - 30 * number),
            wants="一人ぐらしの、夜がこわくない方法を聞きたい。",
            wished_peer="話をせかさない人", topics=[Topic.ALONE], by=worker.actor,
            now=world.now, today=world.today,
        )  # fmt: skip
        if number:
            return
        for supporter, answer in ((rows[1], Answer.DECLINED), (rows[0], Answer.CHOSEN)):
            match = offer_peer(
                request=wish, supporter=supporter, note="",
                offered_on=world.today - timedelta(days=30), by=worker.actor,
                now=world.now, today=world.today,
            )  # fmt: skip
            answer_peer(
                match=match, answer=answer, note="", by=worker.actor, now=world.now,
                answered_on=world.today - timedelta(days=28), today=world.today,
            )  # fmt: skip
        record_session(
            request=wish, held_on=world.today - timedelta(days=14), minutes=50,
            how="電気をつけたまま寝てもよい、という話で笑った。",
            own_words="おなじ人がいた。またしゃべりたい。", going=Going.YES,
            by=worker.actor, now=world.now, today=world.today,
        )  # fmt: skip
