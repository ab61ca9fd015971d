from django.urls import path

from tsunagi.cases.files import views

CASE = "cases/<uuid:public_id>/files"

urlpatterns = [
    path(f"{CASE}/", views.case_files, name="case-files"),
    path(f"{CASE}/new/", views.file_new, name="file-new"),
    path("files/<uuid:public_id>/", views.file_open, name="file-open"),
    path("files/<uuid:public_id>/withdraw/", views.file_withdraw, name="file-withdraw"),
]
