from django.urls import path

from tsunagi.cases.reflection import views

urlpatterns = [
    path("growth/reflections/", views.reflection_list, name="reflection-list"),
    path(
        "growth/reflections/<uuid:record_id>/",
        views.reflection_page,
        name="reflection-page",
    ),
    path(
        "growth/reflections/<uuid:record_id>/edit/",
        views.reflection_edit,
        name="reflection-edit",
    ),
    path(
        "cases/<uuid:public_id>/reflection/",
        views.reflection_new,
        name="reflection-new",
    ),
]
