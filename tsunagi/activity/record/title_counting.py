"""役割の呼び名（相談員、機能強化員、地域支援員）と業務の種類を掛け合わせて、SQL で数える。"""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from tsunagi.activity.record.counting import Rows, Spent
from tsunagi.organisations.staff.models import Post


def spent_by_title(rows: Rows) -> dict[tuple[str, str], Spent]:
    """{(local title on the day of the work, kind of work): Spent}. Without one: ""."""
    posts = (
        Post.objects.filter(
            Q(valid_before=None) | Q(valid_before__gt=OuterRef("occurred_on")),
            staff=OuterRef("staff"), office=OuterRef("office"),
            valid_from__lte=OuterRef("occurred_on"),
        )
        .exclude(local_title="")
        .order_by("pk")
        .values("local_title")[:1]
    )  # fmt: skip
    found = (
        rows.activities.order_by()
        .annotate(title=Coalesce(Subquery(posts), Value("")))
        .values_list("title", "work_kind")
        .annotate(
            Count("pk"),
            Sum("minutes", default=0),
            Sum("travel_minutes", default=0),
        )
    )
    return {(title, kind): Spent(kind, *sums) for title, kind, *sums in found}
