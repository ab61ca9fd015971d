"""育ちの記録を一人に見せる、やめる。見せてもらった人のことば。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.activity.growth import messages
from tsunagi.activity.growth.common_actions import require_oneself, require_plain
from tsunagi.activity.growth.models import GrowthRemark, GrowthShare, SelfAssessment
from tsunagi.activity.growth.queries import people_to_show
from tsunagi.common.errors import UserError
from tsunagi.organisations.models import Staff


@transaction.atomic
def begin_share(
    *, shown_to: Staff, by: Actor, now: datetime, today: date
) -> GrowthShare:
    """一人に見せる。ほかの人に見せていたなら、その人へは、いまやめる。"""
    me = require_oneself(by)
    current = _open_share(by, me)
    if current is not None and current.shown_to_id == shown_to.pk:
        return current
    people = people_to_show(actor=by, today=today)
    if shown_to.pk not in {one.pk for one in people}:
        raise UserError(messages.NOT_TO_SHOW, field="shown_to")
    if current is not None:
        _end(current, by=by, now=now)
    try:
        with transaction.atomic():
            row = GrowthShare.objects.create(
                municipality_id=by.here, author_id=me, shown_to=shown_to, valid_from=now
            )
    except IntegrityError:
        raise UserError(messages.SHOWN_ALREADY, field="shown_to") from None
    audit.record("growth_share.begin", by=by, target=row)
    return row


@transaction.atomic
def end_share(*, by: Actor, now: datetime) -> GrowthShare:
    """見せるのをやめる。次の画面から見えない。"""
    me = require_oneself(by)
    current = _open_share(by, me)
    if current is None:
        raise UserError(messages.NOT_SHOWN)
    return _end(current, by=by, now=now)


def _open_share(by: Actor, me: int) -> GrowthShare | None:
    rows = GrowthShare.objects.unscoped("one's own row, by the author's id")
    return rows.filter(
        author_id=me, municipality_id=by.here, valid_before=None
    ).first()  # fmt: skip


def _end(row: GrowthShare, *, by: Actor, now: datetime) -> GrowthShare:
    row.valid_before = now
    row.save(update_fields=["valid_before"])
    audit.record("growth_share.end", by=by, target=row)
    return row


@transaction.atomic
def write_remark(
    *, assessment: SelfAssessment, text: str, by: Actor, now: datetime
) -> GrowthRemark:
    """見せてもらったふり返りに、短いことばを書く。読むのは本人と、書いた人だけ。"""
    me = require_oneself(by)
    shares = GrowthShare.objects.visible_to(by, now=now)
    if not shares.filter(author_id=assessment.author_id, shown_to_id=me).exists():
        raise UserError(messages.NOT_YOUR_ASSESSMENT)
    if not text.strip():
        raise UserError(messages.WORDS_NEEDED, field="text")
    require_plain(text=text)
    row = GrowthRemark.objects.create(
        municipality_id=by.here, author_id=assessment.author_id,
        assessment_id=assessment.record_id, text=text.strip(), written_at=now,
        written_by_id=me,
    )  # fmt: skip
    audit.record("growth_remark.write", by=by, target=row)
    return row


@transaction.atomic
def withdraw_remark(*, row: GrowthRemark, by: Actor, now: datetime) -> GrowthRemark:
    """書いた人が、ことばを取り消す。"""
    me = require_oneself(by)
    if row.written_by_id != me:
        raise NotVisible
    took = (
        GrowthRemark.objects.unscoped("check and act in one statement")
        .filter(pk=row.pk, withdrawn_at=None)
        .update(withdrawn_at=now)
    )
    if not took:
        raise UserError(messages.WITHDRAWN)
    row.withdrawn_at = now
    audit.record("growth_remark.withdraw", by=by, target=row)
    return row
