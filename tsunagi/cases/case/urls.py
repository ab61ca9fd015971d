from django.urls import path

from tsunagi.cases.case import team_views, views

CASE = "cases/<uuid:public_id>"

urlpatterns = [
    path(f"{CASE}/", views.case_page, name="case-page"),
    path(f"{CASE}/team/", team_views.case_team, name="case-team"),
    path(f"{CASE}/assign/", team_views.case_assign, name="case-assign"),
    path(f"{CASE}/mode/", team_views.case_mode, name="case-mode"),
    path(f"{CASE}/close/", team_views.case_close, name="case-close"),
    path(f"{CASE}/reopen/", team_views.case_reopen, name="case-reopen"),
    path(f"{CASE}/partners/new/", team_views.collaborator_new, name="partner-new"),
    path(
        f"{CASE}/partners/<uuid:row_id>/end/",
        team_views.collaborator_end,
        name="partner-end",
    ),
    path(f"{CASE}/exclusions/new/", team_views.exclusion_new, name="exclusion-new"),
    path(
        f"{CASE}/exclusions/<uuid:row_id>/end/",
        team_views.exclusion_end,
        name="exclusion-end",
    ),
    path(f"{CASE}/difficulties/new/", team_views.difficulty_new, name="difficulty-new"),
    path(
        f"{CASE}/difficulties/<uuid:row_id>/end/",
        team_views.difficulty_end,
        name="difficulty-end",
    ),
]
