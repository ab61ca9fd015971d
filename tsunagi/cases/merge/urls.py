from django.urls import path

from tsunagi.cases.merge import views

urlpatterns = [
    path("persons/duplicates/", views.duplicate_list, name="duplicate-list"),
    path(
        "persons/<uuid:survivor>/merge/<uuid:absorbed>/",
        views.merge_pair,
        name="merge-pair",
    ),
    path("merges/<uuid:public_id>/undo/", views.merge_undo, name="merge-undo"),
]
