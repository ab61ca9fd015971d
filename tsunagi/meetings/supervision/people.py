"""だれが発表できるか: 会議に呼ばれた人と、呼ばれた事業所・開いた事業所の職員。"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.models import Post, Staff


def presenters_of(meeting: Meeting, *, today: date) -> QuerySet[Staff]:
    """One statement; the caller has looked whether the meeting may be opened."""
    invited = Attendance._base_manager.filter(meeting=meeting, is_struck=False)
    offices = invited.filter(office__isnull=False).values("office_id")
    posts = Post.objects.filter(
        in_force_on(today), Q(office__in=offices) | Q(office_id=meeting.office_id)
    )
    people = Q(pk__in=posts.values("staff_id")) | Q(
        pk__in=invited.filter(staff__isnull=False).values("staff_id")
    )
    return Staff.objects.filter(people, is_active=True).order_by("search_key", "id")
