"""下書きの書込み。保存するたびに版が一つ進み、同時に書かれた文は両方残る。

The permission is that of the form the draft belongs to. The log names the beginning
and the end of a draft, not each keystroke.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from tsunagi.access import audit, transactions
from tsunagi.access.actor import AccessDenied, Actor, NotVisible, system_actor
from tsunagi.access.drafts.messages import (
    ALREADY_WRITING,
    BUSY,
    NOT_A_COLLEAGUE,
    STAYS_WITH_ITS_AUTHOR,
    TOO_LARGE,
)
from tsunagi.access.drafts.models import Draft
from tsunagi.access.drafts.queries import own_row
from tsunagi.access.drafts.rules import (
    KEEP_FOR,
    MOST_CONTENT_BYTES,
    STAYS_WITH_AUTHOR,
    Changes,
    Content,
    SeenDraft,
    merged,
)
from tsunagi.access.models import GrantRow
from tsunagi.access.permissions import ROLES, Role
from tsunagi.access.registry import url_actions
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen

# How often a save begins anew because another one was faster.
TRIES = 5


class SaveState(StrEnum):
    """saved · conflict: saved, and another page had written too · gone: not saved."""

    SAVED = "saved"
    CONFLICT = "conflict"
    GONE = "gone"


class Saved(Frozen):
    """What the browser is told. `gone`: the draft was used, discarded or handed over."""

    state: SaveState
    revision: int
    saved_at: datetime | None


GONE = Saved(SaveState.GONE, 0, None)


def save_draft(
    *,
    form: str,
    subject_ref: str,
    changes: Changes,
    base: int,
    tab: str,
    by: Actor,
    now: datetime,
) -> Saved:
    """変わった項目だけを下書きに書く。base は、その画面が見せた版。0 は書き始め。"""
    require_form(form, by=by)
    for _ in range(TRIES):
        with transaction.atomic():
            row = _own(form=form, subject_ref=subject_ref, by=by, now=now)
            if row is not None:
                saved = _go_on(row, changes, base=base, tab=tab, by=by, now=now)
            elif base:
                saved = GONE
            else:
                saved = _start(form, subject_ref, changes, tab=tab, by=by, now=now)
        if saved is not None:
            return saved
    raise UserError(BUSY)


def discard_draft(*, form: str, subject_ref: str, by: Actor, now: datetime) -> bool:
    """自分の下書きを捨てる。なければ何もしない（二度押しても同じ）。"""
    _require_known(form)
    with transaction.atomic():
        row = _own(form=form, subject_ref=subject_ref, by=by, now=now)
        if row is None:
            return False
        audit.record("draft.discard", by=by, target=row, form=form)
        row.delete()
        return True


def draft_used(seen: SeenDraft, *, by: Actor, now: datetime) -> bool:
    """記録になった下書きを消す。記録を保存する操作の中から、同じ取引の中で呼ぶ。

    What another page wrote and this one never showed is not in the record: then the
    draft stays and is offered again.
    """
    if not transactions.in_transaction():
        raise RuntimeError("a record and the end of its draft share one transaction")
    row = _own(form=seen.form, subject_ref=seen.subject_ref, by=by, now=now)
    if row is None:
        return False
    content = Content.from_text(row.open_sealed("content"))
    if content.has_news_for(tab=seen.tab, revision=seen.revision):
        return False
    # A page that writes at this moment makes a new revision: then it is not deleted.
    mine = Draft.objects.visible_to(by, now=now)
    deleted, _ = mine.filter(pk=row.pk, revision=row.revision).delete()
    if deleted:
        audit.record("draft.used", by=by, target=row, form=row.form)
    return bool(deleted)


def hand_over_draft(
    *, public_id: UUID, to_staff_id: int, by: Actor, now: datetime
) -> None:
    """自分の下書きを、同じ職場でその画面を使える人に引き継ぐ。"""
    with transaction.atomic():
        mine = Draft.objects.visible_to(by, now=now)
        row = mine.filter(public_id=public_id, expires_at__gt=now).first()
        if row is None:
            raise NotVisible
        require_form(row.form, by=by)
        if row.form in STAYS_WITH_AUTHOR:
            raise UserError(STAYS_WITH_ITS_AUTHOR)
        if not _is_colleague(to_staff_id, form=row.form, by=by, now=now):
            raise UserError(NOT_A_COLLEAGUE)
        try:
            with transaction.atomic():
                moved = mine.filter(pk=row.pk).update(staff_id=to_staff_id)
        except IntegrityError as error:
            raise UserError(ALREADY_WRITING) from error
        if not moved:
            raise NotVisible
        audit.record(
            "draft.hand_over", by=by, target=row, form=row.form, to_staff=to_staff_id
        )


def purge_expired(*, now: datetime) -> int:
    """期限（最後の保存から90日）の過ぎた下書きを消す。時計の係が呼ぶ。"""
    expired = Draft.objects.unscoped("the ticker clears the drafts of everybody")
    with transaction.atomic():
        count, _ = expired.filter(expires_at__lte=now).delete()
        if count:
            audit.record("draft.purge", by=system_actor("ticker"), count=count)
    return count


# --- the row -----------------------------------------------------------------------
def _own(*, form: str, subject_ref: str, by: Actor, now: datetime) -> Draft | None:
    """The author's draft of this form. One past its time no longer counts."""
    row = own_row(actor=by, form=form, subject_ref=subject_ref, now=now)
    if row is not None and row.expires_at <= now:
        row.delete()
        audit.record("draft.purge", by=by, count=1)
        return None
    return row


