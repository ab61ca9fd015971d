"""グループスーパービジョンの書込み: はじめの問い、始める、段、言葉、選ぶ、決める、その後。

許可 → 規則 → 保存 → 監査。Everybody who is in the meeting writes; what is chosen belongs
to whoever presented.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.changes import change_row
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.meeting.rules import State as MeetingState
from tsunagi.meetings.meeting.sight import SeenMeeting, require_inside
from tsunagi.meetings.plain import require_plain
from tsunagi.meetings.supervision import messages
from tsunagi.meetings.supervision.methods import method_of, methods_on
from tsunagi.meetings.supervision.models import (
    Supervision,
    SupervisionLine,
    SupervisionRevision,
)
from tsunagi.meetings.supervision.people import presenters_of
from tsunagi.meetings.supervision.rules import LineKind, State, Step, StepRule
from tsunagi.organisations.models import Staff


class NewSupervision(Frozen):
    method: str
    presenter: Staff
    theme: str
    wish: str = ""
    topic: str = ""


@transaction.atomic
def stop_for_crisis(
    *, meeting: Meeting, item: AgendaItem | None, by: Actor, now: datetime
) -> Supervision:
    """命や安全の心配があるので、始めない。そう答えたことだけを残す。"""
    _require_open(meeting, by=by, now=now)
    row = Supervision.objects.create(
        meeting=meeting, item=_own_item(item, meeting), is_crisis=True,
        state=State.STOPPED, recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    audit.record("supervision.stop", by=by, target=row)
    return row


@transaction.atomic
def begin_supervision(
    *, meeting: Meeting, item: AgendaItem | None, new: NewSupervision,
    is_crisis: bool | None, by: Actor, now: datetime, today: date,
) -> Supervision:  # fmt: skip
    """始める。はじめの問いに「いいえ」と答えてからでなければ、始まらない。"""
    _require_open(meeting, by=by, now=now)
    if is_crisis is not False:
        raise UserError(messages.GATE_FIRST)
    method = next((one for one in methods_on(today) if one.code == new.method), None)
    if method is None:
        raise UserError(messages.UNKNOWN_METHOD, field="method")
    if not new.theme.strip():
        raise UserError(messages.THEME_NEEDED, field="theme")
    require_plain(theme=new.theme, wish=new.wish)
    people = presenters_of(meeting, today=today)
    if not people.filter(pk=new.presenter.pk).exists():
        raise UserError(messages.NOT_AT_MEETING, field="presenter")
    row = Supervision.objects.create(
        meeting=meeting, item=_own_item(item, meeting), method=method.code,
        method_version=method.version, presenter=new.presenter, theme=new.theme,
        wish=new.wish, topic=new.topic, is_crisis=False, state=State.GOING,
        step_at=now, recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    SupervisionRevision.objects.create(
        supervision=row, version=1, recorded_at=now, recorded_by_id=by.staff_id
    )
    audit.record("supervision.begin", by=by, target=row, method=method.code)
    return row


@transaction.atomic
def move_step(
    *, session: Supervision, to: int, seen: int, by: Actor, now: datetime
) -> None:
    """みんなの段を進める（戻す）。seen: the step that the page showed."""
    _require_open(session.meeting, by=by, now=now)
    last = len(method_of(session.method, session.method_version).steps) - 1
    took = _rows(session).filter(step=seen, state=State.GOING).update(
        step=min(max(to, 0), last), step_at=now
    )  # fmt: skip
    if not took:
        _require_going(_locked(session))
        raise UserError(messages.MOVED_MEANWHILE)
    audit.record("supervision.move", by=by, target=session, step=to)


@transaction.atomic
def add_line(
    *, session: Supervision, kind: LineKind, text: str, by: Actor, now: datetime
) -> SupervisionLine:
    """出た言葉を残す。だれが言ったかは残さない。いまの段で出せるものだけ。"""
    _require_open(session.meeting, by=by, now=now)
    row = _locked(session)
    _require_going(row)
    step = open_step(row)
    if kind not in step.accepts:
        raise UserError(_not_now(step), field="text")
    if not text.strip():
        raise UserError(messages.LINE_NEEDED, field="text")
    require_plain(text=text)
    lines = SupervisionLine.objects.unscoped("the next place").filter(supervision=row)
    last = lines.aggregate(last=Max("position"))["last"] or 0
    line = SupervisionLine.objects.create(
        supervision=row, kind=kind, position=last + 1, text=text
    )
    audit.record("supervision.line", by=by, target=line, kind=str(kind))
    return line


@transaction.atomic
def strike_line(*, line: SupervisionLine, by: Actor, now: datetime) -> None:
    """書きまちがいを消す。行は「消した」として残る。"""
    session = line.supervision
    _require_open(session.meeting, by=by, now=now)
    _require_going(_locked(session))
    _line(line).update(is_struck=True, is_picked=False)
    audit.record("supervision.strike", by=by, target=line)


@transaction.atomic
def pick_line(
    *, line: SupervisionLine, is_picked: bool, by: Actor, now: datetime
) -> None:
    """発表した人が、やってみたい考えに印を付ける（はずす）。"""
    session = line.supervision
    _require_presenter(session, by=by, now=now)
    row = _locked(session)
    _require_going(row)
    step = open_step(row)
    if step.rule is not StepRule.PICK or line.kind != LineKind.IDEA:
        raise UserError(_not_now(step))
    _line(line).filter(is_struck=False).update(is_picked=is_picked)
    audit.record("supervision.pick", by=by, target=line, picked=is_picked)


@transaction.atomic
def decide_action(
    *, session: Supervision, action: str, report_on: date, version: int, by: Actor,
    now: datetime, today: date,
) -> None:  # fmt: skip
    """やることと、その後を聞く日。最後の段で入れ、その後を書くまで直せる。"""
    _require_presenter(session, by=by, now=now)
    row = _locked(session)
    if row.state not in (State.GOING, State.PICKED):
        raise UserError(_over(row))
    step = open_step(row)
    if row.state == State.GOING and step.rule is not StepRule.ACT:
        raise UserError(_not_now(step))
    if not action.strip():
        raise UserError(messages.ACTION_NEEDED, field="action")
    if report_on < today:
        raise UserError(messages.REPORT_PAST, field="report_on")
    require_plain(action=action)
    _change(
        row, version=version, by=by, now=now, action=action, report_on=report_on,
        state=State.PICKED,
    )  # fmt: skip
    audit.record("supervision.decide", by=by, target=session)


@transaction.atomic
def report_result(
    *, session: Supervision, result: str, version: int, by: Actor, now: datetime
) -> None:
    """どうなったか。次の回では、これが先に出る。"""
    _require_presenter(session, by=by, now=now)
    row = _locked(session)
    if row.state not in (State.PICKED, State.REPORTED):
        raise UserError(messages.NOT_DECIDED)
    if not result.strip():
        raise UserError(messages.RESULT_NEEDED, field="result")
    require_plain(result=result)
    _change(
        row, version=version, by=by, now=now, result=result, state=State.REPORTED,
        reported_at=now, reported_by_id=by.staff_id,
    )  # fmt: skip
    audit.record("supervision.report", by=by, target=session)


def open_step(session: Supervision) -> Step:
    method = method_of(session.method, session.method_version)
    return method.step_at(session.step)


def speaks_as_presenter(session: Supervision, *, seen: SeenMeeting, by: Actor) -> bool:
    """The presenter, or whoever runs the meeting on the presenter's behalf."""
    return session.presenter_id == by.staff_id or seen.may_run


