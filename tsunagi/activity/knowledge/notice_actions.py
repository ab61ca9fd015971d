"""お知らせを出す: 担当地域の事業所に、一度に。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.activity.knowledge import messages
from tsunagi.activity.knowledge.models import Article
from tsunagi.activity.knowledge.rules import Confidence, Kind
from tsunagi.activity.office_support.queries import areas_of_support
from tsunagi.activity.office_support.rules import lies_within
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.models import Area


class NewNotice(Frozen):
    """audience: kinds of offices; empty: all that give consultation in the area."""

    title: str
    body: str
    area: Area
    audience: Sequence[str] = ()
    source: str = ""


@transaction.atomic
def publish_notice(*, new: NewNotice, by: Actor, now: datetime, today: date) -> Article:
    """担当地域の事業所の「きょう」に、読むまで出る。"""
    if not by.has(Permission.KNOWLEDGE_WRITE):
        raise AccessDenied(Permission.KNOWLEDGE_WRITE)
    if by.office_id is None:
        raise NotVisible
    paths = [area.path for area in areas_of_support(actor=by, today=today)]
    if not lies_within(new.area.path, paths):
        raise UserError(messages.OUTSIDE_AREA, field="area")
    for name in ("title", "body"):
        if not str(getattr(new, name)).strip():
            raise UserError(messages.NOTHING_WRITTEN, field=name)
    row = Article.objects.create(
        municipality_id=by.here, kind=Kind.NOTICE, title=new.title, body=new.body,
        source=new.source, confidence=Confidence.UNVERIFIED, sender_id=by.office_id,
        area=new.area, audience=sorted(new.audience), recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    audit.record("article.notice", by=by, target=row, area=new.area.pk)
    return row
