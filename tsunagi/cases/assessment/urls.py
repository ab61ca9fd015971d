from django.urls import path

from tsunagi.cases.assessment import need_views, views

CASE = "cases/<uuid:public_id>"
ONE = f"{CASE}/assessments/<uuid:record_id>"

urlpatterns = [
    path(f"{CASE}/assessments/", views.case_assessments, name="case-assessments"),
    path(f"{CASE}/assessments/new/", views.assessment_new, name="assessment-new"),
    path(f"{ONE}/", views.assessment_page, name="assessment-page"),
    path(f"{ONE}/compare/", views.assessment_compare, name="assessment-compare"),
    path(f"{ONE}/correct/", views.assessment_correct, name="assessment-correct"),
    path(f"{ONE}/withdraw/", views.assessment_withdraw, name="assessment-withdraw"),
    path(f"{CASE}/needs/", need_views.needs_sheet, name="case-needs"),
    path(f"{CASE}/needs/new/", need_views.need_new, name="need-new"),
    path(f"{CASE}/needs/<uuid:row_id>/edit/", need_views.need_edit, name="need-edit"),
]
