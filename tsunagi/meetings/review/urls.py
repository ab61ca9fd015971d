"""事例検討の道。"""

from __future__ import annotations

from django.urls import path

from tsunagi.meetings.review import agenda_views, item_views, views

SERIES = "meetings/review/series/<uuid:public_id>"
ITEM = "meetings/review/<uuid:item_id>"
MEETING = "meetings/<uuid:public_id>"
SLOT = f"{MEETING}/items/<uuid:item_id>"

urlpatterns = [
    path("meetings/review/", views.queue, name="review-queue"),
    path(f"{SERIES}/collect/", views.collect_now, name="review-collect"),
    path(f"{SERIES}/bring/", views.bring, name="review-bring"),
    path(f"{SERIES}/figures/", agenda_views.figures, name="review-figures"),
    path(f"{SERIES}/reports/<uuid:record_id>/", views.consult, name="review-consult"),
    path(f"{ITEM}/", item_views.item_page, name="review-item"),
    path(f"{ITEM}/prepare/", item_views.prepare, name="review-prepare"),
    path(f"{ITEM}/answer/", item_views.answer, name="review-answer"),
    path(f"{ITEM}/packet/", item_views.packet, name="review-packet"),
    path(f"{ITEM}/think/", item_views.think, name="review-think"),
    path(f"{ITEM}/leave-out/", item_views.leave_out, name="review-leave-out"),
    path(f"{ITEM}/follow-up/", item_views.follow_up, name="review-follow-up"),
    path(f"{ITEM}/reopen/", item_views.reopen, name="review-reopen"),
    path(f"{ITEM}/return/", item_views.to_reception, name="review-return"),
    path(f"{ITEM}/interval/", item_views.to_plan, name="review-interval"),
    path(f"{MEETING}/propose/", agenda_views.propose, name="review-propose"),
    path(
        f"{MEETING}/propose/collect/",
        agenda_views.collect_for,
        name="review-propose-collect",
    ),
    path(f"{MEETING}/carry/", agenda_views.carry_rest, name="review-carry-rest"),
    path(f"{SLOT}/decide/", agenda_views.decide, name="review-decide"),
    path(f"{SLOT}/carry/", agenda_views.carry, name="review-carry"),
    path(f"{SLOT}/unlist/", agenda_views.unlist, name="review-unlist"),
]
