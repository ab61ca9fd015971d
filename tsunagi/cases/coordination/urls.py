from django.urls import path

from tsunagi.cases.coordination import views

CASE = "cases/<uuid:public_id>/coordinations"
ONE = f"{CASE}/<uuid:record_id>"

urlpatterns = [
    path("coordinations/", views.coordination_list, name="coordination-list"),
    path(f"{CASE}/", views.case_coordinations, name="case-coordinations"),
    path(f"{CASE}/new/", views.coordination_new, name="coordination-new"),
    path(f"{ONE}/result/", views.coordination_result, name="coordination-result"),
    path(f"{ONE}/edit/", views.coordination_edit, name="coordination-edit"),
    path(f"{ONE}/withdraw/", views.coordination_withdraw, name="coordination-withdraw"),
]
