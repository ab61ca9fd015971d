"""会議のあとのひとことの道。"""

from __future__ import annotations

from django.urls import path

from tsunagi.meetings.feedback import views

urlpatterns = [
    path(
        "meetings/<uuid:public_id>/feedback/", views.feedback_new, name="feedback-new"
    ),
    path(
        "meetings/<uuid:public_id>/feedback/result/", views.feedback_result,
        name="feedback-result",
    ),
]  # fmt: skip
