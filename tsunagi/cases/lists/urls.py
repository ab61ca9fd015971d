from django.urls import path

from tsunagi.cases.lists import bulk_views, export_views, own_views, views
from tsunagi.cases.lists.rules import ListKind

MINE, OFFICE = {"kind": ListKind.MINE}, {"kind": ListKind.OFFICE}

urlpatterns = [
    path("cases/mine/", views.case_mine, name="case-mine"),
    path("cases/office/", views.case_office, name="case-office"),
    path("cases/mine/export/", export_views.case_export, MINE, name="case-mine-export"),
    path(
        "cases/office/export/",
        export_views.case_export,
        OFFICE,
        name="case-office-export",
    ),
    path("cases/mine/all-records/", own_views.own_export, name="own-export"),
    path("cases/<uuid:public_id>/print/", own_views.case_print, name="case-print"),
    path("cases/mine/views/", views.view_save, MINE, name="case-mine-save"),
    path("cases/office/views/", views.view_save, OFFICE, name="case-office-save"),
    path(
        "cases/views/<uuid:public_id>/remove/",
        views.view_remove,
        name="case-view-remove",
    ),
    path("cases/office/reassign/", bulk_views.case_reassign, name="case-reassign"),
]
