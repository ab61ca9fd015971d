"""地域課題の候補の道。"""

from __future__ import annotations

from django.urls import path

from tsunagi.meetings.issue import rise_views, views

urlpatterns = [
    path("issues/candidates/", views.candidate_list, name="candidate-list"),
    path("issues/candidates/new/", views.candidate_new, name="candidate-write"),
    path("issues/candidates/file.csv", views.candidate_file, name="candidate-file"),
    path(
        "issues/candidates/<uuid:public_id>/", views.candidate_page,
        name="candidate-page",
    ),
    path(
        "issues/candidates/<uuid:public_id>/edit/", views.candidate_edit,
        name="candidate-edit",
    ),
    path(
        "issues/candidates/<uuid:public_id>/settle/", views.candidate_settle,
        name="candidate-settle",
    ),
    path(
        "issues/candidates/<uuid:public_id>/raise/", rise_views.candidate_raise,
        name="candidate-raise",
    ),
    path(
        "meetings/<uuid:public_id>/items/<uuid:item_id>/issue/",
        views.candidate_from_item, name="candidate-new",
    ),
]  # fmt: skip
