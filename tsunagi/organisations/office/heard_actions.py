"""空きの表の書込み: 読んだ行を、代理入力としてまとめて書く。全部か、一つも書かないか。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.idempotency import once
from tsunagi.common.errors import UserError
from tsunagi.organisations.office import messages
from tsunagi.organisations.office.actions import Heard, report_free_places
from tsunagi.organisations.office.heard_rules import Line
from tsunagi.organisations.office.models import FreePlaces, Office


@transaction.atomic
def write_sheet(
    *, key: UUID, lines: Sequence[Line], shown: Mapping[UUID, str], by: Actor,
    now: datetime, today: date,
) -> int:  # fmt: skip
    """一行ずつ、いつもの「空きの数字」として書く。同じ送信は一度だけ。書いた数を返す。

    shown: the key of the figure that stood beside each line when it was looked at. What
    an office has said itself since then is not pushed aside unseen.
    """
    body = {"lines": [[str(one.known.key), one.new, one.who, one.on] for one in lines]}
    count, _ = once(
        key, by=by, action="capacity.sheet_write", body=body,
        make=lambda: str(_write(lines, shown, by=by, now=now, today=today)),
    )  # fmt: skip
    return int(count)


def _write(
    lines: Sequence[Line], shown: Mapping[UUID, str], *, by: Actor, now: datetime,
    today: date,
) -> int:  # fmt: skip
    wanted = [one.known.key for one in lines]
    # Locked, so that two sheets at once do not both become the current figure.
    offices = {
        office.public_id: office
        for office in Office.objects.select_for_update(of=("self",))
        .select_related("area")
        .filter(public_id__in=wanted)
        .order_by("pk")
    }
    figures = dict(
        FreePlaces.objects.filter(
            office__in=offices.values(), is_current=True
        ).values_list("office__public_id", "pk")
    )
    stale = any(shown.get(key) != str(figures.get(key, 0)) for key in wanted)
    if not lines or len(offices) != len(wanted) or stale:
        raise UserError(messages.SHEET_CHANGED)
    for one in lines:
        report_free_places(
            office=offices[one.known.key], accepts_new=one.new.accepts_new,
            free_places=one.new.free, capacity=one.new.most, note=one.new.note,
            by=by, now=now, today=today, heard=Heard(one.who, one.on),
        )  # fmt: skip
    audit.record("capacity.sheet_write", by=by, rows=len(lines))
    return len(lines)
