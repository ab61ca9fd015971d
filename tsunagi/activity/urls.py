from django.urls import path

from tsunagi.activity.catalogue import edit_views, views
from tsunagi.activity.duties import views as duties
from tsunagi.activity.knowledge import notice_views as notices
from tsunagi.activity.knowledge import views as knowledge
from tsunagi.activity.office_support import question_views as asked
from tsunagi.activity.office_support import views as support
from tsunagi.activity.office_support import visit_views as visits
from tsunagi.activity.training_event import views as trainings

urlpatterns = [
    path("duties/", duties.duty_list, name="duty-list"),
    path("duties/<slug:code>/", duties.duty_edit, name="duty-edit"),
    path("articles/", knowledge.article_list, name="article-list"),
    path("articles/new/", knowledge.article_new, name="article-new"),
    path("articles/notices/new/", notices.notice_new, name="notice-new"),
    path("articles/<uuid:record_id>/", knowledge.article_page, name="article-page"),
    path(
        "articles/<uuid:record_id>/versions/<int:number>/",
        knowledge.article_version,
        name="article-version",
    ),
    path(
        "articles/<uuid:record_id>/edit/", knowledge.article_edit, name="article-edit"
    ),
    path(
        "articles/<uuid:record_id>/retire/",
        knowledge.article_retire,
        name="article-retire",
    ),
    path(
        "articles/<uuid:record_id>/confirm/",
        knowledge.article_confirm,
        name="article-confirm",
    ),
    path(
        "articles/with-tsunagi/<slug:name>/",
        knowledge.shipped_page,
        name="article-shipped",
    ),
    path("support/", support.support_list, name="support-list"),
    path("support/new/", support.support_new, name="support-new"),
    path("support/visits/", visits.visit_list, name="visit-list"),
    path("support/visits/<uuid:public_id>/", visits.visit_plan, name="visit-plan"),
    path("support/visits/<uuid:public_id>/drop/", visits.visit_drop, name="visit-drop"),
    path("support/questions/", asked.question_list, name="question-list"),
    path("support/questions/new/", asked.question_new, name="question-new"),
    path(
        "support/questions/<uuid:public_id>/answer/",
        asked.question_answer,
        name="question-answer",
    ),
    path(
        "support/questions/<uuid:public_id>/withdraw/",
        asked.question_withdraw,
        name="question-withdraw",
    ),
    path("support/<uuid:record_id>/", support.support_page, name="support-page"),
    path("support/<uuid:record_id>/edit/", support.support_edit, name="support-edit"),
    path("support/<uuid:record_id>/end/", support.support_end, name="support-end"),
    path(
        "support/<uuid:record_id>/withdraw/",
        support.support_withdraw,
        name="support-withdraw",
    ),
    path("trainings/", trainings.training_list, name="training-list"),
    path("trainings/new/", trainings.training_new, name="training-new"),
    path("trainings/<uuid:record_id>/", trainings.training_page, name="training-page"),
    path(
        "trainings/<uuid:record_id>/edit/",
        trainings.training_edit,
        name="training-edit",
    ),
    path(
        "trainings/<uuid:record_id>/withdraw/",
        trainings.training_withdraw,
        name="training-withdraw",
    ),
    path("functions/", duties.function_map, name="function-map"),
    path("catalogues/", views.catalogue_list, name="catalogue-list"),
    path("catalogues/completers/", views.completers, name="catalogue-completers"),
    path("catalogues/<slug:name>/", views.catalogue_page, name="catalogue-page"),
    path(
        "catalogues/<slug:name>/difference/",
        views.catalogue_difference,
        name="catalogue-difference",
    ),
    path(
        "catalogues/<slug:name>/csv/", views.catalogue_export, name="catalogue-export"
    ),
    path(
        "catalogues/<slug:name>/adopt/",
        edit_views.catalogue_adopt,
        name="catalogue-adopt",
    ),
    path(
        "catalogues/<slug:name>/draft/",
        edit_views.draft_start,
        name="catalogue-draft-start",
    ),
    path("catalogues/<slug:name>/edit/", edit_views.draft_page, name="catalogue-edit"),
    path(
        "catalogues/<slug:name>/edit/add/",
        edit_views.draft_add,
        name="catalogue-item-add",
    ),
    path(
        "catalogues/<slug:name>/edit/items/<slug:code>/",
        edit_views.draft_item,
        name="catalogue-item",
    ),
    path(
        "catalogues/<slug:name>/edit/changes/<uuid:public_id>/remove/",
        edit_views.draft_remove,
        name="catalogue-override-remove",
    ),
    path(
        "catalogues/<slug:name>/edit/publish/",
        edit_views.draft_publish,
        name="catalogue-publish",
    ),
    path(
        "catalogues/<slug:name>/edit/discard/",
        edit_views.draft_discard,
        name="catalogue-discard",
    ),
]
