"""ピアサポーターの名簿の書込み: 載せる、直す、外す。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible, Subject
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.cases.changes import changes_of
from tsunagi.cases.intake.actions import require_desk
from tsunagi.cases.peer import messages
from tsunagi.cases.peer.models import PeerSupporter, PeerSupporterRevision
from tsunagi.cases.peer.policy import CAN_SEE_SUPPORTER
from tsunagi.common.errors import UserError
from tsunagi.organisations.office.models import Office

FIELDS = frozenset(
    {"name", "topics", "topics_words", "reach", "agreed_on", "is_shared"}
)


@transaction.atomic
def list_supporter(
    *, office: Office, values: Mapping[str, Any], by: Actor, now: datetime, today: date
) -> PeerSupporter:
    """名簿に載せる。載ることに同意した日がいる。"""
    require_desk(office, by)
    kept = _checked(values, today=today)
    row = PeerSupporter.objects.create(
        municipality_id=office.municipality_id, office=office, recorded_at=now,
        recorded_by_id=by.staff_id, **kept,
    )  # fmt: skip
    audit.record("peer.supporter", by=by, target=row, subjects=[row.public_id])
    return row


@transaction.atomic
def edit_supporter(
    *,
    supporter: PeerSupporter,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> None:
    _require_own(supporter, by=by, now=now)
    _change(supporter, version, by=by, now=now, **_checked(values, today=today))
    audit.record(
        "peer.supporter_edit", by=by, target=supporter, subjects=[supporter.public_id]
    )


@transaction.atomic
def end_supporter(
    *,
    supporter: PeerSupporter,
    ended_on: date,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> None:
    """名簿から外す。その日の翌日から選べない。"""
    _require_own(supporter, by=by, now=now)
    if not supporter.agreed_on <= ended_on <= today:
        raise UserError(messages.IN_FUTURE, field="ended_on")
    _change(supporter, version, by=by, now=now, ended_on=ended_on)
    audit.record(
        "peer.supporter_end", by=by, target=supporter, subjects=[supporter.public_id]
    )


def require_supporter_seen(
    supporter: PeerSupporter, *, by: Actor, now: datetime
) -> None:
    if by.staff_id is not None and not CAN_SEE_SUPPORTER.holds(
        Subject(by, now), supporter
    ):
        raise NotVisible


def _require_own(supporter: PeerSupporter, *, by: Actor, now: datetime) -> None:
    """Others may choose a shared supporter; the office that keeps the row changes it."""
    require_supporter_seen(supporter, by=by, now=now)
    require_desk(supporter.office, by)


def _checked(values: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    kept = {name: value for name, value in values.items() if name in FIELDS}
    for name in ("name", "reach"):
        if not str(kept.get(name, "")).strip():
            raise UserError(messages.NAME_NEEDED, field=name)
    if kept["agreed_on"] > today:
        raise UserError(messages.IN_FUTURE, field="agreed_on")
    kept["topics"] = [str(getattr(topic, "value", topic)) for topic in kept["topics"]]
    return kept


def _change(
    supporter: PeerSupporter, version: int, *, by: Actor, now: datetime, **values: Any
) -> None:
    """Check-and-act in one statement; what stood there before stays as a revision."""
    supporter.refresh_from_db()
    changes = changes_of(supporter, values)
    changed = (
        PeerSupporter.objects.unscoped("guarded by its version")
        .filter(pk=supporter.pk, version=version)
        .update(version=F("version") + 1, **values)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    supporter.refresh_from_db()
    if changes:
        PeerSupporterRevision.objects.create(
            supporter=supporter, version=supporter.version, changes=changes,
            recorded_at=now, recorded_by_id=by.staff_id,
        )  # fmt: skip
