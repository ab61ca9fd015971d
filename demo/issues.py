"""地域課題の候補の、その先: 上の会議に上がり、返ってくる。記録から上がった候補。"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from demo.calls import Person
from demo.world import World
from tsunagi.cases.complaint import queries as complaint_queries
from tsunagi.cases.models import ResourceUse
from tsunagi.cases.resource.rules import Purpose
from tsunagi.meetings.issue.actions import From, NewCandidate, raise_candidate
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.issue.queries import Filter, candidate_list
from tsunagi.meetings.issue.rise_actions import raise_up
from tsunagi.meetings.issue.rise_queries import meetings_above
from tsunagi.meetings.issue.rules import Cause, Source, State, Viewpoint, text_of_theme
from tsunagi.meetings.issue.voice_actions import (
    Agreed,
    NewVoice,
    link_voice,
    record_voice,
    withdraw_voice,
)
from tsunagi.meetings.issue.voice_models import VoiceRecord
from tsunagi.meetings.issue.voice_rules import AgreedHow, Heard
from tsunagi.meetings.meeting.agenda_actions import write_said
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.meeting.rules import ItemState
from tsunagi.meetings.series.rules import Level

WORKER, CORE = "senmon", "kikan"
# login, days ago, how, topic, text, whether it may be shown, whether it was withdrawn
VOICES = (
    (CORE, 30, Heard.SEAT, "crisis",
     "夜に苦しくなったとき、電話できるところが一つでもあると、朝まで待てる。", True, False),
    (WORKER, 24, Heard.SURVEY, "moving",
     "バスがなくなってから、友だちに会う日が減った。働く日も減った。", True, False),
    (CORE, 18, Heard.INTERVIEW, "housing",
     "保証人がいないと言われて、部屋を見せてもらえなかった。", True, True),
    (WORKER, 8, Heard.INTERVIEW, "crisis",
     "休みの日は、だれとも話さないで終わる。", False, False),
)  # fmt: skip
AGENDA_KIND = "issue"


def tell_of_issues(world: World) -> None:
    """Called last: the complaints and the missing resources stand there by then."""
    _raise_from_records(world)
    _raise_up_again(world)
    _hear(world)


def raise_and_answer(
    world: World, meeting: Meeting, *, by: Person, evening: datetime
) -> None:
    """Before the subcommittee is held: what the ward has noticed goes up to it and comes
    back with what was decided. by: who convenes it."""
    before = evening - timedelta(days=5)
    core = Person(world, CORE, before)
    candidate = _from_ward(
        core, before=meeting.held_on,
        text="発達障がいのある子の放課後の相談先が、区の中に見当たらない。",
    )  # fmt: skip
    if candidate is None:
        return
    rise = raise_up(
        candidate=candidate, meeting=meeting, version=candidate.version,
        by=core.actor, now=core.now, today=core.today,
    )  # fmt: skip
    item = rise.item
    if item is None:
        return
    write_said(
        item=item, version=item.version, by=by.actor, now=evening,
        values={
            "note": "ほかの区でも同じ声がある。", "state": ItemState.DONE.value,
            "decision": "区ごとに、放課後に相談できるところの一覧をつくる。三か月後に見直す。",
        },
    )  # fmt: skip


def _from_ward(core: Person, *, before: date, text: str) -> LocalIssueCandidate | None:
    """A candidate out of the last meeting of the ward's network before that day."""
    item = (
        AgendaItem.objects.visible_to(core.actor, now=core.now)
        .filter(
            meeting__kind="ward_network", meeting__held_on__lt=before, kind=AGENDA_KIND
        )
        .select_related("meeting")
        .order_by("-meeting__held_on")
        .first()
    )
    if item is None or item.meeting.series is None:
        return None
    return raise_candidate(
        item=item, by=core.actor, now=core.now,
        new=NewCandidate(
            area=item.meeting.series.area, text=text, viewpoint=Viewpoint.FAMILY,
            cause=Cause.RESOURCE, level=Level.WARD, topic="child",
        ),
    )  # fmt: skip


def _raise_up_again(world: World) -> None:
    """Another one waits on the agenda of a coming meeting of the city."""
    core = Person(world, CORE, world.now)
    candidate = _from_ward(
        core, before=world.today,
        text="車いすで使える、夜間と休日の移動の手段が足りない。",
    )  # fmt: skip
    if candidate is None:
        return
    choices = meetings_above(
        actor=core.actor, now=core.now, today=core.today, candidate=candidate
    )
    for meeting in choices[:1]:
        raise_up(
            candidate=candidate, meeting=meeting, version=candidate.version,
            by=core.actor, now=core.now, today=core.today,
        )  # fmt: skip


def _raise_from_records(world: World) -> None:
    """One theme of the complaints and one missing resource have become a candidate."""
    worker = Person(world, WORKER, world.now)
    lines = complaint_queries.themes(actor=worker.actor, now=world.now)
    for line in lines[:1]:
        raise_candidate(
            item=None, by=worker.actor, now=world.now,
            origin=From(Source.THEME, line.key),
            new=NewCandidate(
                area=line.area, text=text_of_theme(line.theme), topic="moving",
                viewpoint=Viewpoint.PERSON, cause=Cause.ENVIRONMENT, level=Level.AREA,
            ),
        )  # fmt: skip
    missing = (
        ResourceUse.objects.visible_to(worker.actor, now=world.now)
        .filter(purpose=Purpose.MISSING)
        .order_by("-id")
        .first()
    )
    if missing is not None:
        raise_candidate(
            item=None, by=worker.actor, now=world.now,
            origin=From(Source.MISSING, missing.public_id),
            new=NewCandidate(
                area=world.areas["east"], viewpoint=Viewpoint.PERSON,
                text="昼に、予約なしで立ち寄って人と話せる場所が、歩いて行ける所にない。",
                cause=Cause.RESOURCE, level=Level.AREA, topic="",
            ),
        )  # fmt: skip


def _hear(world: World) -> None:
    """Four voices: two may be shown, one was withdrawn, one stays with its office. The
    first stands beside the candidates of its topic."""
    for login, days_ago, how, topic, text, may_show, is_withdrawn in VOICES:
        who = Person(world, login, world.now - timedelta(days=days_ago))
        voice = record_voice(
            by=who.actor, now=who.now, today=who.today,
            new=NewVoice(
                area=world.areas["east"], text=text, how=how, heard_on=who.today,
                topic=topic,
                agreed=Agreed(who.today, AgreedHow.SPOKEN) if may_show else None,
            ),
        )  # fmt: skip
        if is_withdrawn:
            later = who.now + timedelta(days=3)
            withdraw_voice(voice=voice, version=voice.version, by=who.actor, now=later)
        elif voice.is_shown:
            _put_beside(voice, who, topic)


def _put_beside(voice: VoiceRecord, who: Person, topic: str) -> None:
    rows = candidate_list(
        actor=who.actor, now=who.now, wanted=Filter(topic=topic, state=State.CANDIDATE)
    )
    for candidate in rows[:1]:
        link_voice(candidate=candidate, voice=voice, by=who.actor, now=who.now)
