"""会議の道。"""

from __future__ import annotations

from django.urls import path

from tsunagi.meetings.meeting import placeholder_views

urlpatterns = [
    path(
        "meetings/<uuid:public_id>/", placeholder_views.meeting_page,
        name="meeting-page",
    ),
]  # fmt: skip
