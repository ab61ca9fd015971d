from django.urls import path

from tsunagi.cases.plan_review import views

PLAN = "cases/<uuid:public_id>/plans/<uuid:plan_id>"
REVIEW = f"{PLAN}/reviews/<uuid:row_id>"

urlpatterns = [
    path("plans/reviews/", views.plan_reviews, name="plan-reviews"),
    path(f"{PLAN}/reviews/ask/", views.plan_review_ask, name="plan-review-ask"),
    path(f"{REVIEW}/", views.plan_review, name="plan-review"),
    path(f"{REVIEW}/return/", views.plan_review_return, name="plan-review-return"),
    path(f"{REVIEW}/settle/", views.plan_review_settle, name="plan-review-settle"),
    path(
        f"{PLAN}/comments/<uuid:row_id>/answer/",
        views.plan_comment_answer,
        name="plan-comment-answer",
    ),
]
