from __future__ import annotations

from django.urls import path

from tsunagi.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("page/<slug:kind>/", views.gallery_page, name="gallery_page"),
    path("display/", views.display, name="display"),
    path("date/", views.read_date, name="read_date"),
]
