"""ピアサポーターの名簿と、申し込みの読取り。"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.changes import Revised, revised
from tsunagi.cases.intake.policy import desks_of
from tsunagi.cases.peer.models import (
    PeerMatch,
    PeerRequest,
    PeerSession,
    PeerSupporter,
    PeerSupporterRevision,
)
from tsunagi.cases.peer.rules import State, Topic
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.common.frozen import Frozen

PAGE = 200
# A supporter of another office who did not agree to be named there.
OF_ANOTHER_REGISTER = "（ほかの事業所の名簿の人）"


class RequestSheet(Frozen):
    row: PeerRequest
    matches: list[PeerMatch]
    sessions: list[PeerSession]
    names: dict[int, str]

    @property
    def chosen(self) -> PeerMatch | None:
        return next((one for one in self.matches if one.answer == "chosen"), None)

    def name_of(self, row: PeerMatch | PeerSession) -> str:
        """As far as the register is open to whoever looks."""
        name = self.names.get(row.supporter_id)
        return f"{name}さん" if name else OF_ANOTHER_REGISTER


def visible_supporters(*, actor: Actor, now: datetime) -> QuerySet[PeerSupporter]:
    return PeerSupporter.objects.visible_to(actor, now=now).select_related("office")


def supporters(
    *, actor: Actor, now: datetime, today: date, topic: Topic | None = None
) -> list[PeerSupporter]:
    """いま名簿に載っている人。自分の事業所と、共有してよいという人。"""
    rows = visible_supporters(actor=actor, now=now).filter(
        Q(ended_on=None) | Q(ended_on__gte=today), agreed_on__lte=today
    )
    found = list(rows.order_by("name", "id")[:PAGE])
    return [row for row in found if topic is None or topic.value in row.topics]


def ended_supporters(
    *, actor: Actor, now: datetime, today: date
) -> list[PeerSupporter]:
    """だれが載っていたかは、名簿を持つ事業所だけに見える。共有も、外れたら終わる。"""
    rows = visible_supporters(actor=actor, now=now).filter(
        ended_on__lt=today, office_id__in=desks_of(actor)
    )
    return list(rows.order_by("-ended_on", "id")[:PAGE])


def supporter_by_public_id(
    *, actor: Actor, public_id: UUID, now: datetime
) -> PeerSupporter:
    row = visible_supporters(actor=actor, now=now).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def history_of(
    *, actor: Actor, supporter: PeerSupporter, now: datetime
) -> list[Revised]:
    """名簿の行を、どう直してきたか。新しいものから。"""
    rows = (
        PeerSupporterRevision.objects.visible_to(actor, now=now)
        .filter(supporter=supporter)
        .select_related("recorded_by")
        .order_by("-id")
    )
    return revised(PeerSupporter, rows, {"topics": _topics_in_words})


def _topics_in_words(codes: list[str]) -> str:
    return "、".join(Topic(code).label for code in codes) or "—"


def open_requests(*, actor: Actor, now: datetime) -> list[PeerRequest]:
    """続いているケースの、終わっていない申し込み。希望を聞いた日の古い順。"""
    rows = (
        PeerRequest.objects.visible_to(actor, now=now)
        .exclude(state=State.CLOSED)
        .filter(case__closed_on=None)
    )
    return list(
        rows.select_related(
            "case__person", "case__responsible_office", "case__responsible_staff"
        ).order_by("wished_on", "id")[:PAGE]
    )


def sheets_of_case(
    *, actor: Actor, seen: SeenCase, now: datetime
) -> list[RequestSheet]:
    """この方の申し込み、試した相手、会った回。見てよい名前。四つの問い合わせ。"""
    rows = list(
        rows_of_case(PeerRequest, seen)
        .select_related("case__person")
        .order_by("-wished_on", "-id")
    )
    names: dict[int, str] = {}
    sheets = {row.pk: RequestSheet(row, [], [], names) for row in rows}
    matches = PeerMatch.objects.visible_to(actor, now=now).filter(request__in=rows)
    tried: set[int] = set()
    for match in matches.order_by("offered_on", "id"):
        sheets[match.request_id].matches.append(match)
        tried.add(match.supporter_id)
    sessions = PeerSession.objects.visible_to(actor, now=now).filter(request__in=rows)
    for session in sessions.select_related("recorded_by").order_by("-held_on", "-id"):
        sheets[session.request_id].sessions.append(session)
    named = visible_supporters(actor=actor, now=now).filter(pk__in=tried)
    names.update(named.values_list("pk", "name"))
    return list(sheets.values())


def request_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> PeerRequest:
    """`actor` has been asked for with the case; the sight is its answer."""
    row = (
        rows_of_case(PeerRequest, seen)
        .select_related("case__person")
        .filter(public_id=public_id)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def name_shown(*, actor: Actor, match: PeerMatch, now: datetime) -> str:
    """その人の名前。名簿が見えない人には出さない。"""
    row = visible_supporters(actor=actor, now=now).filter(pk=match.supporter_id).first()
    return f"{row.name}さん" if row else OF_ANOTHER_REGISTER


def match_of(
    *, actor: Actor, request: PeerRequest, public_id: UUID, now: datetime
) -> PeerMatch:
    row = (
        PeerMatch.objects.visible_to(actor, now=now)
        .filter(request=request, public_id=public_id)
        .select_related("supporter", "request__case__person")
        .first()
    )
    if row is None:
        raise NotVisible
    return row
