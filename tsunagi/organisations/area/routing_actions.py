"""困難な相談の行き先の書込み。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.organisations.area import messages
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.routing_models import RoutingRule
from tsunagi.organisations.area.routing_rules import Route


@transaction.atomic
def set_route(
    *, area: Area, route: Route | None, reason: str, valid_from: date, by: Actor,
    now: datetime,
) -> RoutingRule | None:  # fmt: skip
    """その日からの決まりを置く。route None: この地域では決めず、上の地域に合わせる。

    What was to begin on that day or later is struck and stays in the history.
    """
    by.require(Permission.AREA_EDIT, municipality_id=area.municipality_id or 0)
    if not reason.strip():
        raise UserError(messages.ROUTE_REASON, field="reason")
    # Two at once take turns.
    Area.objects.select_for_update().filter(pk=area.pk).first()
    standing = RoutingRule.objects.filter(area=area, is_struck=False)
    later = standing.filter(valid_from__gte=valid_from)
    running = standing.filter(
        Q(valid_before=None) | Q(valid_before__gt=valid_from),
        valid_from__lt=valid_from,
    )
    if route is None and not later.exists() and not running.exists():
        raise UserError(messages.NO_ROUTE_TO_END, field="route")
    later.update(is_struck=True)
    running.update(valid_before=valid_from)
    row = None
    if route is not None:
        row = RoutingRule.objects.create(
            area=area, route=route.value, reason=reason.strip(), valid_from=valid_from,
            recorded_at=now, recorded_by_id=by.staff_id,
        )  # fmt: skip
    audit.record(
        "area.route_set", by=by, target=area, route=route.value if route else "none",
        valid_from=valid_from.isoformat(),
    )  # fmt: skip
    return row
