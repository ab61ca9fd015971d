from django.urls import path

from tsunagi.cases.person import ties_edit_views, ties_views, views

CASE = "cases/<uuid:public_id>"

urlpatterns = [
    path(f"{CASE}/person/", views.case_person, name="case-person"),
    path(f"{CASE}/person/edit/", views.person_edit, name="person-edit"),
    path(
        f"{CASE}/person/sections/<slug:section>/",
        views.section_edit,
        name="person-section",
    ),
    path(
        f"{CASE}/person/sections/<slug:section>/history/",
        views.section_history,
        name="section-history",
    ),
    path(f"{CASE}/certificates/new/", views.certificate_new, name="certificate-new"),
    path(
        f"{CASE}/certificates/<uuid:row_id>/end/",
        views.certificate_end,
        name="certificate-end",
    ),
    path(
        f"{CASE}/considerations/new/", views.consideration_new, name="consideration-new"
    ),
    path(
        f"{CASE}/considerations/<uuid:row_id>/end/",
        views.consideration_end,
        name="consideration-end",
    ),
    path(f"{CASE}/shield/new/", views.shield_new, name="shield-new"),
    path(f"{CASE}/shield/end/", views.shield_end, name="shield-end"),
    path(f"{CASE}/ties/", ties_views.case_ties, name="case-ties"),
    path(
        f"{CASE}/ties/picture/<slug:picture>/",
        ties_edit_views.ties_picture,
        name="ties-picture",
    ),
    path(f"{CASE}/ties/new/", ties_edit_views.tie_new, name="tie-new"),
    path(f"{CASE}/ties/<uuid:row_id>/", ties_edit_views.tie_edit, name="tie-edit"),
    path(f"{CASE}/ties/<uuid:row_id>/end/", ties_edit_views.tie_end, name="tie-end"),
    path(f"{CASE}/eco/new/", ties_edit_views.eco_new, name="eco-new"),
    path(f"{CASE}/eco/<uuid:row_id>/", ties_edit_views.eco_edit, name="eco-edit"),
    path(f"{CASE}/eco/<uuid:row_id>/end/", ties_edit_views.eco_end, name="eco-end"),
    path(f"{CASE}/related/new/", ties_views.related_new, name="related-new"),
    path(
        f"{CASE}/related/<uuid:row_id>/", ties_views.related_edit, name="related-edit"
    ),
    path(
        f"{CASE}/related/<uuid:row_id>/end/",
        ties_views.related_end,
        name="related-end",
    ),
]
