from django.urls import path

from tsunagi.cases.papers import views

PLAN = "cases/<uuid:public_id>/plans/<uuid:plan_id>/papers"

urlpatterns = [
    path(f"{PLAN}/", views.plan_papers, name="plan-papers"),
    path(f"{PLAN}/file/", views.plan_papers_file, name="plan-papers-file"),
    path(f"{PLAN}/letter/", views.plan_letter, name="plan-letter"),
    path("papers/blank/", views.blank_papers, name="papers-blank"),
]
