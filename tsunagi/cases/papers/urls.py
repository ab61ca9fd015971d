from django.urls import path

from tsunagi.cases.papers import batch_views, template_views, views, whole_views

PLAN = "cases/<uuid:public_id>/plans/<uuid:plan_id>/papers"
TEMPLATE = "papers/templates/<uuid:record_id>"

urlpatterns = [
    path(
        "cases/<uuid:public_id>/whole-file/", whole_views.whole_file, name="whole-file"
    ),
    path(f"{PLAN}/", views.plan_papers, name="plan-papers"),
    path(f"{PLAN}/file/", views.plan_papers_file, name="plan-papers-file"),
    path(f"{PLAN}/letter/", views.plan_letter, name="plan-letter"),
    path("papers/batch/", batch_views.papers_batch, name="papers-batch"),
    path(
        "papers/batch/<uuid:public_id>/",
        batch_views.batch_take,
        name="papers-batch-take",
    ),
    path("papers/templates/", template_views.template_list, name="papers-templates"),
    path(
        "papers/templates/new/",
        template_views.template_new,
        name="papers-template-new",
    ),
    path(f"{TEMPLATE}/", template_views.template_page, name="papers-template"),
    path(
        f"{TEMPLATE}/preview/",
        template_views.template_preview,
        name="papers-template-preview",
    ),
    path(f"{TEMPLATE}/use/", template_views.template_use, name="papers-template-use"),
    path("papers/blank/", views.blank_papers, name="papers-blank"),
]
