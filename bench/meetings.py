"""A year of weekly meetings in the kit's world, and the pages that show it.

    python bench/kit/gen.py --out FOLDER --persons 100000 --notes 20000
    TSUNAGI_MODE=bench TSUNAGI_WORK_DIR=… python manage.py bench load FOLDER
    python -m bench.plans --seconds 0.1        # the plans, once
    python -m bench.meetings

One office convenes a weekly meeting to which every office of the city is invited; each
meeting has twenty items, each about a real plan. Written in bulk: what is measured is
reading it.
"""

from __future__ import annotations

from datetime import time, timedelta
from itertools import islice

from bench.run import measure_pages

WEEKS_BEHIND, WEEKS_AHEAD, ITEMS = 52, 8, 20


def build_meetings() -> int:
    """Once; a database that has meetings is left as it is."""
    from django.db import transaction
    from django.db.models import Count
    from django.utils import timezone
    from django.utils.timezone import localdate

    from tsunagi.cases.models import Plan
    from tsunagi.meetings.models import (
        AgendaItem,
        Attendance,
        Meeting,
        ReviewItem,
        Series,
        SeriesMember,
        SignedWord,
    )
    from tsunagi.meetings.pledge.texts import current_text
    from tsunagi.meetings.series.rules import SignedKind
    from tsunagi.organisations.models import Office, Post

    if Meeting._base_manager.exists():
        return Meeting._base_manager.count()
    now = timezone.now()
    today = localdate(now)
    offices = list(Office.objects.order_by("pk"))
    busiest = (
        Plan._base_manager.order_by().values("office_id").annotate(n=Count("pk"))
        .order_by("-n")[0]["office_id"]
    )  # fmt: skip
    host = Office.objects.select_related("municipality", "area").get(pk=busiest)
    city = host.municipality
    with transaction.atomic():
        series = Series.objects.create(
            municipality=city, office=host, area=city.area, kind="liaison",
            level="municipality", name="架空の連絡会議", rhythm="days",
            rhythm_number=14, usual_days=7, starts_at_time=time(10, 0),
            planned_minutes=120, most_minutes=120, speaks_of_persons=True,
            valid_from=today - timedelta(days=400), recorded_at=now,
        )  # fmt: skip
        SeriesMember.objects.create(
            series=series, kind="office_kind", part="member",
            office_kind="designated_plan", valid_from=series.valid_from,
            recorded_at=now,
        )  # fmt: skip
        for post in Post.objects.filter(office=host).select_related("staff"):
            SignedWord._base_manager.get_or_create(
                municipality=city, signed_by=post.staff,
                kind=SignedKind.CONFIDENTIALITY,
                text_version=current_text(SignedKind.CONFIDENTIALITY).version,
                defaults={"signed_name": "架空", "signed_at": now},
            )  # fmt: skip
        plans = Plan._base_manager.filter(municipality=city).order_by("pk").iterator()
        for week in range(-WEEKS_BEHIND, WEEKS_AHEAD):
            on = today + timedelta(days=7 * week + 1)
            meeting = Meeting.objects.create(
                municipality=city, series=series, office=host, kind="liaison",
                title=series.name, held_on=on, starts_at_time=time(10, 0),
                planned_minutes=120, speaks_of_persons=True, recorded_at=now,
                state="planned" if week >= 0 else "done",
                minutes=None if week >= 0 else 100,
            )  # fmt: skip
            Attendance._base_manager.bulk_create(
                Attendance(
                    meeting=meeting, part="member", office=office, recorded_at=now,
                    presence="invited" if week >= 0 else "present",
                )
                for office in offices
            )  # fmt: skip
            done = week < 0
            items = ReviewItem._base_manager.bulk_create(
                ReviewItem(
                    municipality=city, series=series, section=2, office=plan.office,
                    case=plan.case, plan=plan, since=on - timedelta(days=9),
                    headline="新規の計画案（3か月ごとの案）", facts=["40代", "計画相談"],
                    minutes=3, state="following" if done else "listed",
                    decision="agree" if done else "", recorded_at=now,
                    decided_on=on if done else None,
                    follow_on=today + timedelta(days=30) if done else None,
                )
                for plan in islice(plans, ITEMS)
            )  # fmt: skip
            AgendaItem._base_manager.bulk_create(
                AgendaItem(
                    meeting=meeting, section=2, kind="review", position=number,
                    title="プラン検討", review=item, pseudonym=f"かもめ{number}",
                    minutes=3, state="done" if done else "open", recorded_at=now,
                )
                for number, item in enumerate(items, start=1)
            )  # fmt: skip
        ReviewItem._base_manager.bulk_create(
            ReviewItem(
                municipality=city, series=series, section=2, office=plan.office,
                case=plan.case, plan=plan, since=today, headline="新規の計画案",
                minutes=3, recorded_at=now,
            )
            for plan in islice(plans, 60)
        )  # fmt: skip
    return Meeting._base_manager.count()


def pages() -> list[tuple[str, str, str]]:
    """(name, login, address) for somebody of the convening office."""
    from tsunagi.meetings.models import Meeting
    from tsunagi.organisations.models import Post

    coming = (
        Meeting._base_manager.filter(state="planned")
        .select_related("series")
        .order_by("held_on")[0]
    )
    worker = (
        Post.objects.filter(
            office_id=coming.office_id, kind__in=("manager", "specialist")
        )
        .select_related("staff")[0]
        .staff.login_name
    )
    one = f"/meetings/{coming.public_id}/"
    series = f"/meetings/series/{coming.series.public_id}/"
    return [
        ("today", worker, "/"),
        ("meetings to come", worker, "/meetings/"),
        ("meetings behind", worker, "/meetings/?view=past"),
        ("one meeting, every office invited", worker, one),
        ("the projected view", worker, f"{one}screen/"),
        ("the attendance of one meeting", worker, f"{one}attendance/"),
        ("what comes to the meeting", worker, "/meetings/review/"),
        ("the agenda proposed", worker, f"{one}propose/"),
        ("earlier agenda items", worker, f"{series}items/"),
        ("one series", worker, series),
        ("the year", worker, "/meetings/calendar/"),
        ("figures of the series", worker,
         f"/meetings/review/series/{coming.series.public_id}/figures/"),
    ]  # fmt: skip


if __name__ == "__main__":
    measure_pages(__doc__, build_meetings, pages, "meetings")
