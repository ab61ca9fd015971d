from django.urls import path

from tsunagi.cases.limits import views

urlpatterns = [
    path("limits/", views.limit_page, name="limit-page"),
    path(
        "cases/<uuid:public_id>/holding-reason/",
        views.holding_reason,
        name="case-holding-reason",
    ),
]
