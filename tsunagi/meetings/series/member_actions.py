"""構成員と、数え方の書込み: 加える、終える、協議会への参加に数えるかを決める。"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki
from tsunagi.meetings.series import messages
from tsunagi.meetings.series.actions import require_convener
from tsunagi.meetings.series.calling import call_missing, planned_meetings, uncall
from tsunagi.meetings.series.fee_versions import fee_rule_versions
from tsunagi.meetings.series.models import CouncilCount, Series, SeriesMember
from tsunagi.meetings.series.rules import MemberKind, Part
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.models import Office, Post, Staff

WHOM = ("office_kind", "office", "post_kind", "post_title", "staff", "partner_name")
# Which of the fields each way of naming uses; the first of them must be filled.
FILLED = {
    MemberKind.OFFICE_KIND: ("office_kind",),
    MemberKind.OFFICE: ("office",),
    MemberKind.POST: ("post_kind", "post_title"),
    MemberKind.CHIEF: (),
    MemberKind.STAFF: ("staff", "office"),
    MemberKind.PARTNER: ("partner_name",),
}


class NewMember(Frozen):
    """One line of members. Fields that its kind does not use are left out."""

    kind: MemberKind
    part: Part
    valid_from: date
    office_kind: str = ""
    office: Office | None = None
    post_kind: str = ""
    post_title: str = ""
    staff: Staff | None = None
    partner_name: str = ""


@transaction.atomic
def add_member(
    *, series: Series, new: NewMember, by: Actor, now: datetime
) -> SeriesMember:
    """構成員を加え、これからの会議にも呼ぶ。種別や職の行は、新しい事業所にも効く。"""
    require_convener(series, by=by)
    used = FILLED[new.kind]
    whom = {name: getattr(new, name) for name in used}
    if used and not str(whom[used[0]] or "").strip():
        raise UserError(messages.WHOM_NEEDED, field=used[0])
    if new.office is not None and new.office.municipality_id != by.here:
        raise NotVisible
    if new.kind is MemberKind.STAFF and not _works_there(new):
        raise UserError(messages.WORKS_ELSEWHERE, field="staff")
    if new.valid_from < series.valid_from:
        first = format_wareki(series.valid_from)
        raise UserError(messages.BACKWARDS.format(first=first), field="valid_from")
    in_force = Q(valid_before=None) | Q(valid_before__gt=new.valid_from)
    if _members(series).filter(in_force, kind=new.kind, **whom).exists():
        raise UserError(messages.MEMBER_TWICE)
    member = SeriesMember.objects.create(
        series=series, kind=new.kind, part=new.part, valid_from=new.valid_from,
        recorded_at=now, recorded_by_id=by.staff_id, **whom,
    )  # fmt: skip
    ahead = planned_meetings(series, first=max(new.valid_from, localdate(now)))
    called = call_missing(series=series, meetings=ahead, by=by, now=now)
    audit.record(
        "series.member_add", by=by, target=series, kind=new.kind.value,
        part=new.part.value, rows=called,
    )  # fmt: skip
    return member


@transaction.atomic
def end_member(
    *, series: Series, member: SeriesMember, last_day: date, by: Actor, now: datetime
) -> None:
    """構成員の行を終える。行は残り、その日より後の会議には呼ばれなくなる。"""
    require_convener(series, by=by)
    before = last_day + timedelta(days=1)
    if before < member.valid_from:
        first = format_wareki(member.valid_from)
        raise UserError(messages.BACKWARDS.format(first=first), field="last_day")
    took = (
        _members(series).filter(pk=member.pk, valid_before=None)
        .update(valid_before=before, recorded_at=now, recorded_by_id=by.staff_id)
    )  # fmt: skip
    if not took:
        raise UserError(messages.MEMBER_ENDED)
    ahead = planned_meetings(series, first=max(before, localdate(now)))
    struck = uncall(series=series, line=member, meetings=ahead)
    audit.record(
        "series.member_end", by=by, target=series, on=last_day.isoformat(), rows=struck
    )


@transaction.atomic
def decide_count(
    *, series: Series, rule_version: str, is_counted: bool, reason: str,
    valid_from: date, by: Actor, now: datetime,
) -> CouncilCount:  # fmt: skip
    """市町村が、報酬の決まりの版ごとに、数えるかを決める。前の決定は終わる。"""
    if series.municipality_id != by.here:
        raise NotVisible
    by.require(
        Permission.COUNCIL_COUNT, municipality_id=series.municipality_id,
        area_ids=ids_on_path(series.area.path),
    )  # fmt: skip
    if rule_version not in {one.code for one in fee_rule_versions()}:
        raise UserError(messages.UNKNOWN_VERSION, field="rule_version")
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    rows = CouncilCount.objects.unscoped("the decision that this one ends").filter(
        series=series, rule_version=rule_version, valid_before=None
    )
    current = rows.first()
    if current is not None and valid_from < current.valid_from:
        since = format_wareki(current.valid_from)
        raise UserError(messages.COUNT_BEFORE.format(since=since), field="valid_from")
    rows.update(valid_before=valid_from)
    decided = CouncilCount.objects.create(
        series=series, rule_version=rule_version, is_counted=is_counted, reason=reason,
        valid_from=valid_from, recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    audit.record(
        "series.count", by=by, target=series, rule_version=rule_version,
        is_counted=is_counted,
    )  # fmt: skip
    return decided


def _works_there(new: NewMember) -> bool:
    return Post.objects.filter(
        in_force_on(new.valid_from), staff=new.staff, office=new.office
    ).exists()


def _members(series: Series) -> Any:
    rows = SeriesMember.objects.unscoped("lines of the series that is edited")
    return rows.filter(series=series)
