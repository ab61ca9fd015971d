from django.urls import path

from tsunagi.cases.search import views

urlpatterns = [
    path("persons/search/", views.person_search, name="person-search"),
    path("contacts/search/", views.note_search, name="note-search"),
]
