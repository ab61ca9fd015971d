from django.urls import path

from tsunagi.cases.contact import template_views, views

urlpatterns = [
    path("contacts/new/", views.contact_start, name="contact-start"),
    path("contacts/anonymous/", views.contact_anonymous, name="contact-anonymous"),
    path("contacts/gaps/", views.contact_gaps, name="contact-gaps"),
    path("contacts/templates/", template_views.template_list, name="contact-templates"),
    path(
        "contacts/templates/new/",
        template_views.template_new,
        name="contact-template-new",
    ),
    path(
        "contacts/templates/<uuid:public_id>/",
        template_views.template_edit,
        name="contact-template",
    ),
    path("contacts/<uuid:record_id>/", views.contact_page, name="contact-page"),
    path(
        "contacts/<uuid:record_id>/correct/",
        views.contact_correct,
        name="contact-correct",
    ),
    path(
        "contacts/<uuid:record_id>/withdraw/",
        views.contact_withdraw,
        name="contact-withdraw",
    ),
    path(
        "contacts/<uuid:record_id>/done/",
        views.contact_next_done,
        name="contact-next-done",
    ),
    path("cases/<uuid:public_id>/contacts/new/", views.contact_new, name="contact-new"),
]
