"""読み物と取り決めを書く、直す、取り下げる、読んだと記す。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.idempotency import once
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.activity.knowledge import messages
from tsunagi.activity.knowledge.addressing import is_for
from tsunagi.activity.knowledge.models import Article, ArticleReading
from tsunagi.activity.knowledge.rules import CONFIRMED, Kind
from tsunagi.common.errors import UserError
from tsunagi.organisations.models import Office, Staff

FIELDS = ("kind", "title", "summary", "body", "tags", "source", "confidence")
ADDRESS = ("sender", "area", "audience")


@transaction.atomic
def publish_article(*, values: Mapping[str, Any], by: Actor, now: datetime) -> Article:
    """新しく書いて、この市町村のみんなに出す。"""
    _require_writer(by)
    if values["kind"] == Kind.NOTICE:
        raise UserError(messages.KIND_STAYS, field="kind")
    row = Article.objects.create(
        municipality_id=by.here, recorded_at=now, recorded_by_id=by.staff_id,
        **_checked(values),
    )  # fmt: skip
    audit.record("article.publish", by=by, target=row, kind=row.kind)
    return row


def publish_article_once(
    *, key: UUID, values: Mapping[str, Any], by: Actor, now: datetime
) -> UUID:
    """The same form sent twice publishes one article and answers with it both times."""

    def make() -> str:
        return str(publish_article(values=values, by=by, now=now).record_id)

    body = {name: str(values[name]) for name in FIELDS}
    record_id, _ = once(key, by=by, action="article.publish", body=body, make=make)
    return UUID(record_id)


@transaction.atomic
def revise_article(
    *,
    article: Article,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
) -> Article:
    """直して新しい版にする。取り決めは、新しい版をもう一度読んで確かめてもらう。"""
    _require_writer(by, article)
    if (article.kind == Kind.NOTICE) != (values["kind"] == Kind.NOTICE):
        raise UserError(messages.KIND_STAYS, field="kind")
    row = _next(article, version=version, by=by, now=now, **_checked(values))
    audit.record("article.revise", by=by, target=row, version=row.version)
    return row


@transaction.atomic
def retire_article(
    *, article: Article, version: int, by: Actor, now: datetime
) -> Article:
    """取り下げる。前に読んだ記録は残る。"""
    _require_writer(by, article)
    kept = {name: getattr(article, name) for name in FIELDS}
    row = _next(article, version=version, by=by, now=now, is_retired=True, **kept)
    audit.record("article.retire", by=by, target=row)
    return row


@transaction.atomic
def confirm_reading(
    *,
    article: Article,
    version: int,
    office: Office,
    staff: Staff,
    by: Actor,
    now: datetime,
) -> None:
    """自分の事業所として読んだ、と記す。二度押しても一度だけ残る。

    version: the one that was on the screen; nobody confirms what nobody showed.
    """
    by.require(Permission.OFFICE_CONFIRM, municipality_id=by.here, office_id=office.pk)
    if article.municipality_id != by.here or not article.is_current:
        raise NotVisible
    if article.kind not in CONFIRMED:
        raise UserError(messages.NOT_AN_AGREEMENT)
    if article.kind == Kind.NOTICE and not is_for(article, office, on=localdate(now)):
        raise UserError(messages.NOT_ADDRESSED)
    if article.is_retired:
        raise UserError(messages.RETIRED)
    if article.version != version:
        raise UserError(CHANGED_MEANWHILE)
    if ArticleReading.objects.filter(article=article, office=office).exists():
        return
    try:
        with transaction.atomic():
            ArticleReading.objects.create(
                article=article, office=office, confirmed_at=now, confirmed_by=staff
            )
    except IntegrityError:
        return
    audit.record("article.confirm", by=by, target=article, office=office.pk)


def _require_writer(by: Actor, article: Article | None = None) -> None:
    if article is not None and article.municipality_id != by.here:
        raise NotVisible
    if not by.has(Permission.KNOWLEDGE_WRITE):
        raise AccessDenied(Permission.KNOWLEDGE_WRITE)
    if article is not None and article.is_retired:
        raise UserError(messages.RETIRED)
    if (
        article is not None
        and article.kind == Kind.NOTICE
        and article.sender_id != by.office_id
    ):
        raise NotVisible


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {name: values[name] for name in FIELDS}
    for name in ("title", "body"):
        if not wanted[name].strip():
            raise UserError(messages.NOTHING_WRITTEN, field=name)
    return wanted


def _next(
    article: Article, *, version: int, by: Actor, now: datetime, **values: Any
) -> Article:
    """The next version; only one of two people can write it."""
    took = Article.objects.filter(
        record_id=article.record_id, version=version, is_current=True
    ).update(is_current=False)
    if not took:
        raise UserError(CHANGED_MEANWHILE)
    return Article.objects.create(
        public_id=uuid4(), record_id=article.record_id, version=version + 1,
        supersedes_id=article.pk, municipality_id=article.municipality_id,
        recorded_at=now, recorded_by_id=by.staff_id,
        **{name: getattr(article, name) for name in ADDRESS}, **values,
    )  # fmt: skip
