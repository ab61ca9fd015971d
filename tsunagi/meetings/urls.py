"""会議の部屋の道。段ごとのファイルを並べる。"""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("tsunagi.meetings.series.urls")),
    path("", include("tsunagi.meetings.review.urls")),
    path("", include("tsunagi.meetings.meeting.urls")),
    path("", include("tsunagi.meetings.pledge.urls")),
    path("", include("tsunagi.meetings.feedback.urls")),
    path("", include("tsunagi.meetings.supervision.urls")),
    path("", include("tsunagi.meetings.issue.urls")),
    path("", include("tsunagi.meetings.care.urls")),
]
