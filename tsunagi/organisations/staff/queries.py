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
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.office.models import Office, OfficeKindPeriod
from tsunagi.organisations.office.rules import OfficeKind
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


def open_post(*, actor: Actor, staff: Staff, post_id: UUID) -> Post:
    """A running post of this person, at an office the actor's region knows."""
    post = (
        Post.objects.filter(staff=staff, public_id=post_id, valid_before=None)
        .select_related("office__area")
        .first()
    )
    if post is None:
        raise NotVisible
    return post


def qualification(
    *, actor: Actor, staff: Staff, row_id: UUID, now: datetime
) -> Qualification:
    row = (
        Qualification.objects.visible_to(actor, now=now)
        .filter(staff=staff, public_id=row_id, is_withdrawn=False)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def open_appointment(*, actor: Actor, public_id: UUID) -> ChiefAppointment:
    appointment = (
        ChiefAppointment.objects.filter(
            municipality_id=actor.here,
            public_id=public_id,
            valid_before=None,
        )
        .select_related("staff", "area")
        .first()
    )
    if appointment is None:
        raise NotVisible
    return appointment


def offices_to_move_to(*, actor: Actor) -> list[Office]:
    """Where the actor may place staff: the municipality, or only the own offices."""
    wide = actor.municipalities_with(Permission.STAFF_MANAGE)
    rows = Office.objects.filter(
        Q(municipality_id__in=wide)
        | Q(pk__in=actor.offices_with(Permission.STAFF_MANAGE)),
        closed_on=None,
    ).exclude(kind_periods__kind__in=("service_provider", "informal"))
    return list(
        rows.select_related("area").distinct().order_by("search_key", "id")[:500]
    )


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


def chiefs_of_municipality(*, actor: Actor, today: date) -> list[ChiefAppointment]:
    """地域のすべての主任。だれでも見られる（氏名と配置先は名簿の情報）。"""
    rows = ChiefAppointment.objects.filter(
        in_force_on(today),
        municipality_id=actor.here,
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


def _running_kinds(today: date) -> QuerySet[OfficeKindPeriod]:
    return OfficeKindPeriod.objects.filter(in_force_on(today)).order_by("id")


def colleagues_matching(*, actor: Actor, text: str, today: date) -> list[Post]:
    """名前の合う職員の、いまの配置（氏名と配置先は名簿の情報）。50件まで。"""
    key = search_key(text)
    if not key:
        return []
    rows = Post.objects.filter(
        in_force_on(today),
        office__municipality_id=actor.here,
        staff__is_active=True,
        staff__search_key__contains=key,
    )
    return list(
        rows.select_related("staff", "office").order_by("staff__search_key", "id")[:50]
    )


def specialists_per_kind(*, actor: Actor, on: date) -> list[tuple[str, int]]:
    """指定の種別ごとの相談支援専門員の数（その日の配置）。"""
    rows = Post.objects.filter(
        Q(office__kind_periods__valid_before=None)
        | Q(office__kind_periods__valid_before__gt=on),
        in_force_on(on),
        kind=PostKind.SPECIALIST,
        office__municipality_id=actor.here,
        office__kind_periods__valid_from__lte=on,
    )
    counts: dict[str, set[int]] = {}
    for kind, staff_id in rows.values_list("office__kind_periods__kind", "staff_id"):
        counts.setdefault(kind, set()).add(staff_id)
    return [
        (kind.label, len(counts[kind.value]))
        for kind in OfficeKind
        if kind.value in counts
    ]
