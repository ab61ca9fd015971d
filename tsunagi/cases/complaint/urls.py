from django.urls import path

from tsunagi.cases.complaint import figure_views, views

ONE = "complaints/<uuid:public_id>"

urlpatterns = [
    path("complaints/", views.complaint_list, name="complaint-list"),
    path("complaints/new/", views.complaint_new, name="complaint-new"),
    path("complaints/themes/", figure_views.complaint_themes, name="complaint-themes"),
    path("complaints/export/", figure_views.complaint_export, name="complaint-export"),
    path(f"{ONE}/", views.complaint_page, name="complaint-page"),
    path(f"{ONE}/assign/", views.complaint_assign, name="complaint-assign"),
    path(f"{ONE}/edit/", views.complaint_edit, name="complaint-edit"),
    path(f"{ONE}/person/", views.complaint_move, name="complaint-move"),
    path(f"{ONE}/withdraw/", views.complaint_withdraw, name="complaint-withdraw"),
    path(f"{ONE}/steps/new/", views.complaint_step, name="complaint-step"),
    path(f"{ONE}/answer/", views.complaint_answer, name="complaint-answer"),
    path(f"{ONE}/recurring/", views.complaint_recurring, name="complaint-recurring"),
    path(
        "cases/<uuid:public_id>/complaints/new/",
        views.case_complaint_new,
        name="case-complaint-new",
    ),
]
