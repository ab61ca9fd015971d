"""グループスーパービジョン、会議のあとのひとこと、地域課題の候補、会議の前後の関わり。

Called with meetings of the core centre that were held, whoever made them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.utils.timezone import localdate

from demo.calls import Person
from demo.world import World
from tsunagi.access.actor import Actor
from tsunagi.cases.consent.actions import NewConsent, record_consent
from tsunagi.cases.consent.rules import ConsentMethod, Explanation, Purpose
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.models import PersonSection
from tsunagi.cases.person.actions import write_section
from tsunagi.cases.person.rules import Section
from tsunagi.common.dates import TOKYO
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.care.actions import note_need
from tsunagi.meetings.care.queries import people_to_choose
from tsunagi.meetings.care.rules import When
from tsunagi.meetings.feedback.actions import give_feedback
from tsunagi.meetings.feedback.rules import Question
from tsunagi.meetings.issue.actions import (
    NewCandidate,
    raise_candidate,
    settle_candidate,
)
from tsunagi.meetings.issue.rules import Cause, State, Viewpoint
from tsunagi.meetings.meeting.attendance_actions import Presented, record_presence
from tsunagi.meetings.meeting.models import AgendaItem, Attendance, Meeting
from tsunagi.meetings.meeting.rules import THERE, Presence
from tsunagi.meetings.meeting.sight import sight_of
from tsunagi.meetings.pledge.actions import sign
from tsunagi.meetings.review.rules import DAYS_AFTER
from tsunagi.meetings.series.rules import Level, SignedKind
from tsunagi.meetings.supervision import actions
from tsunagi.meetings.supervision.actions import NewSupervision
from tsunagi.meetings.supervision.methods import method_of
from tsunagi.meetings.supervision.models import Supervision
from tsunagi.meetings.supervision.people import presenters_of
from tsunagi.meetings.supervision.rules import LineKind, StepRule
from tsunagi.organisations.models import Staff
from tsunagi.organisations.staff.actor import load_actor

CORE, WORKER, CONSULTANT = "kikan", "senmon", "itaku"
ANSWERING = 6
GOOD_AT = """・編み物が速く、頼まれた数をそろえられる
・バスの時刻をよく覚えている
・小さい子にやさしい"""


class Story(Frozen):
    """One session. result None: still to be heard."""

    method: str
    topic: str
    theme: str
    wish: str
    questions: tuple[str, ...]
    ideas: tuple[str, ...]
    picked: int
    action: str
    result: str | None


STORIES = (
    Story(
        "strengths", "relation", "玄関を開けてもらえない方との、つながり方",
        "手紙のほかの、はじめの一歩",
        ("いちばん話せたのは、いつ、何の話のとき？", "好きなことで、知っていることは？",
         "本人が困っていると言ったことは？"),
        ("好きな花の話を、短い手紙にする", "同じ曜日の同じ時刻に行く", "行かない週もつくる"),
        1, "毎週、同じ曜日の同じ時刻に、5分だけ行く。", "三度目に、戸の内側から返事があった。",
    ),
    Story(
        "local", "crisis", "夜に何度も電話がくるとき、一人の事業所でどう受けるか",
        "受ける人を増やす考え",
        ("何時ごろが多い？", "電話のあと、どうしている？"),
        ("夜の電話の受け方を、本人と紙に決める", "基幹と週ごとに分ける",
         "よかった日のことを聞く"),
        0, "夜の電話の受け方を、本人と一枚の紙に決める。", "回数は同じでも、短く終わるようになった。",
    ),
    Story(
        "sfr", "ageing", "親が高齢になり、これからの話を始められないとき",
        "話を始める、きっかけ",
        ("家族は、だれと話している？", "本人の楽しみは？"),
        ("親の会の先輩の話を聞いてもらう", "一日だけの体験から始める"),
        1, "短期入所の見学を、家族と一緒に一度してみる。", None,
    ),
)  # fmt: skip
# login, days ago, viewpoint, cause, level, topic, text
CANDIDATES = (
    (CORE, 130, Viewpoint.FAMILY, Cause.RESOURCE, Level.AREA, "crisis",
     "夜間に電話のつながるところが少なく、家族が一人で抱えている。"),
    (WORKER, 80, Viewpoint.PERSON, Cause.ENVIRONMENT, Level.WARD, "moving",
     "バスの本数が減り、日中の場に通えなくなる人が出ている。"),
    (CONSULTANT, 40, Viewpoint.AREA, Cause.SOCIETY, Level.MUNICIPALITY, "housing",
     "保証人がいないと部屋を借りられず、退院や自立が止まる。"),
    (CORE, 20, Viewpoint.PERSON, Cause.RESOURCE, Level.AREA, "crisis",
     "緊急のときの短期入所が、その日のうちに見つからない。"),
    (WORKER, 6, Viewpoint.FAMILY, Cause.RESOURCE, Level.AREA, "ageing",
     "親の入院と同時に、暮らしの場がなくなる。体験の場が足りない。"),
)  # fmt: skip


def build_supervision(world: World, *, meetings: Sequence[Meeting]) -> None:
    """meetings: held by the core centre, of which it is known who came."""
    core = Person(world, CORE, world.now)
    held = sorted(
        (one for one in meetings if one.held_on < world.today),
        key=lambda one: one.held_on,
    )
    for meeting in held[-4:]:
        _name_who_came(meeting, core)
        _answer(world, meeting)
    sessions = [
        (_hold(core, meeting, story), story)
        for meeting, story in zip(held[-3:], STORIES, strict=False)
    ]
    for place, (session, story) in enumerate(sessions):
        after = held[-3:][place + 1 :]
        if story.result is not None and after:
            actions.report_result(
                session=session, result=story.result, version=session.version + 1,
                by=core.actor, now=_evening(after[0]),
            )  # fmt: skip
    if held:
        actions.stop_for_crisis(
            meeting=held[-1], item=None, by=core.actor, now=_evening(held[-1])
        )
    _raise(world)
    _care(world, core)


def present_a_person(world: World) -> None:
    """A person of the main account who agreed to be talked about, in the meeting of last
    week: what they are good at stands on the sheet by itself."""
    core = Person(world, CORE, world.now)
    slot = (
        AgendaItem.objects.visible_to(core.actor, now=core.now)
        .filter(
            review__case__responsible_staff__login_name=WORKER,
            meeting__held_on__range=(
                world.today - timedelta(days=DAYS_AFTER), world.today - timedelta(days=1),
            ),
        )
        .select_related("meeting__series", "review__case__person")
        .order_by("-meeting__held_on", "position")
        .first()
    )  # fmt: skip
    if slot is None or slot.review is None or slot.review.case is None:
        return
    meeting, case = slot.meeting, slot.review.case
    worker = Person(world, WORKER, _evening(meeting) - timedelta(days=2))
    record_consent(
        case=case, by=worker.actor, now=worker.now,
        new=NewConsent(
            purposes=(Purpose.CONFERENCE,), classes=(FieldClass.SUPPORT,), offices=(),
            other_recipients=("連絡会議（名前のない形で）",), explained_on=worker.today,
            given_on=worker.today, explanation=Explanation.EASY,
            method=ConsentMethod.SIGNATURE, own_words="みんなの考えも聞いてみたい。",
        ),
    )  # fmt: skip
    sections = PersonSection.objects.visible_to(worker.actor, now=world.now)
    written = sections.filter(person=case.person, section=Section.STRENGTHS).first()
    write_section(
        case=case, section=Section.STRENGTHS, text=GOOD_AT, by=worker.actor,
        version=written.version if written is not None else 0, now=worker.now,
    )  # fmt: skip
    actions.begin_supervision(
        meeting=meeting, item=slot, is_crisis=False, by=core.actor,
        now=_evening(meeting), today=meeting.held_on,
        new=NewSupervision(
            method="strengths", presenter=_presenter(meeting, core),
            theme="得意なことから考える、日中の過ごし方", topic="work",
        ),
    )  # fmt: skip


def _evening(meeting: Meeting) -> datetime:
    return datetime.combine(meeting.held_on, time(17, 0), tzinfo=TOKYO)


def _pledged(actor: Actor, meeting: Meeting, now: datetime) -> None:
    if sight_of(meeting, actor=actor, now=now).needs_pledge:
        sign(kind=SignedKind.CONFIDENTIALITY, name=actor.name, by=actor, now=now)


def _presenter(meeting: Meeting, core: Person) -> Staff:
    """Somebody of an invited office where there is one."""
    people = presenters_of(meeting, today=meeting.held_on)
    others = people.exclude(posts__office=core.actor.office_id)
    return others.first() or people.earliest("id")


def _hold(core: Person, meeting: Meeting, story: Story) -> Supervision:
    """From the gate to the day on which the result is asked for."""
    now, by = _evening(meeting), core.actor
    _pledged(by, meeting, now)
    session = actions.begin_supervision(
        meeting=meeting, item=None, is_crisis=False, by=by, now=now,
        today=meeting.held_on,
        new=NewSupervision(
            method=story.method, presenter=_presenter(meeting, core),
            theme=story.theme, wish=story.wish, topic=story.topic,
        ),
    )  # fmt: skip
    seen = 0
    for place, step in enumerate(
        method_of(session.method, session.method_version).steps
    ):
        actions.move_step(session=session, to=place, seen=seen, by=by, now=now)
        seen = place
        if step.rule is StepRule.QUESTIONS:
            for text in story.questions:
                actions.add_line(
                    session=session, kind=LineKind.QUESTION, text=text, by=by, now=now
                )
        elif step.rule is StepRule.IDEAS:
            ideas = [
                actions.add_line(
                    session=session, kind=LineKind.IDEA, text=text, by=by, now=now
                )
                for text in story.ideas
            ]
        elif step.rule is StepRule.PICK:
            actions.pick_line(line=ideas[story.picked], is_picked=True, by=by, now=now)
    actions.decide_action(
        session=session, action=story.action,
        report_on=meeting.held_on + timedelta(days=28), version=session.version,
        by=by, now=now, today=meeting.held_on,
    )  # fmt: skip
    return session


def _name_who_came(meeting: Meeting, core: Person) -> None:
    """An office that came without a name: the first of its people was there."""
    rows = list(
        Attendance.objects.visible_to(core.actor, now=core.now)
        .filter(meeting=meeting, is_struck=False)
        .select_related("office")
        .order_by("id")
    )
    named = {row.staff_id for row in rows if row.staff_id is not None}
    lines = []
    for row in rows:
        if row.office is None or row.staff_id or row.presence not in THERE:
            continue
        posts = row.office.posts.filter(valid_before=None, staff__is_active=True)
        staff_id = (
            posts.exclude(staff_id__in=named)
            .order_by("id")
            .values_list("staff_id", flat=True)
            .first()
        )
        if staff_id is not None:
            named.add(staff_id)
            staff = Staff.objects.get(pk=staff_id)
            lines.append(Presented(row.public_id, Presence(row.presence), staff))
    if lines:
        record_presence(
            meeting=meeting, by=core.actor, now=_evening(meeting), lines=lines
        )


def _answer(world: World, meeting: Meeting) -> None:
    """Those who were there, each once, on the day after."""
    rows = Attendance.objects.unscoped("the demo knows who came").filter(
        meeting=meeting, is_struck=False, presence__in=THERE, staff__isnull=False
    )
    now = _evening(meeting) + timedelta(days=1)
    lines = ["話しやすかった", "もう少し短くてもよい", "", "考えがふえた", "", ""]
    for place, row in enumerate(rows.order_by("id")[:ANSWERING]):
        actor = load_actor(row.staff_id or 0, now=world.now)
        if actor is None or not sight_of(meeting, actor=actor, now=now).is_inside:
            continue
        _pledged(actor, meeting, now)
        give_feedback(
            meeting=meeting, line=lines[place], by=actor, now=now,
            today=localdate(now),
            answers={one: world.chance.choice((2, 3, 3, 4, 4)) for one in Question},
        )  # fmt: skip


def _raise(world: World) -> None:
    for login, days_ago, viewpoint, cause, level, topic, text in CANDIDATES:
        who = Person(world, login, world.now - timedelta(days=days_ago))
        row = raise_candidate(
            item=None, by=who.actor, now=who.now,
            new=NewCandidate(
                area=world.areas["east"], text=text, viewpoint=viewpoint, cause=cause,
                level=level, topic=topic,
            ),
        )  # fmt: skip
        if topic == "housing":
            core = Person(world, CORE, who.now + timedelta(days=9))
            settle_candidate(
                candidate=row, state=State.TAKEN, version=row.version,
                reason="相談支援部会の議題に入れた", by=core.actor, now=core.now,
            )  # fmt: skip


def _care(world: World, core: Person) -> None:
    for staff in people_to_choose(actor=core.actor, today=world.today)[:1]:
        note_need(
            staff=staff, when=When.BEFORE, by=core.actor, now=world.now,
            today=world.today,
            plan="会議の前の日に電話して、出す話題を一緒に決める",
        )  # fmt: skip
