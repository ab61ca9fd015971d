from django.urls import path

from tsunagi.cases.guardianship import views

OF_CASE = "cases/<uuid:public_id>/guardianship"
ONE = f"{OF_CASE}/<uuid:row_id>"

urlpatterns = [
    path("guardianships/", views.guardianship_list, name="guardianship-list"),
    path(
        "guardianships/export/", views.guardianship_export, name="guardianship-export"
    ),
    path(f"{OF_CASE}/", views.case_guardianship, name="case-guardianship"),
    path(f"{OF_CASE}/new/", views.guardianship_start, name="guardianship-start"),
    path(f"{ONE}/steps/new/", views.guardianship_step, name="guardianship-step"),
    path(f"{ONE}/facts/", views.guardianship_facts, name="guardianship-facts"),
    path(f"{ONE}/guardian/", views.guardianship_guardian, name="guardianship-guardian"),
]
