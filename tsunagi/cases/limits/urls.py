from django.urls import path

from tsunagi.cases.limits import approval_views, views

urlpatterns = [
    path("limits/", views.limit_page, name="limit-page"),
    path(
        "cases/<uuid:public_id>/holding-reason/",
        views.holding_reason,
        name="case-holding-reason",
    ),
    path("limits/approvals/", approval_views.approval_list, name="approval-list"),
    path(
        "limits/approvals/rule/",
        approval_views.approval_rule_set,
        name="approval-rule-set",
    ),
    path(
        "limits/approvals/<uuid:approval_id>/",
        approval_views.approval_decide,
        name="approval-decide",
    ),
]
