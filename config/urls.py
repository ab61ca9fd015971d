"""One include per room. Django's own admin is not here: it would be a second door."""

from __future__ import annotations

from django.urls import include, path

from config.routing import ByFirstWord

handler404 = "tsunagi.access.errors.not_found"
handler403 = "tsunagi.access.errors.forbidden"

urlpatterns = [
    ByFirstWord(
        [
            path("", include("tsunagi.reports.urls")),
            path("", include("tsunagi.access.urls")),
            path("", include("tsunagi.organisations.urls")),
            path("", include("tsunagi.activity.urls")),
            path("", include("tsunagi.cases.urls")),
            path("", include("tsunagi.meetings.urls")),
            path("", include("tsunagi.exchange.urls")),
            path("ui/", include("tsunagi.ui.urls")),
        ]
    ),
]
