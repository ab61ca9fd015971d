from django.urls import include, path

urlpatterns = [
    path("", include("tsunagi.cases.aims.urls")),
    path("", include("tsunagi.cases.assessment.urls")),
    path("", include("tsunagi.cases.case.urls")),
    path("", include("tsunagi.cases.complaint.urls")),
    path("", include("tsunagi.cases.consent.urls")),
    path("", include("tsunagi.cases.contact.urls")),
    path("", include("tsunagi.cases.files.urls")),
    path("", include("tsunagi.cases.guardianship.urls")),
    path("", include("tsunagi.cases.intake.urls")),
    path("", include("tsunagi.cases.lists.urls")),
    path("", include("tsunagi.cases.merge.urls")),
    path("", include("tsunagi.cases.monitoring.urls")),
    path("", include("tsunagi.cases.resource.urls")),
    path("", include("tsunagi.cases.papers.urls")),
    path("", include("tsunagi.cases.peer.urls")),
    path("", include("tsunagi.cases.person.urls")),
    path("", include("tsunagi.cases.rights.urls")),
    path("", include("tsunagi.cases.search.urls")),
    path("", include("tsunagi.cases.unfinished.urls")),
]
