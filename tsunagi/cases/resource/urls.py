from django.urls import path

from tsunagi.cases.resource import views

CASE = "cases/<uuid:public_id>"

urlpatterns = [
    path(f"{CASE}/resources/", views.case_resources, name="case-resources"),
    path(f"{CASE}/resources/new/", views.resource_use_new, name="resource-use-new"),
    path(
        f"{CASE}/resources/<uuid:row_id>/edit/",
        views.resource_use_edit,
        name="resource-use-edit",
    ),
    path(f"{CASE}/resources/list/<int:number>/", views.agency_list, name="agency-list"),
]