def _require_open(meeting: Meeting, *, by: Actor, now: datetime) -> SeenMeeting:
    if not by.has(Permission.MEETING_VIEW):
        raise AccessDenied(Permission.MEETING_VIEW)
    seen = require_inside(meeting, by=by, now=now)
    if meeting.state == MeetingState.CANCELLED:
        raise UserError(messages.CANCELLED)
    return seen


def _require_presenter(session: Supervision, *, by: Actor, now: datetime) -> None:
    seen = _require_open(session.meeting, by=by, now=now)
    if not speaks_as_presenter(session, seen=seen, by=by):
        raise UserError(messages.PRESENTER_CHOOSES)


def _own_item(item: AgendaItem | None, meeting: Meeting) -> AgendaItem | None:
    return item if item is not None and item.meeting_id == meeting.pk else None


def _rows(session: Supervision) -> Any:
    return Supervision.objects.unscoped("check and act in one statement").filter(
        pk=session.pk
    )


def _line(line: SupervisionLine) -> Any:
    return SupervisionLine.objects.unscoped("of a session that was opened").filter(
        pk=line.pk
    )


def _locked(session: Supervision) -> Supervision:
    """As it is now; nobody else writes into it until we are done."""
    row: Supervision = _rows(session).select_for_update().get()
    return row


def _require_going(row: Supervision) -> None:
    if row.state != State.GOING:
        raise UserError(_over(row))


def _over(row: Supervision) -> Any:
    return messages.NOT_GOING.format(state=State(row.state).label)


def _not_now(step: Step) -> Any:
    return messages.NOT_IN_THIS_STEP.format(step=step.title, rule=step.rule.label)


def _change(
    row: Supervision, *, version: int, by: Actor, now: datetime, **values: Any
) -> None:
    """The new values, and what stood before them; only one of two people writes."""
    changes = {
        name: [str(getattr(row, name) or ""), str(value or "")]
        for name, value in values.items()
        if name in ("action", "report_on", "result")
    }
    change_row(row, version, **values)
    SupervisionRevision.objects.create(
        supervision=row, version=version + 1, changes=changes, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
