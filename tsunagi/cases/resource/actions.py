"""使った社会資源の書込み、はじめて知った機関を地域の名簿に載せること。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.models import Case
from tsunagi.cases.changes import changes_of
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.resource import messages
from tsunagi.cases.resource.models import ResourceUse, ResourceUseRevision
from tsunagi.cases.resource.rules import Outcome, Purpose, names_a_place
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.text import search_key
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.resource.actions import register_resource

FIELDS = (
    "office", "place_name", "purpose", "need", "outcome", "on", "note", "co_creator",
    "consent", "agreed_on",
)  # fmt: skip
# Left out by whoever writes only where somebody was sent.
USUAL: dict[str, Any] = {"co_creator": False, "consent": None, "agreed_on": None}


@transaction.atomic
def add_use(
    *, case: Case, values: Mapping[str, Any], by: Actor, now: datetime, today: date
) -> ResourceUse:
    """社会資源との結びつきを書く。values: names of FIELDS, and `contact_record`."""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    wanted = _checked(case, values, today=today)
    row = ResourceUse.objects.create(
        case=case, contact_record=values.get("contact_record"), recorded_at=now,
        recorded_by_id=by.staff_id, **wanted,
    )  # fmt: skip
    _audited("resource_use.add", row, by=by)
    return row


@transaction.atomic
def add_missing(
    *, plan: Plan, item_key: str, need: str, by: Actor, now: datetime, today: date
) -> ResourceUse:
    """計画の行のための資源が、地域に見当たらない。同じ行には一度だけ。"""
    case = plan.case
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    values = {
        **USUAL, "office": None, "place_name": "", "purpose": Purpose.MISSING.value,
        "need": need[:500], "outcome": Outcome.NOT_YET.value, "on": today, "note": "",
    }  # fmt: skip
    wanted = _checked(case, values, today=today)
    try:
        with transaction.atomic():
            row = ResourceUse.objects.create(
                case=case, plan=plan, item_key=item_key, recorded_at=now,
                recorded_by_id=by.staff_id, **wanted,
            )  # fmt: skip
    except IntegrityError:
        raise UserError(messages.SAID_BEFORE) from None
    _audited("resource_use.missing", row, by=by)
    return row


@transaction.atomic
def edit_use(
    *,
    use: ResourceUse,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> ResourceUse:
    """結果を書く、直す。前の値は履歴に残る。"""
    require_sight(use.case, Permission.CASE_WORK, by=by, now=now)
    wanted = _checked(use.case, values, today=today)
    changes = changes_of(use, wanted)
    if "consent" in changes:
        changes["consent"] = [_day_of(use.consent), _day_of(wanted["consent"])]
    if "office" in changes:  # named as it was called then
        changes["office"] = [_name_of(use.office), _name_of(wanted["office"])]
    if not changes:
        return use
    rows = ResourceUse.objects.unscoped("guarded by its version")
    try:
        with transaction.atomic():
            changed = rows.filter(pk=use.pk, version=version).update(
                version=F("version") + 1, **wanted
            )
    except IntegrityError:
        raise UserError(messages.SAID_BEFORE, field="purpose") from None
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    use.version = version + 1
    for name, value in wanted.items():
        setattr(use, name, value)
    ResourceUseRevision.objects.create(
        use=use, version=use.version, changes=changes, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    _audited("resource_use.edit", use, by=by)
    return use


@transaction.atomic
def list_agency(
    *,
    case: Case,
    found_as: str,
    key: UUID,
    area: Area,
    values: Mapping[str, Any],
    is_another: bool,
    by: Actor,
    now: datetime,
    today: date,
) -> Office:
    """ケースで知った機関を、みんなの名簿に載せる。ケースの中身は渡らない。

    found_as: the name as the records of this case spell it; those uses then point to
    the directory entry.
    """
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    office = register_resource(
        key=key, area=area, values=values, is_another=is_another, by=by, now=now,
        today=today,
    )  # fmt: skip
    wanted = search_key(found_as)
    unlisted = ResourceUse.objects.unscoped("uses of the case that was seen").filter(
        case=case, office=None
    )
    same = [row for row in unlisted if search_key(row.place_name) == wanted]
    unlisted.filter(pk__in=[row.pk for row in same]).update(
        office=office, version=F("version") + 1
    )
    ResourceUseRevision.objects.bulk_create(
        ResourceUseRevision(
            use=row, version=row.version + 1, changes={"office": [None, office.name]},
            recorded_at=now, recorded_by_id=by.staff_id,
        )
        for row in same
    )  # fmt: skip
    audit.record(
        "resource_use.list", by=by, target=office, subjects=[case.person.public_id]
    )
    return office


def _checked(case: Case, values: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    values = {**USUAL, **values}
    wanted = {name: values[name] for name in FIELDS}
    if not wanted["need"].strip():
        raise UserError(messages.NO_NEED, field="need")
    has_office = wanted["office"] is not None
    if has_office:
        wanted["place_name"] = ""
    if not names_a_place(
        Purpose(wanted["purpose"]), has_office=has_office, name=wanted["place_name"]
    ):
        raise UserError(messages.NO_PLACE, field="place_name")
    if wanted["on"] > today:
        raise UserError(messages.IN_FUTURE, field="on")
    _check_co_creator(case, wanted, today=today)
    return wanted


def _check_co_creator(case: Case, wanted: dict[str, Any], *, today: date) -> None:
    """The person is named only where they agreed, and only for what they helped make."""
    if not wanted["co_creator"]:
        wanted["consent"] = wanted["agreed_on"] = None
        return
    consent, agreed_on = wanted["consent"], wanted["agreed_on"]
    if not Purpose(wanted["purpose"]).is_making:
        raise UserError(messages.NOTHING_MADE, field="co_creator")
    if consent is None and agreed_on is None:
        raise UserError(messages.NOT_AGREED, field="agreed_on")
    if consent is not None and consent.case_id != case.pk:
        raise UserError(messages.NOT_AGREED, field="consent")
    if agreed_on is not None and agreed_on > today:
        raise UserError(messages.IN_FUTURE, field="agreed_on")


def _name_of(office: Office | None) -> str | None:
    return office.name if office else None


def _day_of(consent: Consent | None) -> str | None:
    return format_wareki(consent.given_on) if consent else None


def _audited(action: str, row: ResourceUse, *, by: Actor) -> None:
    audit.record(
        action, by=by, target=row, purpose=row.purpose, outcome_code=row.outcome,
        subjects=[row.case.person.public_id],
    )  # fmt: skip
