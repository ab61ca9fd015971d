"""務めの進み具合を書く。"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.activity.catalogue.queries import in_force
from tsunagi.activity.duties.models import DutyState
from tsunagi.activity.duties.rules import DutyProgress
from tsunagi.common.errors import UserError
from tsunagi.organisations.models import Municipality

DUTIES = "municipal-duties"


@transaction.atomic
def set_duty_state(
    *,
    item_code: str,
    progress: DutyProgress,
    owner: str,
    note: str,
    version: int,
    by: Actor,
    now: datetime,
) -> DutyState:
    """一つの務めの受け持ちと状態を残す。version 0 は、初めて書くとき。"""
    by.require(Permission.CATALOGUE_ADOPT, municipality_id=by.here)
    known = {
        item.code for item in in_force(actor=by, name=DUTIES, on=localdate(now)).items
    }
    municipality = Municipality.objects.filter(pk=by.here).first()
    if item_code not in known or municipality is None:
        raise NotVisible
    values = {
        "progress": progress, "owner": owner, "note": note, "updated_at": now,
        "updated_by_id": by.staff_id,
    }  # fmt: skip
    rows = DutyState.objects.filter(municipality=municipality, item_code=item_code)
    if version == 0:
        try:
            with transaction.atomic():
                DutyState.objects.create(
                    municipality=municipality, item_code=item_code, **values
                )
        except IntegrityError as error:
            raise UserError(CHANGED_MEANWHILE) from error
    elif not rows.filter(version=version).update(version=F("version") + 1, **values):
        raise UserError(CHANGED_MEANWHILE)
    row = rows.get()
    audit.record("duty.state", by=by, item=item_code, progress=progress.value)
    return row
