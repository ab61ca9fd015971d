"""職員の書込み: 登録と招待、配置、異動、退職。順序はいつも、許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.grants import end_grants, open_grant
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.models import GrantRow
from tsunagi.access.one_time import IssuedCode, issue_invitation
from tsunagi.access.permissions import Permission, Role
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.area.rules import AreaKind, ids_on_path
from tsunagi.organisations.office.actions import require_at
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff import messages
from tsunagi.organisations.staff.models import ChiefAppointment, Post, Staff
from tsunagi.organisations.staff.rules import (
    AREA_WIDE,
    MUNICIPALITY_WIDE,
    OFFICE_POSTS,
    PREFECTURE_WIDE,
    ROLE_OF_POST,
    PostKind,
    total_fte_is_possible,
)


class NewPost(Frozen):
    """A post to open. fte_hundredths: 100 = full time."""

    office: Office
    kind: PostKind
    valid_from: date
    fte_hundredths: int = 100
    local_title: str = ""


def post_source(post: Post) -> str:
    return f"post:{post.pk}"


def staff_key(name: str, name_kana: str) -> str:
    """Kana first: lists sort by this key, and the search looks inside it."""
    return f"{search_key(name_kana)} {search_key(name)}".strip()[:240]


@transaction.atomic
def register_staff(
    *,
    login_name: str,
    name: str,
    name_kana: str,
    posts: Iterable[NewPost],
    by: Actor,
    now: datetime,
    phone: str = "",
) -> tuple[Staff, IssuedCode]:
    """職員を登録し、招待の番号を作る。番号はこの場で一度だけ返す。"""
    posts = tuple(posts)
    for new in posts:
        _require_post(new, by)
    if Staff.objects.filter(login_name__iexact=login_name).exists():
        raise UserError(messages.LOGIN_NAME_TAKEN, field="login_name")
    staff = Staff(
        login_name=login_name,
        name=name,
        name_kana=name_kana,
        search_key=staff_key(name, name_kana),
        phone=phone,
        is_invited=True,
    )
    staff.set_unusable_password()
    staff.save()
    audit.record("staff.register", by=by, target=staff)
    for new in posts:
        _save_post(staff, new, by)
    issued = issue_invitation(
        staff_id=staff.pk,
        municipality_id=posts[0].office.municipality_id,
        by=by,
        now=now,
    )
    return staff, issued


def _require_post(new: NewPost, by: Actor) -> None:
    require_at(new.office, Permission.STAFF_MANAGE, by)
    if new.kind not in OFFICE_POSTS and not by.can(
        Permission.STAFF_TRANSFER, municipality_id=new.office.municipality_id
    ):
        raise UserError(
            messages.NOT_FOR_MANAGERS.format(post=new.kind.label), field="kind"
        )


@transaction.atomic
def open_post(*, staff: Staff, new: NewPost, by: Actor) -> Post:
    """配置を加える（兼務など）。"""
    _require_post(new, by)
    return _save_post(staff, new, by)


def _save_post(staff: Staff, new: NewPost, by: Actor) -> Post:
    running = Post.objects.filter(
        Q(valid_before=None) | Q(valid_before__gt=new.valid_from), staff=staff
    )
    if running.filter(office=new.office, kind=new.kind).exists():
        raise UserError(messages.POST_ALREADY_OPEN, field="kind")
    held = list(running.values_list("fte_hundredths", flat=True))
    if not total_fte_is_possible([*held, new.fte_hundredths]):
        total = f"{sum(held) / 100:.2f}"
        raise UserError(messages.TOO_MUCH_FTE.format(total=total), field="fte")
    post = Post.objects.create(
        staff=staff,
        office=new.office,
        kind=new.kind,
        local_title=new.local_title,
        fte_hundredths=new.fte_hundredths,
        valid_from=new.valid_from,
        recorded_by_id=by.staff_id,
    )
    _open_grants(post, by)
    audit.record("staff.post_open", by=by, target=post, kind=str(new.kind))
    return post


def _open_grants(post: Post, by: Actor) -> None:
    """The role that the post gives, as wide as its kind reaches."""
    kind = PostKind(post.kind)
    role = ROLE_OF_POST.get(kind)
    if role is None:
        return
    office = post.office
    municipality_ids = [office.municipality_id]
    office_id: int | None = None
    area_id: int | None = None
    if kind in PREFECTURE_WIDE:
        municipality_ids = _municipalities_around(office)
    elif kind in AREA_WIDE:
        area_id = office.area_id
    elif kind not in MUNICIPALITY_WIDE:
        office_id = office.pk
    for municipality_id in municipality_ids:
        open_grant(
            staff_id=post.staff_id,
            role=role,
            municipality_id=municipality_id,
            office_id=office_id,
            area_id=area_id,
            valid_from=post.valid_from,
            valid_before=post.valid_before,
            source_ref=post_source(post),
            by=by,
        )


def _municipalities_around(office: Office) -> list[int]:
    """All municipalities of the prefecture, the one of the desk's entry first."""
    root = ids_on_path(office.area.path)[0]
    around = Municipality.objects.filter(
        area__kind=AreaKind.MUNICIPALITY, area__path__startswith=f"/{root}/"
    )
    ids = list(around.order_by("id").values_list("id", flat=True))
    return sorted(ids, key=lambda pk: (pk != office.municipality_id, pk))


