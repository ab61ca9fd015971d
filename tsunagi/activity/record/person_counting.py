"""時間を、事業所・関わり方と、相手の人に何があったかとで、SQL で数える。だれかは読まない。"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from tsunagi.activity.record.counting import Rows, Spent
from tsunagi.activity.record.models import ActivitySubject


class Marked(NamedTuple):
    """worked, planned: whether the person, or one of several, is among those rows."""

    office_id: int
    mode: str
    worked: bool
    planned: bool


def spent_by_persons(
    rows: Rows, *, worked: QuerySet[Any], planned: QuerySet[Any]
) -> dict[Marked, Spent]:
    """worked, planned: queries of rows whose `activity_key` is a subject's; they stay in
    the database. worked may ask for the office of the record: OuterRef("activity__office")."""
    persons = ActivitySubject._base_manager.filter(activity=OuterRef("pk"))

    def of_subject(keys: QuerySet[Any]) -> QuerySet[Any]:
        return keys.filter(activity_key=OuterRef("subject_key"))

    found = (
        rows.activities.order_by()
        .annotate(
            worked=Exists(persons.filter(Exists(of_subject(worked)))),
            planned=Exists(persons.filter(Exists(of_subject(planned)))),
        )
        .values_list("office_id", "mode", "worked", "planned")
        .annotate(
            Count("pk"),
            Sum("minutes", default=0),
            Sum("travel_minutes", default=0),
        )
    )
    return {
        Marked(office, mode, worked, planned): Spent(mode, *sums)
        for office, mode, worked, planned, *sums in found
    }
