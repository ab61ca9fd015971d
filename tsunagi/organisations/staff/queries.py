"""職員の読取り。資格と期限は、見てよい人の分だけを返す（staff/policy.py）。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, OuterRef, QuerySet

from tsunagi.access.actor import Actor, NotVisible, Subject
from tsunagi.access.many_rows import read_row
from tsunagi.access.models import OneTimeCode
from tsunagi.access.permissions import Permission
from tsunagi.access.prepared import row_of
from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import (
    ChiefAppointment,
    Post,
    Qualification,
    Staff,
)
from tsunagi.organisations.staff.policy import CAN_SEE_STAFF, OPENS_STAFF_PAGE
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
# A training state is computed from the completions; nobody waits for more than these.
LOOKED_AT = 2_000


def visible_staff(*, actor: Actor, now: datetime) -> QuerySet[Staff]:
    return Staff.objects.filter(CAN_SEE_STAFF.q(Subject(actor, now)))


def staff_by_public_id(*, actor: Actor, public_id: UUID, now: datetime) -> Staff:
    staff = visible_staff(actor=actor, now=now).filter(public_id=public_id).first()
    if staff is None:
        raise NotVisible
    return staff


def with_page(posts: Iterable[Post], *, actor: Actor, now: datetime) -> set[int]:
    """Of these posts in force, the staff whose page opens for the actor. No query."""
    subject = Subject(actor, now)
    return {post.staff_id for post in posts if OPENS_STAFF_PAGE.holds(subject, post)}


def oneself(*, actor: Actor) -> Staff:
    """The row of the person who acts; programs have none."""
    staff = row_of(Staff, actor.staff_id or 0)
    if staff is None:
        raise NotVisible
    return staff


def workplace(*, actor: Actor) -> Office:
    """The office that heads the actor's screen: where what is written belongs."""
    office = row_of(Office, actor.office_id or 0)
    if office is None:
        raise NotVisible
    return office


def own_place(*, actor: Actor) -> tuple[Office, Staff]:
    """The workplace and oneself by their numbers, for a row that refers to them; what
    else they hold is read when somebody asks. They are there: who acts, and for which
    office, was read at the beginning of this request."""
    if actor.staff_id is None or actor.office_id is None:
        raise NotVisible
    return (
        read_row(Office, using=DEFAULT_DB_ALIAS, id=actor.office_id),
        read_row(Staff, using=DEFAULT_DB_ALIAS, id=actor.staff_id),
    )


class StaffFilter(Frozen):
    """What is looked for in the list of staff."""

    text: str = ""
    post_kind: str = ""
    training: str = ""
    office: Office | None = None


class StaffRow(Frozen):
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
            for row in _rows(
                list(people[:LOOKED_AT]), actor=actor, now=now, today=today
            )
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


class StaffSheet(Frozen):
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


class DueStaff(Frozen):
    """Whose training is due: the first lines, and how many there are in all.

    is_everyone: False when there were more than 2,000 to look at; then `count` is a
    least number.
    """

    rows: list[StaffRow]
    count: int
    is_everyone: bool


def due_qualifications(
    *,
    actor: Actor,
    now: datetime,
    today: date,
    shown: int,
    staff_id: int | None = None,
) -> DueStaff:
    """現任研修の期限が近い、または切れている職員。期限の近い順に、初めの `shown` 人。

    staff_id: ask about this person alone. Only the lines shown are loaded whole.
    """
    running = Post.objects.filter(
        in_force_on(today),
        staff=OuterRef("pk"),
        kind__in=[kind.value for kind in NEEDS_TRAINING],
    )
    people = visible_staff(actor=actor, now=now).filter(Exists(running), is_active=True)
    if staff_id is not None:
        people = people.filter(pk=staff_id)
    ids = list(people.order_by("id").values_list("pk", flat=True)[:LOOKED_AT])
    completions = _completions(ids, actor=actor, now=now)
    standings = {
        pk: training_standing(completions.get(pk, []), today=today) for pk in ids
    }
    due = [pk for pk in ids if standings[pk].state is not TrainingState.CURRENT]
    due.sort(key=lambda pk: standings[pk].due_on or date.min)
    first = list(people.filter(pk__in=due[:shown]))
    rows = _rows(first, actor=actor, now=now, today=today)
    rows.sort(key=lambda row: due.index(row.staff.pk))
    return DueStaff(rows, len(due), is_everyone=len(ids) < LOOKED_AT)


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
