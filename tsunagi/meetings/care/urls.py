"""会議の前後の関わりの道。"""

from __future__ import annotations

from django.urls import path

from tsunagi.meetings.care import views

urlpatterns = [
    path("meetings/care/", views.care_list, name="care-list"),
    path("meetings/care/new/", views.care_new, name="care-new"),
    path("meetings/care/<uuid:public_id>/end/", views.care_end, name="care-end"),
]
