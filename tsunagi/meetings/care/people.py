"""だれのことを書けるか: 担当地域の、ほかの事業所の職員。"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.activity.office_support.queries import areas_of_support
from tsunagi.meetings.care.policy import caring_offices
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.models import Post, Staff


def others_in_area(*, by: Actor, today: date) -> QuerySet[Staff]:
    """Never somebody of an office that could read it."""
    inside = Q(pk__in=())  # nobody, until an area is found
    for area in areas_of_support(actor=by, today=today):
        inside |= Q(office__area__path__startswith=area.path)
    running = Post.objects.filter(in_force_on(today), office__municipality_id=by.here)
    own = running.filter(office__in=caring_offices(by))
    return (
        Staff.objects.filter(
            pk__in=running.filter(inside).values("staff_id"), is_active=True
        )
        .exclude(pk__in=own.values("staff_id"))
        .order_by("search_key", "id")
    )
