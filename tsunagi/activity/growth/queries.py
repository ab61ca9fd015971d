"""育ちの記録の読取り: 自分の、または見せてもらった人の、ふり返り・もくひょう・研修。

What the record gathers from the room of cases is read in `tsunagi/cases/growth/`.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.activity.catalogue import queries as catalogues
from tsunagi.activity.catalogue.items import CatalogueKind, Item
from tsunagi.activity.growth.models import (
    GrowthAim,
    GrowthEvidence,
    GrowthRemark,
    GrowthShare,
    SelfAssessment,
    TrainingTaken,
)
from tsunagi.activity.growth.rules import AimState, Asked
from tsunagi.activity.training_event.models import TrainingEvent
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.models import Post, Staff
from tsunagi.organisations.staff.chief_queries import chiefs_of_municipality
from tsunagi.organisations.staff.rules import PostKind

MOST_CHOSEN = 50
MOST_EARLIER = 30
MOST_SHARED = 100
MOST_REMARKS = 5
# So long before its day an aim stands on きょう.
AIM_SOON = timedelta(days=14)
# So long a remark is news there.
REMARK_NEW = timedelta(days=14)


class Competencies(Frozen):
    """A catalogue of competencies ready to be asked."""

    name: str
    title: str
    version: str
    version_label: str
    document: str
    items: tuple[Item, ...]

    @property
    def asked(self) -> tuple[Asked, ...]:
        return tuple(Asked(one.code, one.label, one.group) for one in self.items)

    @property
    def groups(self) -> list[str]:
        return list(dict.fromkeys(one.group for one in self.items))


def competency_names(*, actor: Actor) -> list[tuple[str, str]]:
    """(名前, 題): この市町村が採用した力量のカタログ。なければ、配布したすべて。"""
    rows = [
        row
        for row in catalogues.catalogues(actor=actor)
        if row.catalogue.kind == CatalogueKind.COMPETENCIES
    ]
    adopted = [row for row in rows if row.adopted is not None]
    return [(one.catalogue.name, one.catalogue.title) for one in adopted or rows]


def competencies(*, actor: Actor, name: str, version: str = "") -> Competencies:
    """その版を。版を言わなければ、採用した版を、なければ配布した最新の版を。"""
    found = catalogues.catalogue(actor=actor, name=name, version=version or None)
    if not version and found.row.adopted is not None:
        key = f"{catalogues.OURS}{found.row.adopted.number}"
        found = catalogues.catalogue(actor=actor, name=name, version=key)
    return Competencies(
        name,
        found.header.title,
        found.key,
        found.label,
        found.header.document,
        found.items,
    )


def assessments(
    *, actor: Actor, now: datetime, author_id: int
) -> QuerySet[SelfAssessment]:
    """いまの版だけ。並べ方と数は、呼ぶ側が決める。"""
    return SelfAssessment.objects.visible_to(actor, now=now).filter(
        author_id=author_id, is_current=True, is_withdrawn=False
    )


def aims(*, actor: Actor, now: datetime, author_id: int) -> QuerySet[GrowthAim]:
    return GrowthAim.objects.visible_to(actor, now=now).filter(
        author_id=author_id, is_current=True, is_withdrawn=False
    )


def taken(*, actor: Actor, now: datetime, author_id: int) -> QuerySet[TrainingTaken]:
    return TrainingTaken.objects.visible_to(actor, now=now).filter(
        author_id=author_id, is_current=True, is_withdrawn=False
    )


def open_aims(*, actor: Actor, now: datetime, author_id: int) -> list[GrowthAim]:
    """いま取り組んでいるもくひょう。日の近い順。"""
    rows = aims(actor=actor, now=now, author_id=author_id).filter(state=AimState.OPEN)
    return list(rows.order_by("due_on", "id")[:MOST_CHOSEN])


def aims_due(*, actor: Actor, now: datetime, today: date) -> list[GrowthAim]:
    """日が近いか、過ぎた、自分のもくひょう。"""
    rows = aims(actor=actor, now=now, author_id=actor.staff_id or 0)
    return list(
        rows.filter(state=AimState.OPEN, due_on__lte=today + AIM_SOON).order_by(
            "due_on", "id"
        )[:MOST_CHOSEN]
    )


def assessment_of(*, actor: Actor, record_id: UUID, now: datetime) -> SelfAssessment:
    row = (
        SelfAssessment.objects.visible_to(actor, now=now)
        .filter(record_id=record_id, is_current=True, is_withdrawn=False)
        .select_related("author")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def latest_assessment(
    *, actor: Actor, name: str, now: datetime
) -> SelfAssessment | None:
    """自分の、このカタログでの、いちばん新しい回。"""
    rows = assessments(actor=actor, now=now, author_id=actor.staff_id or 0)
    return rows.filter(catalogue=name).order_by("-assessed_on", "-id").first()


def earlier_assessments(
    *, actor: Actor, row: SelfAssessment, now: datetime
) -> list[SelfAssessment]:
    """この回より前の回。新しいものから。"""
    rows = assessments(actor=actor, now=now, author_id=row.author_id)
    return list(
        rows.filter(
            catalogue=row.catalogue, assessed_on__lt=row.assessed_on
        ).order_by("-assessed_on", "-id")[:MOST_EARLIER]
    )  # fmt: skip


def older_versions(
    *, actor: Actor, row: SelfAssessment, now: datetime
) -> list[SelfAssessment]:
    """直す前の版。本人だけが読む（見せている人には、いまの版だけ）。"""
    rows = SelfAssessment.objects.visible_to(actor, now=now).filter(
        record_id=row.record_id, is_current=False
    )
    return list(rows.order_by("-version")[:MOST_EARLIER])


def evidence_of(
    *, actor: Actor, assessment_ids: list[UUID], now: datetime
) -> dict[UUID, list[GrowthEvidence]]:
    """ふり返りごとの根拠。一つの問い合わせ。"""
    found: dict[UUID, list[GrowthEvidence]] = defaultdict(list)
    rows = GrowthEvidence.objects.visible_to(actor, now=now).filter(
        assessment_id__in=assessment_ids, is_current=True, is_withdrawn=False
    )
    for row in rows.order_by("id"):
        found[row.assessment_id].append(row)
    return dict(found)


def own_evidence(*, actor: Actor, record_id: UUID, now: datetime) -> GrowthEvidence:
    rows = GrowthEvidence.objects.visible_to(actor, now=now)
    row = rows.filter(
        record_id=record_id, author_id=actor.staff_id or 0, is_current=True,
        is_withdrawn=False,
    ).first()  # fmt: skip
    if row is None:
        raise NotVisible
    return row


def own_aim(*, actor: Actor, record_id: UUID, now: datetime) -> GrowthAim:
    rows = aims(actor=actor, now=now, author_id=actor.staff_id or 0)
    row = rows.filter(record_id=record_id).first()
    if row is None:
        raise NotVisible
    return row


def own_taken(*, actor: Actor, record_id: UUID, now: datetime) -> TrainingTaken:
    rows = taken(actor=actor, now=now, author_id=actor.staff_id or 0)
    row = rows.filter(record_id=record_id).first()
    if row is None:
        raise NotVisible
    return row


def trainings_to_take(*, actor: Actor, now: datetime) -> list[TrainingEvent]:
    """この市町村で開かれた研修のうち、まだ自分の記録にないもの。新しいものから。"""
    mine = taken(actor=actor, now=now, author_id=actor.staff_id or 0)
    rows = TrainingEvent.objects.visible_to(actor, now=now).filter(
        is_current=True, is_withdrawn=False
    )
    known = mine.exclude(event_id=None).values("event_id")
    return list(
        rows.exclude(record_id__in=known).order_by("-held_on", "-id")[:MOST_CHOSEN]
    )


# --- 見せる ----------------------------------------------------------------------------
def people_to_show(*, actor: Actor, today: date) -> list[Staff]:
    """見せる相手に選べる人: この地域の主任と、自分の事業所の管理者。自分は除く。"""
    found = {
        one.staff_id: one.staff
        for one in chiefs_of_municipality(actor=actor, today=today)
    }
    managers = Post.objects.filter(
        in_force_on(today), kind=PostKind.MANAGER, office_id=actor.office_id or 0,
        staff__is_active=True,
    )  # fmt: skip
    for post in managers.select_related("staff").order_by("staff__search_key", "id"):
        found.setdefault(post.staff_id, post.staff)
    found.pop(actor.staff_id or 0, None)
    return list(found.values())


def own_share(*, actor: Actor, now: datetime) -> GrowthShare | None:
    """いま見せている相手と、いつから。"""
    rows = GrowthShare.objects.visible_to(actor, now=now)
    return (
        rows.filter(author_id=actor.staff_id or 0, valid_before=None)
        .select_related("shown_to")
        .first()
    )


def shares_to_me(*, actor: Actor, now: datetime) -> list[GrowthShare]:
    """わたしに見せてくれている人。名前の順で、くらべる数は出さない。"""
    rows = GrowthShare.objects.visible_to(actor, now=now)
    return list(
        rows.filter(shown_to_id=actor.staff_id or 0, valid_before=None)
        .select_related("author")
        .order_by("author__search_key", "id")[:MOST_SHARED]
    )


def share_of(*, actor: Actor, public_id: UUID, now: datetime) -> GrowthShare:
    """その人が、いま自分に見せている。"""
    row = (
        GrowthShare.objects.visible_to(actor, now=now)
        .filter(
            author__public_id=public_id, shown_to_id=actor.staff_id or 0,
            valid_before=None,
        )
        .select_related("author")
        .first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    return row


def remarks_of(
    *, actor: Actor, assessment_ids: list[UUID], now: datetime
) -> dict[UUID, list[GrowthRemark]]:
    """ふり返りごとのことば。古いものから。"""
    found: dict[UUID, list[GrowthRemark]] = defaultdict(list)
    rows = GrowthRemark.objects.visible_to(actor, now=now).filter(
        assessment_id__in=assessment_ids, withdrawn_at=None
    )
    for row in rows.select_related("written_by").order_by("id"):
        found[row.assessment_id].append(row)
    return dict(found)


def new_remarks(*, actor: Actor, now: datetime) -> list[GrowthRemark]:
    """このごろ自分に届いたことば。取り消したふり返りへのものは出さない。"""
    standing = assessments(actor=actor, now=now, author_id=actor.staff_id or 0)
    rows = GrowthRemark.objects.visible_to(actor, now=now).filter(
        author_id=actor.staff_id or 0,
        withdrawn_at=None,
        written_at__gte=now - REMARK_NEW,
        assessment_id__in=standing.values("record_id"),
    )
    return list(rows.select_related("written_by").order_by("-id")[:MOST_REMARKS])


def remark_of(*, actor: Actor, public_id: UUID, now: datetime) -> GrowthRemark:
    rows = GrowthRemark.objects.visible_to(actor, now=now)
    row = rows.filter(public_id=public_id, withdrawn_at=None).first()
    if row is None:
        raise NotVisible
    return row