@transaction.atomic
def end_post(*, post: Post, last_day: date, reason: str, by: Actor) -> None:
    """配置を、その日を最後に終える。役割もその翌日になくなる。"""
    require_at(post.office, Permission.STAFF_MANAGE, by)
    _end_post(post, last_day, reason, by)


def _end_post(post: Post, last_day: date, reason: str, by: Actor) -> None:
    valid_before = date.fromordinal(last_day.toordinal() + 1)
    if valid_before < post.valid_from:
        start = format_wareki(post.valid_from)
        raise UserError(
            messages.ENDS_BEFORE_START.format(start=start), field="last_day"
        )
    Post.objects.filter(pk=post.pk, valid_before=None).update(
        valid_before=valid_before, ended_reason=reason
    )
    end_grants(source_ref=post_source(post), valid_before=valid_before)
    audit.record("staff.post_end", by=by, target=post)
    _end_additions_without_post(post, valid_before, by)


def _end_additions_without_post(post: Post, valid_before: date, by: Actor) -> None:
    """主任の位置づけと権利擁護の担当は、配置先に配置がなくなった日に終わる。"""
    stays = Post.objects.filter(
        Q(valid_before=None) | Q(valid_before__gt=valid_before),
        staff_id=post.staff_id,
        office_id=post.office_id,
    )
    if stays.exists():
        return
    for appointment in ChiefAppointment.objects.filter(
        staff_id=post.staff_id, office_id=post.office_id, valid_before=None
    ):
        end_chief_appointment(appointment, valid_before, by)
    named = GrantRow.objects.filter(
        Q(valid_before=None) | Q(valid_before__gt=valid_before),
        staff_id=post.staff_id, office_id=post.office_id, role=Role.RIGHTS_STAFF,
    )  # fmt: skip
    for source_ref in list(named.values_list("source_ref", flat=True)):
        end_grants(source_ref=source_ref, valid_before=valid_before)
        audit.record("rights.officer_end", by=by, target=post)


@transaction.atomic
def transfer_staff(
    *, staff: Staff, old_post: Post, new: NewPost, reason: str, by: Actor
) -> Post:
    """異動: 前の配置を前の日で終え、新しい配置を始める。間をあけない。"""
    require_at(old_post.office, Permission.STAFF_MANAGE, by)
    _require_post(new, by)
    last_day = date.fromordinal(new.valid_from.toordinal() - 1)
    _end_post(old_post, last_day, reason or "異動", by)
    return _save_post(staff, new, by)


@transaction.atomic
def leave(*, staff: Staff, last_day: date, reason: str, by: Actor, today: date) -> int:
    """退職: 続いている配置と主任の位置づけを、すべてその日で終える。終えた数を返す。

    When no post remains after today, the login ends at the next request.
    """
    posts = list(
        Post.objects.filter(
            Q(valid_before=None) | Q(valid_before__gt=last_day), staff=staff
        ).select_related("office__area")
    )
    if not posts:
        raise UserError(messages.NO_OPEN_POST)
    for post in posts:
        require_at(post.office, Permission.STAFF_MANAGE, by)
        _end_post(post, last_day, reason or "退職", by)
    valid_before = date.fromordinal(last_day.toordinal() + 1)
    if valid_before <= today:
        Staff.objects.filter(pk=staff.pk).update(is_active=False)
    audit.record("staff.leave", by=by, target=staff, posts=len(posts))
    return len(posts)


def end_chief_appointment(
    appointment: ChiefAppointment, valid_before: date, by: Actor
) -> None:
    """Shared by ending a post and by the chief's own page; the caller asked permission."""
    ends = max(valid_before, appointment.valid_from)
    ChiefAppointment.objects.filter(pk=appointment.pk, valid_before=None).update(
        valid_before=ends
    )
    end_grants(source_ref=f"chief:{appointment.pk}", valid_before=ends)
    audit.record("chief.end", by=by, target=appointment)


@transaction.atomic
def edit_staff(
    *, staff: Staff, name: str, name_kana: str, phone: str, version: int, by: Actor,
    office: Office,
) -> None:  # fmt: skip
    """氏名と連絡先を直す。"""
    require_at(office, Permission.STAFF_MANAGE, by)
    saved = Staff.objects.filter(pk=staff.pk, version=version).update(
        name=name,
        name_kana=name_kana,
        search_key=staff_key(name, name_kana),
        phone=phone,
        version=version + 1,
    )
    if not saved:
        raise UserError(CHANGED_MEANWHILE)
    audit.record("staff.edit", by=by, target=staff)


@transaction.atomic
def invite_again(
    *, staff: Staff, office: Office, by: Actor, now: datetime
) -> IssuedCode:
    """招待の番号を作り直す。前の番号は使えなくなる。まだ一度も入っていない人だけ。"""
    require_at(office, Permission.STAFF_MANAGE, by)
    return issue_invitation(
        staff_id=staff.pk, municipality_id=office.municipality_id, by=by, now=now
    )
