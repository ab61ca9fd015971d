from django.urls import path

from tsunagi.cases.consent import emergency_views, views

urlpatterns = [
    path("cases/<uuid:public_id>/sharing/", views.case_consents, name="case-consents"),
    path("cases/<uuid:public_id>/consents/new/", views.consent_new, name="consent-new"),
    path(
        "cases/<uuid:public_id>/consents/<uuid:consent_id>/withdraw/",
        views.consent_withdraw,
        name="consent-withdraw",
    ),
    path(
        "cases/<uuid:public_id>/disclosures/new/",
        views.disclosure_new,
        name="disclosure-new",
    ),
    path(
        "cases/<uuid:public_id>/disclosures/<uuid:disclosure_id>/end/",
        views.disclosure_end,
        name="disclosure-end",
    ),
    path("emergencies/", emergency_views.emergency_list, name="emergency-list"),
    path("emergencies/new/", emergency_views.emergency_new, name="emergency-new"),
    path(
        "emergencies/<uuid:public_id>/",
        emergency_views.emergency_review,
        name="emergency-review",
    ),
]
