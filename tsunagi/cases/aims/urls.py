from django.urls import path

from tsunagi.cases.aims import list_views, views

CASE = "cases/<uuid:public_id>"

urlpatterns = [
    path("problems/", list_views.problem_list, name="problem-list"),
    path("problems/export/", list_views.problem_export, name="problem-export"),
    path(f"{CASE}/aims/", views.case_aims, name="case-aims"),
    path(f"{CASE}/aims/path/", views.case_path, name="case-path"),
    path(f"{CASE}/problems/new/", views.problem_new, name="problem-new"),
    path(
        f"{CASE}/problems/<uuid:row_id>/edit/", views.problem_edit, name="problem-edit"
    ),
    path(
        f"{CASE}/problems/<uuid:row_id>/progress/",
        views.problem_progress,
        name="problem-progress",
    ),
    path(f"{CASE}/steps/new/", views.life_step_new, name="life-step-new"),
    path(
        f"{CASE}/steps/<uuid:row_id>/edit/", views.life_step_edit, name="life-step-edit"
    ),
]
