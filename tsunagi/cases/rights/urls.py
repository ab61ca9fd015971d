from django.urls import path

from tsunagi.cases.rights import officer_views, views

ONE = "rights/<uuid:public_id>"

urlpatterns = [
    path("rights/", views.rights_list, name="rights-list"),
    path("rights/new/", views.rights_new, name="rights-new"),
    path("rights/figures/", views.rights_figures, name="rights-figures"),
    path("rights/officers/", officer_views.rights_officers, name="rights-officers"),
    path(
        "rights/officers/new/",
        officer_views.rights_officer_new,
        name="rights-officer-new",
    ),
    path(
        "rights/officers/<uuid:ref>/end/",
        officer_views.rights_officer_end,
        name="rights-officer-end",
    ),
    path(f"{ONE}/", views.rights_page, name="rights-page"),
    path(f"{ONE}/steps/new/", views.rights_step, name="rights-step"),
    path(f"{ONE}/person/", views.rights_link, name="rights-link"),
    path(f"{ONE}/people/new/", views.rights_viewer_new, name="rights-viewer-new"),
    path(
        f"{ONE}/people/<uuid:viewer_id>/end/",
        views.rights_viewer_end,
        name="rights-viewer-end",
    ),
    path(
        "cases/<uuid:public_id>/rights/new/",
        views.case_rights_new,
        name="case-rights-new",
    ),
]
