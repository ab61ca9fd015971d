"""職員の読取り。資格と期限は、見てよい人の分だけを返す（staff/policy.py）。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible, Subject
from tsunagi.access.models import OneTimeCode
from tsunagi.access.permissions import Permission
from tsunagi.common.text import search_key
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import (
    ChiefAppointment,
    Post,
    Qualification,
    Staff,
)
from tsunagi.organisations.staff.policy import CAN_SEE_STAFF
from tsunagi.organisations.staff.rules import (
    NEEDS_TRAINING,
    Completion,
    PostKind,
    QualificationKind,
    TrainingStanding,
    TrainingState,
    training_standing,
)

PAGE = 50


def visible_staff(*, actor: Actor, now: datetime) -> QuerySet[Staff]:
    return Staff.objects.filter(CAN_SEE_STAFF.q(Subject(actor, now)))


def staff_by_public_id(*, actor: Actor, public_id: UUID, now: datetime) -> Staff:
    staff = visible_staff(actor=actor, now=now).filter(public_id=public_id).first()
    if staff is None:
        raise NotVisible
    return staff


@dataclass(frozen=True)
class StaffFilter:
    """What is looked for in the list of staff."""

    text: str = ""
    post_kind: str = ""
    training: str = ""
    office: Office | None = None


@dataclass(frozen=True)
class StaffRow:
    """One line: the person, posts now, where they stand with training."""

    staff: Staff
    posts: list[Post]
    standing: TrainingStanding | None
    is_chief: bool


def staff_rows(
    *, actor: Actor, wanted: StaffFilter, now: datetime, today: date, after: int = 0
) -> tuple[list[StaffRow], int | None]:
    """One page by kana key; four queries. The second value continues the list.

    A filter on the training state is computed from the completions, so it is applied
    to at most 2,000 staff of the actor's sight.
    """
    people = visible_staff(actor=actor, now=now).filter(is_active=True)
    key = search_key(wanted.text)
    if key:
        people = people.filter(search_key__contains=key)
    running = Post.objects.filter(in_force_on(today), staff=OuterRef("pk"))
    if wanted.post_kind:
        people = people.filter(Exists(running.filter(kind=wanted.post_kind)))
    if wanted.office is not None:
        people = people.filter(Exists(running.filter(office=wanted.office)))
    people = people.order_by("search_key", "id")
    if wanted.training:
        rows = [
            row
            for row in _rows(list(people[:2_000]), actor=actor, now=now, today=today)
            if row.standing is not None and row.standing.state == wanted.training
        ]
        return rows[after : after + PAGE], _next(after, len(rows))
    found = list(people[after : after + PAGE + 1])
    more = after + PAGE if len(found) > PAGE else None
    return _rows(found[:PAGE], actor=actor, now=now, today=today), more


def _next(after: int, total: int) -> int | None:
    return after + PAGE if total > after + PAGE else None


def _rows(
    people: list[Staff], *, actor: Actor, now: datetime, today: date
) -> list[StaffRow]:
    ids = [person.pk for person in people]
    posts: dict[int, list[Post]] = {}
    for post in (
        Post.objects.filter(in_force_on(today), staff_id__in=ids)
        .select_related("office")
        .order_by("id")
    ):
        posts.setdefault(post.staff_id, []).append(post)
    completions = _completions(ids, actor=actor, now=now)
    chiefs = set(
        ChiefAppointment.objects.filter(
            in_force_on(today), staff_id__in=ids
        ).values_list("staff_id", flat=True)
    )
    return [
        StaffRow(
            staff=person,
            posts=posts.get(person.pk, []),
            standing=_standing(
                posts.get(person.pk, []), completions.get(person.pk, []), today
            ),
            is_chief=person.pk in chiefs,
        )
        for person in people
    ]


def _completions(
    staff_ids: list[int], *, actor: Actor, now: datetime
) -> dict[int, list[Completion]]:
    rows = Qualification.objects.visible_to(actor, now=now).filter(
        staff_id__in=staff_ids, is_withdrawn=False
    )
    found: dict[int, list[Completion]] = {}
    for staff_id, kind, day in rows.values_list("staff_id", "kind", "completed_on"):
        found.setdefault(staff_id, []).append(Completion(QualificationKind(kind), day))
    return found


def _standing(
    posts: list[Post], completions: list[Completion], today: date
) -> TrainingStanding | None:
    """Only posts that need the training have a standing; others show a dash."""
    if not any(PostKind(post.kind) in NEEDS_TRAINING for post in posts):
        return None
    return training_standing(completions, today=today)


@dataclass(frozen=True)
class Holding:
    """One thing a leaving person still holds, and where to settle it."""

    text: str
    settles_itself: bool
    url_name: str = ""
    url_id: str = ""


@dataclass(frozen=True)
class StaffSheet:
    """Everything the staff page shows."""

    staff: Staff
    posts_now: list[Post]
    posts_before: list[Post]
    qualifications: list[Qualification]
    standing: TrainingStanding | None
    chiefs: list[ChiefAppointment]
    invitation: OneTimeCode | None
    manageable_office: Office | None
    may_edit_training: bool
    is_oneself: bool


def staff_sheet(
    *, actor: Actor, staff: Staff, now: datetime, today: date
) -> StaffSheet:
    posts = list(
        Post.objects.filter(staff=staff)
        .select_related("office__area")
        .order_by("-valid_from", "-id")
    )
    open_posts = [
        post for post in posts if post.valid_before is None or post.valid_before > today
    ]
    qualifications = list(
        Qualification.objects.visible_to(actor, now=now)
        .filter(staff=staff)
        .order_by("-completed_on", "-id")
    )
    completions = [
        Completion(QualificationKind(row.kind), row.completed_on)
        for row in qualifications
        if not row.is_withdrawn
    ]
    return StaffSheet(
        staff=staff,
        posts_now=open_posts,
        posts_before=[post for post in posts if post not in open_posts],
        qualifications=qualifications,
        standing=_standing(open_posts, completions, today),
        chiefs=list(
            ChiefAppointment.objects.filter(in_force_on(today), staff=staff)
            .select_related("area", "office")
            .order_by("id")
        ),
        invitation=_open_invitation(staff, now),
        manageable_office=_manageable(actor, open_posts, Permission.STAFF_MANAGE),
        may_edit_training=_manageable(actor, open_posts, Permission.QUALIFICATION_EDIT)
        is not None,
        is_oneself=actor.staff_id == staff.pk,
    )


def _open_invitation(staff: Staff, now: datetime) -> OneTimeCode | None:
    if not staff.is_invited:
        return None
    return (
        OneTimeCode.objects.filter(
            staff_id=staff.pk,
            kind=OneTimeCode.Kind.INVITATION,
            used_at=None,
            cancelled_at=None,
        )
        .order_by("-id")
        .first()
    )


def _manageable(
    actor: Actor, posts: list[Post], permission: Permission
) -> Office | None:
    """The first office of theirs at which the actor may manage staff."""
    from tsunagi.organisations.area.rules import ids_on_path

    for post in posts:
        office = post.office
        if actor.can(
            permission,
            municipality_id=office.municipality_id,
            office_id=office.pk,
            area_ids=ids_on_path(office.area.path),
        ):
            return office
    return None


def holdings(
    *, actor: Actor, staff: Staff, now: datetime, today: date
) -> list[Holding]:
    """異動・退職の前に見る、まだ持っているもの。次の人を決めるために並べる。"""
    sheet = staff_sheet(actor=actor, staff=staff, now=now, today=today)
    found = [
        Holding(f"{post.office.name} の {post.title}", settles_itself=True)
        for post in sheet.posts_now
    ]
    found += [
        Holding(f"{chief.area.name} の主任としての位置づけ", settles_itself=True)
        for chief in sheet.chiefs
    ]
    for post in sheet.posts_now:
        if post.kind == PostKind.MANAGER and not _others(
            post, staff, today, manager=True
        ):
            found.append(
                Holding(
                    f"{post.office.name} の管理者は、この人だけです。次の管理者を決めてください。",
                    settles_itself=False,
                    url_name="office-staff-new",
                    url_id=str(post.office.public_id),
                )
            )
        if not _others(post, staff, today, manager=False):
            found.append(
                Holding(
                    f"{post.office.name} に、ほかの職員がいません。",
                    settles_itself=False,
                    url_name="office-page",
                    url_id=str(post.office.public_id),
                )
            )
    return list({holding.text: holding for holding in found}.values())


def _others(post: Post, staff: Staff, today: date, *, manager: bool) -> bool:
    others = Post.objects.filter(
        in_force_on(today), office=post.office, staff__is_active=True
    ).exclude(staff=staff)
    if manager:
        others = others.filter(kind=PostKind.MANAGER)
    return others.exists()


def due_qualifications(
    *, actor: Actor, now: datetime, today: date, within_days: int = 365
) -> list[StaffRow]:
    """現任研修の期限が近い、または切れている職員。期限の近い順。"""
    running = Post.objects.filter(
        in_force_on(today),
        staff=OuterRef("pk"),
        kind__in=[kind.value for kind in NEEDS_TRAINING],
    )
    people = visible_staff(actor=actor, now=now).filter(Exists(running), is_active=True)
    rows = _rows(list(people.order_by("id")[:2_000]), actor=actor, now=now, today=today)
    due = [
        row
        for row in rows
        if row.standing is not None and row.standing.state != TrainingState.CURRENT
    ]
    return sorted(
        due, key=lambda r: (r.standing.due_on if r.standing else None) or date.min
    )


@dataclass(frozen=True)
class ChiefRow:
    """One chief of the area for the page 「主任に頼めること」."""

    appointment: ChiefAppointment
    layer_kinds: tuple[str, ...]


def chiefs_of_municipality(*, actor: Actor, today: date) -> list[ChiefAppointment]:
    """地域のすべての主任。だれでも見られる（氏名と配置先は名簿の情報）。"""
    rows = ChiefAppointment.objects.filter(
        in_force_on(today),
        municipality_id=actor.municipality_id,
        staff__is_active=True,
    )
    return list(
        rows.select_related("staff", "office", "area")
        .prefetch_related(
            Prefetch(
                "office__kind_periods",
                to_attr="running_kinds",
                queryset=_running_kinds(today),
            )
        )
        .order_by("area__path", "staff__search_key", "id")
    )


def _running_kinds(today: date) -> QuerySet[object]:
    from tsunagi.organisations.office.models import OfficeKindPeriod

    return OfficeKindPeriod.objects.filter(in_force_on(today)).order_by("id")


def specialists_per_kind(*, actor: Actor, on: date) -> list[tuple[str, int]]:
    """指定の種別ごとの相談支援専門員の数（その日の配置）。"""
    rows = Post.objects.filter(
        Q(office__kind_periods__valid_before=None)
        | Q(office__kind_periods__valid_before__gt=on),
        in_force_on(on),
        kind=PostKind.SPECIALIST,
        office__municipality_id=actor.municipality_id,
        office__kind_periods__valid_from__lte=on,
    )
    counts: dict[str, set[int]] = {}
    for kind, staff_id in rows.values_list("office__kind_periods__kind", "staff_id"):
        counts.setdefault(kind, set()).add(staff_id)
    return sorted((kind, len(people)) for kind, people in counts.items())
