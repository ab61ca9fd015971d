"""事業所への支援の読取り: した記録、受けた記録、事業所ごとの数、訪ねる先の提案。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission, Role
from tsunagi.access.statements import made_once
from tsunagi.activity.office_support.intervals import intervals_on
from tsunagi.activity.office_support.models import OfficeSupport, VisitPlan
from tsunagi.activity.office_support.rules import (
    VISITED,
    Place,
    PlanState,
    Seen,
    SheetLine,
    State,
    Topic,
    Way,
    Why,
    may_support,
    status_sheet,
    urgency,
    why_visit,
)
from tsunagi.activity.office_support.speciality import knowing
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.queries import in_force_on, own_area
from tsunagi.organisations.models import Area, Office, Post
from tsunagi.organisations.office.models import OfficeArea, OfficeKindPeriod

MOST_LISTED = 200
NAMED = 12
WITH = ("office", "staff", "target", "recorded_by")


# --- どの事業所まで -----------------------------------------------------------------------
def supports_others(*, actor: Actor, today: date) -> bool:
    """基幹・委託・地活・行政の窓口の人か、主任か。"""
    if not actor.has(Permission.OFFICE_SUPPORT) or actor.office_id is None:
        return False
    kinds = OfficeKindPeriod.objects.filter(
        in_force_on(today), office_id=actor.office_id
    ).values_list("kind", flat=True)
    return may_support(kinds, is_chief=Role.CHIEF in actor.roles)


def areas_of_support(*, actor: Actor, today: date) -> list[Area]:
    """担当地域。決まっていなければ、事業所のある地域。市町村の担当者は市町村の全体。

    Nothing for whoever does not support other offices. Four queries at most.
    """
    may = Permission.OFFICE_SUPPORT
    if not supports_others(actor=actor, today=today):
        return []
    if actor.here in actor.municipalities_with(may):
        return [own_area(actor=actor)]
    answered = OfficeArea.objects.filter(
        in_force_on(today), office_id=actor.office_id or 0
    )
    wanted = Q(pk__in=answered.values("area_id")) | Q(pk__in=actor.areas_with(may))
    found = list(Area.objects.filter(wanted).order_by("path"))
    return found or list(Area.objects.filter(offices__pk=actor.office_id or 0))


def offices_to_support(
    *, actor: Actor, today: date, area: Area | None = None, speciality: str = ""
) -> QuerySet[Office]:
    """担当地域にある、ほかの事業所。area: その中の一つの地域だけ。speciality: 得意な障害。"""
    areas = areas_of_support(actor=actor, today=today)
    inside = Q(pk__in=())
    for one in areas:
        inside |= Q(area__path__startswith=one.path)
    rows = Office.objects.filter(
        inside, Q(closed_on=None) | Q(closed_on__gt=today), knowing(speciality),
        municipality_id=actor.here,
    ).exclude(pk=actor.office_id or 0)  # fmt: skip
    if area is not None:
        rows = rows.filter(area__path__startswith=area.path)
    return rows.select_related("area").order_by("search_key", "id")


def office_to_support(*, actor: Actor, today: date, public_id: UUID) -> Office:
    rows = offices_to_support(actor=actor, today=today)
    office = rows.filter(public_id=public_id).first()
    if office is None:
        raise NotVisible
    return office


# --- 記録 ---------------------------------------------------------------------------------
def _standing(actor: Actor, now: datetime) -> QuerySet[OfficeSupport]:
    return OfficeSupport.objects.visible_to(actor, now=now).filter(is_current=True)


def _side(
    actor: Actor, now: datetime, *, received: bool, first: date, last: date,
    speciality: str,
) -> QuerySet[OfficeSupport]:  # fmt: skip
    """speciality: what the office on the other side knows."""
    own = actor.office_ids | ({actor.office_id} if actor.office_id else frozenset())
    side = {"target__in": own} if received else {"office__in": own}
    return _standing(actor, now).filter(
        knowing(speciality, "office" if received else "target"),
        occurred_on__range=(first, last), **side,
    )  # fmt: skip


def supports(
    *, actor: Actor, now: datetime, received: bool, first: date, last: date,
    target: Office | None = None, speciality: str = "",
) -> list[OfficeSupport]:  # fmt: skip
    """うちがした（受けた）記録。取り消したものも、そうと分かる形で残る。"""
    rows = _side(
        actor, now, received=received, first=first, last=last, speciality=speciality
    )
    if target is not None:
        rows = rows.filter(target=target)
    return list(
        rows.select_related(*WITH).order_by("-occurred_on", "-id")[:MOST_LISTED]
    )


def support_of(*, actor: Actor, now: datetime, record_id: UUID) -> OfficeSupport:
    row = (
        _standing(actor, now).filter(record_id=record_id).select_related(*WITH).first()
    )
    if row is None:
        raise NotVisible
    return row


def article_from_answer(*, actor: Actor, now: datetime, asked: str) -> dict[str, Any]:
    """What an article begins with that is written from an answer of one's own office.

    Never which office had asked. asked: from the address; anything else is nothing.
    """
    try:
        record_id = UUID(asked)
    except ValueError:
        return {}
    row = (
        _standing(actor, now)
        .filter(record_id=record_id, office_id=actor.office_id or 0, is_withdrawn=False)
        .first()
    )
    if row is None:
        return {}
    return {
        "title": row.subject[:120],
        "body": row.result,
        "tags": row.get_topic_display(),
    }


def earlier_versions(
    *, actor: Actor, now: datetime, support: OfficeSupport
) -> list[OfficeSupport]:
    return list(
        OfficeSupport.objects.visible_to(actor, now=now)
        .filter(record_id=support.record_id, is_current=False)
        .select_related("recorded_by")
        .order_by("-version")
    )


def sheet_of(*, actor: Actor, now: datetime, target: Office) -> tuple[SheetLine, ...]:
    """その事業所の様子。見てよい記録からだけ読む。一つの問い合わせ。"""
    asked = Q(people__isnull=False)
    for part in ("intake", "worries", "strengths"):
        asked |= ~Q(**{part: ""})
    rows = _standing(actor, now).filter(asked, target=target, is_withdrawn=False)
    return status_sheet(
        Seen(row.occurred_on, row.people, row.intake, row.worries, row.strengths)
        for row in rows.order_by("-occurred_on", "-id")[:MOST_LISTED]
    )


class OfficeCounts(Frozen):
    """One office in a year: how often about what, and how long altogether."""

    office_name: str
    topics: tuple[int, ...]
    minutes: int

    @property
    def total(self) -> int:
        return sum(self.topics)


def counts_per_office(
    *, actor: Actor, now: datetime, received: bool, first: date, last: date,
    speciality: str = "",
) -> list[OfficeCounts]:  # fmt: skip
    """事業所ごとに、題ごとの回数と時間。受けた側では、してくれた事業所ごと。"""
    rows = _side(
        actor, now, received=received, first=first, last=last, speciality=speciality
    )
    name = "office__name" if received else "target__name"
    sums: dict[str, Any] = {
        f"topic_{one.value}": Count("pk", filter=Q(topic=one.value)) for one in Topic
    }
    found = (
        rows.filter(is_withdrawn=False)
        .order_by()
        .values(name)
        .annotate(spent=Sum("minutes", default=0), **sums)
        .order_by(name)
    )
    return [
        OfficeCounts(
            row[name], tuple(row[f"topic_{one.value}"] for one in Topic), row["spent"]
        )
        for row in found
    ]


@made_once
def supports_to_follow(
    *, actor: Actor, now: datetime, today: date
) -> QuerySet[OfficeSupport]:
    """様子を聞く日が来たもの: した職員と、受けた事業所の管理者に。"""
    managed = actor.offices_with(Permission.OFFICE_EDIT)
    return (
        _standing(actor, now)
        .filter(
            Q(staff_id=actor.staff_id or 0) | Q(target__in=sorted(managed)),
            is_withdrawn=False, state=State.GOING, follow_on__lte=today,
        )
        .select_related("target", "office")
        .order_by("follow_on", "id")[:NAMED]
    )  # fmt: skip


# --- 訪問の予定 ---------------------------------------------------------------------------
class Proposal(Frozen):
    """One office and why to go there; why None: it has only a planned day."""

    office: Office
    why: Why | None
    opened_on: date
    people: int
    last_visit: date | None
    plan: VisitPlan | None


def visits_proposed(
    *, actor: Actor, now: datetime, today: date, area: Area | None = None,
    speciality: str = "",
) -> list[Proposal]:  # fmt: skip
    """訪ねる先。新しい、一人、しばらく、の順。予定のある事業所は、いつも出る。

    Five queries at most. Of visits by others only the day is looked at, so that two
    offices do not come one after the other.
    """
    running = OfficeKindPeriod.objects.filter(
        in_force_on(today), office=OuterRef("pk"), kind__in=VISITED
    )
    visits = OfficeSupport._base_manager.filter(
        target=OuterRef("pk"), way=Way.VISIT, is_current=True, is_withdrawn=False
    )
    posts = Post.objects.filter(in_force_on(today), office=OuterRef("pk"))
    rows = offices_to_support(
        actor=actor, today=today, area=area, speciality=speciality
    ).annotate(
        opened=_one(running, Min("valid_from")),
        people=_one(posts, Count("staff_id", distinct=True)),
        last_visit=_one(visits, Max("occurred_on")),
    )
    plans = {
        plan.target_id: plan
        for plan in VisitPlan.objects.visible_to(actor, now=now).filter(
            office_id=actor.office_id or 0, state=PlanState.PLANNED
        )
    }
    intervals = intervals_on(today)
    found: list[Proposal] = []
    for office in rows.exclude(opened=None):
        seen: Any = office  # the annotations
        place = Place(seen.opened, seen.people or 0, seen.last_visit)
        why = why_visit(place, intervals=intervals, today=today)
        plan = plans.get(office.pk)
        if why is not None or plan is not None:
            found.append(
                Proposal(
                    office, why, place.opened_on, place.people, place.last_visit, plan
                )
            )
    return sorted(found, key=_order)


def _order(one: Proposal) -> tuple[int, date, str, int]:
    why = one.why or Why.LONG_AGO
    rank, day = urgency(why, one.last_visit, one.opened_on)
    return rank if one.why else len(Why), day, one.office.search_key, one.office.pk


def _one(rows: Any, figure: Any) -> Subquery:
    """One figure of the rows of each office, as a subquery."""
    owner = "target" if rows.model is OfficeSupport else "office"
    grouped = rows.order_by().values(owner).annotate(figure=figure).values("figure")
    return Subquery(grouped)


def planned_visits(*, actor: Actor, now: datetime, until: date) -> list[VisitPlan]:
    """うちの訪問の予定で、この日までのもの。"""
    return list(
        VisitPlan.objects.visible_to(actor, now=now)
        .filter(
            office_id=actor.office_id or 0, state=PlanState.PLANNED,
            planned_on__lte=until,
        )
        .select_related("target")
        .order_by("planned_on", "id")[:NAMED]
    )  # fmt: skip
