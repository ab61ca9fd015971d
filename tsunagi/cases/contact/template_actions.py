"""相談記録のひな形の書込み。個人のことは書かない。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor
from tsunagi.access.permissions import Permission
from tsunagi.cases.contact import messages
from tsunagi.cases.contact.models import ContactTemplate
from tsunagi.common.errors import UserError

FIELDS = ("title", "method", "contents", "minutes", "text", "is_retired")


@transaction.atomic
def save_template(
    *,
    row: ContactTemplate | None,
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> ContactTemplate:
    """ひな形を作る（row なし）か、直す。同じ名前は事業所に一つだけ。"""
    office_id = row.office_id if row else by.office_id
    if office_id is None:
        raise AccessDenied(Permission.CASE_WORK)
    by.require(Permission.CASE_WORK, municipality_id=by.here, office_id=office_id)
    template = row or ContactTemplate(office_id=office_id)
    for name in FIELDS:
        setattr(template, name, values[name])
    template.updated_at, template.updated_by_id = now, by.staff_id
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise UserError(messages.TITLE_TAKEN, field="title") from error
    audit.record("contact.template", by=by, target=template)
    return template
