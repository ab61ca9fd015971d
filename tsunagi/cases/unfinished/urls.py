from django.urls import path

from tsunagi.cases.unfinished import views

urlpatterns = [
    path("unfinished/", views.draft_list, name="draft-list"),
    path(
        "unfinished/<uuid:public_id>/throw-away/",
        views.draft_throw_away,
        name="draft-throw-away",
    ),
    path(
        "unfinished/<uuid:public_id>/hand-over/",
        views.draft_hand_over,
        name="draft-hand-over",
    ),
]
