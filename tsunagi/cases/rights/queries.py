"""権利の心配ごとの読取り。見てよい心配ごとだけを返す。"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.models import Case
from tsunagi.cases.rights.models import Concern, ConcernStep, ConcernViewer
from tsunagi.cases.rights.policy import ConcernSight, sight_of_concern
from tsunagi.cases.rights.rules import (
    ConcernKind,
    Response,
    Source,
    response_of,
    target_on,
)
from tsunagi.cases.rights.sealed import Content, Reporter, content_of, reporter_of
from tsunagi.cases.rights.targets import targets
from tsunagi.common.dates import fiscal_year
from tsunagi.common.frozen import Frozen

PAGE = 50


class ConcernFilter(Frozen):
    """state: "" open, "waiting" no first response yet, "closed"; year: of the receipt."""

    state: str = ""
    kind: ConcernKind | None = None
    source: Source | None = None


class ConcernLine(Frozen):
    concern: Concern
    response: Response


class ConcernPage(Frozen):
    """One concern as far as the sight opens it. steps, viewers: whoever may see them."""

    concern: Concern
    sight: ConcernSight
    content: Content | None
    reporter: Reporter | None
    steps: list[tuple[ConcernStep, str]]
    viewers: list[tuple[ConcernViewer, str]]
    response: Response
    sees_case: bool


def visible_concerns(*, actor: Actor, now: datetime) -> QuerySet[Concern]:
    return Concern.objects.visible_to(actor, now=now).select_related(
        "case__person", "office", "recorded_by"
    )


def concern_list(
    *,
    actor: Actor,
    wanted: ConcernFilter,
    now: datetime,
    after: UUID | None = None,
    limit: int = PAGE,
) -> tuple[list[ConcernLine], UUID | None]:
    """最初の対応を待つものを古い順に、続いて新しい順に。The second value continues."""
    rows = visible_concerns(actor=actor, now=now)
    if wanted.state == "waiting":
        rows = rows.filter(first_response_at=None)
    elif wanted.state == "closed":
        rows = rows.exclude(closed_at=None)
    else:
        rows = rows.filter(closed_at=None)
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind)
    if wanted.source is not None:
        rows = rows.filter(source=wanted.source)
    waiting = rows.filter(first_response_at=None).order_by("received_at", "id")
    others = rows.exclude(first_response_at=None).order_by("-received_at", "-id")
    last = _last_shown(actor, after, now=now)
    if last is not None:
        at, key = last.received_at, last.pk
        if last.first_response_at is None:
            waiting = waiting.filter(
                Q(received_at__gt=at) | Q(received_at=at, pk__gt=key)
            )
        else:
            waiting = waiting.none()
            others = others.filter(
                Q(received_at__lt=at) | Q(received_at=at, pk__lt=key)
            )
    found = list(waiting[: limit + 1])
    found += others[: limit + 1 - len(found)]
    lines = [ConcernLine(row, _response(row, now=now)) for row in found[:limit]]
    more = lines[-1].concern.public_id if len(found) > limit else None
    return lines, more


def _last_shown(actor: Actor, after: UUID | None, *, now: datetime) -> Concern | None:
    if after is None:
        return None
    return Concern.objects.visible_to(actor, now=now).filter(public_id=after).first()


def _response(concern: Concern, *, now: datetime) -> Response:
    target = target_on(localdate(concern.received_at), targets())
    return response_of(concern.received_at, concern.first_response_at, target, now=now)


def concern_by_public_id(*, actor: Actor, public_id: UUID, now: datetime) -> Concern:
    concern = visible_concerns(actor=actor, now=now).filter(public_id=public_id).first()
    if concern is None:
        raise NotVisible
    return concern


def concern_page(*, actor: Actor, concern: Concern, now: datetime) -> ConcernPage:
    sight = sight_of_concern(concern, actor=actor, now=now)
    steps = (
        ConcernStep.objects.visible_to(actor, now=now)
        .filter(concern=concern)
        .select_related("recorded_by")
        .order_by("happened_at", "id")
    )
    viewers = (
        ConcernViewer.objects.visible_to(actor, now=now)
        .filter(concern=concern)
        .select_related("staff", "recorded_by", "ended_by")
        .order_by("valid_from", "id")
    )
    return ConcernPage(
        concern=concern,
        sight=sight,
        content=content_of(concern, sight),
        reporter=reporter_of(concern, sight),
        steps=[(step, step.open_sealed("text")) for step in steps],
        viewers=[(row, row.open_sealed("reason")) for row in viewers],
        response=_response(concern, now=now),
        sees_case=concern.case_id is not None
        and Case.objects.visible_to(actor, now=now).filter(pk=concern.case_id).exists(),
    )


def viewer_of(
    *, actor: Actor, concern: Concern, public_id: UUID, now: datetime
) -> ConcernViewer:
    row = (
        ConcernViewer.objects.visible_to(actor, now=now)
        .filter(concern=concern, public_id=public_id, valid_before=None)
        .select_related("concern")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


class Waiting(Frozen):
    """How many wait for a first response, and how many of them too long."""

    count: int
    late: int


def waiting_concerns(*, actor: Actor, now: datetime) -> Waiting:
    """名ざしの担当のきょうに出す数。"""
    if not actor.has(Permission.RIGHTS_HANDLE):
        return Waiting(0, 0)
    rows = Concern.objects.visible_to(actor, now=now).filter(first_response_at=None)
    lines = [_response(row, now=now) for row in rows]
    return Waiting(len(lines), sum(line.is_late for line in lines))


class Figures(Frozen):
    """The restricted count of one fiscal year. Only for those whom the city named."""

    year: int
    years: list[int]
    by_kind: list[tuple[str, dict[str, int], int]]
    totals: dict[str, int]
    count: int
    responded: int
    late: int


def concern_figures(*, actor: Actor, year: int | None, now: datetime) -> Figures:
    """年度ごとの件数。種類と、どこから知ったか。名ざしの担当だけに見える。"""
    if not actor.has(Permission.RIGHTS_HANDLE):
        raise AccessDenied(Permission.RIGHTS_HANDLE)
    rows = list(
        Concern.objects.visible_to(actor, now=now).only(
            "kind", "source", "received_at", "first_response_at"
        )
    )
    by_year: dict[int, list[Concern]] = {}
    for row in rows:
        by_year.setdefault(fiscal_year(localdate(row.received_at)), []).append(row)
    current = fiscal_year(localdate(now))
    chosen = year if year in by_year else current
    found = by_year.get(chosen, [])
    cells = Counter((row.kind, row.source) for row in found)
    lines = [_response(row, now=now) for row in found]
    return Figures(
        year=chosen,
        years=sorted({*by_year, current}, reverse=True),
        by_kind=[
            (
                kind.label,
                {source.value: cells[kind.value, source.value] for source in Source},
                sum(cells[kind.value, source.value] for source in Source),
            )
            for kind in ConcernKind
        ],
        totals={
            source.value: sum(cells[kind.value, source.value] for kind in ConcernKind)
            for source in Source
        },
        count=len(found),
        responded=sum(line.is_done for line in lines),
        late=sum(line.is_late for line in lines),
    )