def _start(
    form: str, subject_ref: str, changes: Changes, *, tab: str, by: Actor, now: datetime
) -> Saved | None:
    """The first save. None when another page began the same draft at this moment."""
    if by.staff_id is None:
        raise ValueError("only a person writes a draft")
    row = Draft(
        municipality_id=by.here, staff_id=by.staff_id, form=form,
        subject_ref=subject_ref, started_at=now, saved_at=now,
        expires_at=now + KEEP_FOR,
    )  # fmt: skip
    content, _ = merged(Content(), changes, tab=tab, base=0, revision=1)
    row.seal("content", _checked(content))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return None
    audit.record("draft.start", by=by, target=row, form=form, subject=subject_ref)
    return Saved(SaveState.SAVED, row.revision, now)


def _go_on(
    row: Draft, changes: Changes, *, base: int, tab: str, by: Actor, now: datetime
) -> Saved | None:
    """One more revision. None when another save made it first: read and merge again."""
    before = Content.from_text(row.open_sealed("content"))
    revision = row.revision + 1
    content, overtaken = merged(before, changes, tab=tab, base=base, revision=revision)
    row.seal("content", _checked(content))
    mine = Draft.objects.visible_to(by, now=now)
    written = mine.filter(pk=row.pk, revision=row.revision).update(
        content=row.content,
        revision=revision,
        saved_at=now,
        expires_at=now + KEEP_FOR,
    )
    if not written:
        return None
    return Saved(SaveState.CONFLICT if overtaken else SaveState.SAVED, revision, now)


def _checked(content: Content) -> str:
    text = content.as_text()
    if len(text.encode()) > MOST_CONTENT_BYTES:
        raise UserError(TOO_LARGE)
    return text


# --- who may -----------------------------------------------------------------------
@cache
def _permissions_of_actions(urlconf: str) -> dict[str, frozenset[str]]:
    """What each address asks for; the addresses never change while a program runs."""
    found: dict[str, set[str]] = {}
    for entry in url_actions():
        if entry.permission is not None:
            found.setdefault(entry.action, set()).add(entry.permission)
    return {action: frozenset(needed) for action, needed in found.items()}


def _require_known(form: str) -> frozenset[str]:
    needed = _permissions_of_actions(settings.ROOT_URLCONF).get(form)
    if needed is None:
        raise NotVisible
    return needed


def require_form(form: str, *, by: Actor) -> None:
    """Whoever may open the form may keep a draft of it."""
    if _require_known(form).isdisjoint(by.permissions):
        raise AccessDenied(form)


def _is_colleague(to_staff_id: int, *, form: str, by: Actor, now: datetime) -> bool:
    """Another person with a post at the same place whose role may use the form."""
    if to_staff_id == by.staff_id:
        return False
    today = localdate(now)
    grants = GrantRow.objects.filter(
        Q(valid_before=None) | Q(valid_before__gt=today),
        staff_id=to_staff_id,
        municipality_id=by.here,
        valid_from__lte=today,
    )
    here = {(grant.office_id, grant.area_id) for grant in by.grants}
    return any(
        (grant.office_id, grant.area_id) in here
        and not _require_known(form).isdisjoint(ROLES[Role(grant.role)].permissions)
        for grant in grants
    )
