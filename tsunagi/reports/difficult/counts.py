"""難しくする事情のある方の数、地域ごと。人の名前も、一人ひとりの行も、ここからは出ない。"""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count, Exists, OuterRef

from tsunagi.cases.case.models import Case, Difficulty

COUNTS = "how many, by area; no row and no person leaves this module"


def by_area(municipality_id: int) -> dict[int | None, tuple[int, int]]:
    """{area where the person lives, or None: (difficult, others)} of open cases."""
    hard = Difficulty.objects.unscoped(COUNTS).filter(
        case=OuterRef("pk"), resolved_on=None
    )
    rows = (
        Case.objects.unscoped(COUNTS)
        .filter(municipality_id=municipality_id, closed_on=None)
        .annotate(is_difficult=Exists(hard))
        .order_by()
        .values_list("person__area_id", "is_difficult")
        .annotate(count=Count("pk"))
    )
    found: dict[int | None, list[int]] = defaultdict(lambda: [0, 0])
    for area_id, is_difficult, count in rows:
        found[area_id][0 if is_difficult else 1] += count
    return {area_id: (one[0], one[1]) for area_id, one in found.items()}
