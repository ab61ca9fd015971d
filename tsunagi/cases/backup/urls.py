from django.urls import path

from tsunagi.cases.backup import views

CASE = "cases/<uuid:public_id>/backups"
ONE = f"{CASE}/<uuid:record_id>"

urlpatterns = [
    path("backups/", views.office_backups, name="backup-list"),
    path(f"{CASE}/", views.case_backups, name="case-backups"),
    path(f"{CASE}/new/", views.backup_new, name="backup-new"),
    path(f"{ONE}/edit/", views.backup_edit, name="backup-edit"),
    path(f"{ONE}/end/", views.backup_end, name="backup-end"),
    path(f"{ONE}/withdraw/", views.backup_withdraw, name="backup-withdraw"),
]
