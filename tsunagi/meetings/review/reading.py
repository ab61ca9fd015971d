"""議題と検討事項の、画面に出す言葉。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

from tsunagi.cases.entitlement.rules import interval_words
from tsunagi.common.frozen import Frozen, field
from tsunagi.common.wareki import format_wareki
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.issue.rise_models import CandidateRise
from tsunagi.meetings.issue.topics import topic_of
from tsunagi.meetings.issue.voice_models import VoiceRecord
from tsunagi.meetings.issue.voice_rules import Heard
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.meeting.rules import ItemState, TalkMode, item_word, slots
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.review.packet import FIELDS
from tsunagi.meetings.review.rules import (
    DECISIONS,
    NEEDS_INTERVAL,
    SECTIONS,
    Decision,
    IntervalAnswer,
    State,
    Urgency,
    packet_is_open,
    section_label,
)
from tsunagi.meetings.review.slot_queries import Named
from tsunagi.meetings.series.kinds import agenda_template

ITEM_KINDS: Mapping[str, str] = {
    ItemState.OPEN: "waiting",
    ItemState.DONE: "done",
    ItemState.CARRIED: "neutral",
}
STATE_KINDS: Mapping[str, str] = {
    State.CONSULTING: "waiting",
    State.WAITING: "waiting",
    State.THINKING: "neutral",
    State.LISTED: "info",
    State.FOLLOWING: "waiting",
    State.CLOSED: "done",
    State.DROPPED: "neutral",
}


class SlotLine(Frozen):
    """One item of the agenda with its words.

    called: what stands for the person in this meeting; named: who it is, only for
    whoever may know. packet: the four fields, while they may be read. origin: the candidate
    for a local issue that was raised to this meeting.
    """

    slot: AgendaItem
    starts: time | None
    minutes: int
    words: str
    called: str
    named: Named | None
    office: str
    facts: tuple[str, ...]
    packet: tuple[tuple[str, str], ...]
    decision: str
    interval: str
    word: str
    kind: str
    mode: str
    is_open: bool
    is_now: bool
    is_review: bool
    needs_interval: bool
    choices: tuple[tuple[int, str, str], ...] = field(default=())
    origin: LocalIssueCandidate | None = None


def slot_lines(
    items: Sequence[AgendaItem],
    *,
    meeting: Meeting,
    names: Mapping[int, Named],
    today: date,
    voices: Mapping[int, Sequence[VoiceRecord]] | None = None,
) -> list[SlotLine]:
    """In their order, with the time at which each begins as planned.

    voices: by candidate, what persons with a disability said of it.
    """
    times = slots(meeting.starts_at_time, [one.minutes for one in items])
    readable = packet_is_open(meeting.held_on, today=today)
    return [
        _line(slot, meeting, at.starts, at.minutes, names, readable, voices or {})
        for slot, at in zip(items, times, strict=True)
    ]


def _line(
    slot: AgendaItem,
    meeting: Meeting,
    starts: time | None,
    minutes: int,
    names: Mapping[int, Named],
    readable: bool,
    voices: Mapping[int, Sequence[VoiceRecord]],
) -> SlotLine:
    item = slot.review
    rise: CandidateRise | None = getattr(slot, "rise", None)
    section = item.section if item is not None else slot.section
    choices = tuple(
        (number, one.value, one.label)
        for number, one in enumerate(DECISIONS.get(section, ()), start=1)
    )
    return SlotLine(
        slot=slot,
        starts=starts,
        minutes=minutes,
        words=item.headline if item is not None else slot.title,
        called=f"{slot.pseudonym}さん" if slot.pseudonym else "",
        named=names.get(item.pk) if item is not None else None,
        office=item.office.name if item is not None else "",
        facts=tuple(item.facts) if item is not None and readable else (),
        packet=_packet(item, rise, readable, voices),
        decision=decision_words(item) if item is not None else slot.decision,
        interval=interval_answer(item) if item is not None else "",
        word=item_word(slot.state, meeting.state),
        kind=ITEM_KINDS[slot.state],
        mode=TalkMode(slot.talk_mode).label,
        is_open=slot.state == ItemState.OPEN,
        is_now=item is not None and item.urgency == Urgency.NOW,
        is_review=item is not None,
        needs_interval=section in NEEDS_INTERVAL,
        choices=choices,
        origin=rise.candidate if rise is not None else None,
    )


def _packet(
    item: ReviewItem | None,
    rise: CandidateRise | None,
    readable: bool,
    voices: Mapping[int, Sequence[VoiceRecord]],
) -> tuple[tuple[str, str], ...]:
    """Of a person only in the days around the meeting; of a candidate, which names
    nobody, always."""
    if rise is not None:
        return issue_packet(rise.candidate, voices.get(rise.candidate_id, ()))
    return packet_of(item) if item is not None and readable else ()


def issue_packet(
    candidate: LocalIssueCandidate, voices: Sequence[VoiceRecord]
) -> tuple[tuple[str, str], ...]:
    said = [
        f"「{one.text}」（{Heard(one.how).label}、{format_wareki(one.heard_on)}）"
        for one in voices
        if one.withdrawn_at is None
    ]
    return (
        ("地域課題の候補", candidate.text),
        ("当事者の声", "\n".join(said) or "まだ声を聞いていません。"),
    )


def packet_of(item: ReviewItem) -> tuple[tuple[str, str], ...]:
    return tuple(
        (label, item.packet[name])
        for name, label in FIELDS.items()
        if item.packet.get(name)
    )


def decision_words(item: ReviewItem) -> str:
    if not item.decision:
        return ""
    parts = [
        Decision(item.decision).label,
        item.decision_note,
        item.direction,
        f"その後: {item.follow_what}" if item.follow_what else "",
    ]
    return "　".join(part for part in parts if part)


def interval_answer(item: ReviewItem) -> str:
    if not item.interval_answer:
        return ""
    answer = IntervalAnswer(item.interval_answer)
    if item.interval_months:
        return f"{answer.label}（{interval_words(item.interval_months)}）"
    return answer.label


class SectionGroup(Frozen):
    """The items of one section. title: empty for a meeting without sections."""

    section: int
    title: str
    about: str
    lines: list[SlotLine]


def section_groups(meeting: Meeting, lines: Sequence[SlotLine]) -> list[SectionGroup]:
    """①〜⑥ for a case review, each with its lines, empty ones too; else one group."""
    about = {
        line.section: line.about
        for line in agenda_template(meeting.kind)
        if line.section in SECTIONS
    }
    if not about:
        return [SectionGroup(0, "", "", list(lines))]
    groups = [
        SectionGroup(
            number,
            section_label(number),
            words,
            [line for line in lines if _section(line) == number],
        )
        for number, words in sorted(about.items())
    ]
    rest = [line for line in lines if _section(line) not in about]
    if rest:
        groups.insert(0, SectionGroup(0, "ほかの議題", "", rest))
    return groups


def _section(line: SlotLine) -> int:
    review = line.slot.review
    return review.section if review is not None else line.slot.section


def topic_label(code: str) -> str:
    topic = topic_of(code)
    return topic.label if topic is not None else ""


class QueueLine(Frozen):
    """One item that waits, for the list of what comes to the meeting."""

    item: ReviewItem
    section: str
    named: Named | None
    word: str
    kind: str
    days: int
    topic: str
    is_now: bool
    decision: str
    interval: str
    may_present: bool
    may_convene: bool


def queue_line(
    item: ReviewItem, *, names: Mapping[int, Named], today: date, presents: bool,
    convenes: bool,
) -> QueueLine:  # fmt: skip
    return QueueLine(
        item=item,
        section=section_label(item.section),
        named=names.get(item.pk),
        word=State(item.state).label,
        kind=STATE_KINDS[item.state],
        days=max(0, (today - item.since).days),
        topic=topic_label(item.topic),
        is_now=item.urgency == Urgency.NOW,
        decision=decision_words(item),
        interval=interval_answer(item),
        may_present=presents,
        may_convene=convenes,
    )
