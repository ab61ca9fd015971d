"""会議に出るものを、記録から自動で集める: 受理を待つ相談①、新しい計画案②。打ち直さない。

Only what tells nobody's name is copied: the section, the office, a headline. What may be
told of the person (age in tens, kind of disability) is copied with the person's consent
to be talked about, and never where an address is shielded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible, system_actor
from tsunagi.access.permissions import Permission
from tsunagi.activity.record import category_queries
from tsunagi.activity.record.categories import ChoiceList
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.consent.rules import Purpose
from tsunagi.cases.entitlement.rules import interval_words
from tsunagi.cases.intake.rules import State as ReceptionState
from tsunagi.cases.models import Case, Plan, PlanSheet, Reception, Shield
from tsunagi.cases.plan.rules import Occasion, Stage
from tsunagi.common.dates import age_on
from tsunagi.common.wareki import format_wareki
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.review.rules import (
    ACCEPTANCE,
    PLAN,
    SHARE_MINUTES,
    Urgency,
    age_band,
)
from tsunagi.meetings.series.kinds import KINDS
from tsunagi.meetings.series.members import invitees_of
from tsunagi.meetings.series.models import Series
from tsunagi.organisations.area.queries import in_force_on

# A draft that is older was made before anybody reviewed plans together here.
LOOK_BACK = timedelta(days=60)
MADE = (
    Stage.DRAFT_MADE, Stage.DRAFT_CONSENTED, Stage.DRAFT_SUBMITTED, Stage.DECIDED,
    Stage.MET, Stage.PLAN_MADE, Stage.ACTIVE,
)  # fmt: skip
# The kinds of series whose agenda has sections ①–⑥.
REVIEWED = tuple(
    code for code, kind in KINDS.items() if any(line.section for line in kind.agenda)
)
TALKED_ABOUT = frozenset({Purpose.CONFERENCE.value, Purpose.COUNCIL.value})


@transaction.atomic
def collect(*, series: Series, by: Actor, now: datetime, today: date) -> int:
    """まだ出ていないものを、検討事項にする。何件加わったか。"""
    if not by.has(Permission.MEETING_RUN):
        raise AccessDenied(Permission.MEETING_RUN)
    if series.municipality_id != by.here:
        raise NotVisible
    offices = member_offices(series, on=today)
    made = [
        *_receptions(series, offices),
        *_plans(series, offices, by=by, today=today),
    ]
    for item in made:
        item.recorded_at = now
        item.recorded_by_id = by.staff_id
    ReviewItem.objects.unscoped("made for the meeting of this series").bulk_create(
        made, ignore_conflicts=True
    )
    if made:
        audit.record("review.collect", by=by, target=series, rows=len(made))
    return len(made)


def member_offices(series: Series, *, on: date) -> frozenset[int]:
    """The offices whose plans and receptions come to this series."""
    invited = invitees_of(series=series, on=on)
    found = {one.office.pk for one in invited if one.office is not None}
    return frozenset(found | {series.office_id})


def _receptions(series: Series, offices: Collection[int]) -> list[ReviewItem]:
    rows = Reception.objects.unscoped("no name is copied").filter(
        ~Exists(_items(reception=OuterRef("pk"))),
        municipality_id=series.municipality_id, office_id__in=offices,
        state=ReceptionState.MEETING.value,
    )  # fmt: skip
    return [
        ReviewItem(
            municipality_id=series.municipality_id, series=series, section=ACCEPTANCE,
            office_id=row.office_id, staff_id=row.received_by_id, reception=row,
            case_id=row.case_id, since=row.received_on, minutes=SHARE_MINUTES,
            urgency=Urgency.NOW if row.urgency == "now" else Urgency.WAIT,
            headline=f"{format_wareki(row.received_on)}に受け付けた相談",
        )
        for row in rows.order_by("received_on", "pk")
    ]  # fmt: skip


def _plans(
    series: Series, offices: Collection[int], *, by: Actor, today: date
) -> list[ReviewItem]:
    since = max(series.valid_from, today - LOOK_BACK)
    rows = list(
        Plan.objects.unscoped("no name is copied")
        .filter(
            ~Exists(_items(plan=OuterRef("pk"), section=PLAN)),
            municipality_id=series.municipality_id, office_id__in=offices,
            stage__in=MADE, begun_on__gte=since, self_wish="",
        )
        .select_related("case__person")
        .order_by("begun_on", "pk")
    )  # fmt: skip
    told = may_be_told({row.case_id for row in rows}, on=today)
    intervals = _intervals({row.pk for row in rows})
    kinds = category_queries.contact_categories(actor=by, on=today).disability_kinds
    return [
        ReviewItem(
            municipality_id=series.municipality_id, series=series, section=PLAN,
            office_id=row.office_id, staff_id=row.staff_id, case=row.case, plan=row,
            since=row.stage_since, minutes=SHARE_MINUTES,
            headline=_plan_headline(row, intervals.get(row.pk)),
            facts=facts_of(row.case, kinds, on=today) if row.case_id in told else [],
        )
        for row in rows
    ]  # fmt: skip


def _plan_headline(plan: Plan, interval: int | None) -> str:
    words = f"{Occasion(plan.occasion).label}の計画案"
    if interval:
        words += f"（{interval_words(interval)}の案）"
    return words if plan.stage != Stage.ACTIVE else f"{words}　もう始まっています"


def _intervals(plan_ids: Collection[int]) -> dict[int, int]:
    rows = PlanSheet.objects.unscoped("the interval alone").filter(
        plan_id__in=plan_ids, is_current=True, interval__isnull=False
    )
    pairs = rows.order_by("pk").values_list("plan_id", "interval")
    return {plan_id: interval for plan_id, interval in pairs if interval is not None}


def facts_of(case: Case, kinds: ChoiceList, *, on: date) -> list[str]:
    """Age in tens, kind of support, kinds of disability: nothing smaller."""
    person = case.person
    years = age_on(person.birth_on, on) if person.birth_on else None
    facts = [age_band(years), Mode(case.mode).label]
    facts += [kinds.label_of(code) for code in person.disability_kinds]
    return [fact for fact in facts if fact]


def may_be_told(case_ids: Iterable[int | None], *, on: date) -> frozenset[int]:
    """The cases whose person agrees to be talked about, and hides nothing. Two queries."""
    ids = {one for one in case_ids if one is not None}
    rows = Consent.objects.unscoped("whether somebody may be talked about").filter(
        Q(valid_before=None) | Q(valid_before__gt=on),
        case_id__in=ids, valid_from__lte=on, withdrawn_at=None,
    )  # fmt: skip
    agreed = {
        case_id
        for case_id, purposes in rows.values_list("case_id", "purposes")
        if not TALKED_ABOUT.isdisjoint(purposes)
    }
    shielded = Case._base_manager.filter(
        Exists(Shield._base_manager.filter(person=OuterRef("person"), ended_at=None)),
        pk__in=agreed,
    ).values_list("pk", flat=True)
    return frozenset(agreed - set(shielded))


def _items(**of: object) -> QuerySet[ReviewItem]:
    return ReviewItem._base_manager.filter(**of)


def collect_all(*, now: datetime) -> int:
    """毎時、どの連絡会議にも、新しい計画案と受理を待つ相談が自分で出てくる。"""
    today = localdate(now)
    rows = Series.objects.unscoped("the ticker collects for every series").filter(
        in_force_on(today), kind__in=REVIEWED
    )
    return sum(
        collect(
            series=series, now=now, today=today,
            by=system_actor("ticker", municipality_id=series.municipality_id),
        )
        for series in rows.select_related("office").order_by("pk")
    )  # fmt: skip
