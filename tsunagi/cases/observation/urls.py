from django.urls import path

from tsunagi.cases.observation import views

ONE = "growth/observations/<uuid:record_id>"

urlpatterns = [
    path("growth/observations/", views.observation_list, name="observation-list"),
    path(
        "cases/<uuid:public_id>/backups/<uuid:record_id>/observe/<str:sheet>/",
        views.observation_new,
        name="observation-new",
    ),
    path(f"{ONE}/", views.observation_page, name="observation-page"),
    path(f"{ONE}/edit/", views.observation_edit, name="observation-edit"),
    path(f"{ONE}/answer/", views.observation_answer, name="observation-answer"),
]
