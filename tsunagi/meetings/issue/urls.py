"""地域課題の候補の道。"""

from __future__ import annotations

from django.urls import path

from tsunagi.meetings.issue import rise_views, views, voice_views

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
        "issues/candidates/<uuid:public_id>/raised/withdraw/", rise_views.rise_withdraw,
        name="candidate-raise-withdraw",
    ),
    path("issues/voices/", voice_views.voice_list, name="issue-voices"),
    path("issues/voices/new/", voice_views.voice_new, name="issue-voice-new"),
    path(
        "issues/voices/<uuid:public_id>/allow/", voice_views.voice_allow,
        name="issue-voice-allow",
    ),
    path(
        "issues/voices/<uuid:public_id>/withdraw/", voice_views.voice_withdraw,
        name="issue-voice-withdraw",
    ),
    path(
        "issues/candidates/<uuid:public_id>/voices/<uuid:voice_id>/link/",
        voice_views.voice_link, name="issue-voice-link",
    ),
    path(
        "issues/candidates/<uuid:public_id>/voices/<uuid:voice_id>/unlink/",
        voice_views.voice_unlink, name="issue-voice-unlink",
    ),
    path(
        "meetings/<uuid:public_id>/items/<uuid:item_id>/issue/",
        views.candidate_from_item, name="candidate-new",
    ),
]  # fmt: skip
