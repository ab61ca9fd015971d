"""約束の道。"""

from __future__ import annotations

from django.urls import path

from tsunagi.meetings.pledge import views

urlpatterns = [
    path("meetings/pledge/", views.pledge, name="pledge"),
    path("meetings/rules/", views.running_rules, name="running-rules"),
    path("meetings/pledge/signed/", views.signatory_list, name="signatory-list"),
]
