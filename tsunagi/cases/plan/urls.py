from django.urls import path

from tsunagi.cases.plan import (
    item_views,
    list_views,
    meeting_views,
    sheet_views,
    views,
    week_views,
)

CASE = "cases/<uuid:public_id>"
PLAN = f"{CASE}/plans/<uuid:plan_id>"
SHEET = f"{PLAN}/sheets/<slug:stage>"
ITEM = f"{SHEET}/items/<slug:key>"
ENTRY = f"{SHEET}/week/<slug:key>"
MEETING = f"{PLAN}/meetings/<uuid:record_id>"

urlpatterns = [
    path("plans/", list_views.plan_board, name="plan-board"),
    path("plans/desk/", list_views.plan_desk, name="plan-desk"),
    path(f"{CASE}/plans/", views.case_plans, name="case-plans"),
    path(f"{CASE}/plans/new/", views.plan_new, name="plan-new"),
    path(f"{PLAN}/", views.plan_page, name="plan-page"),
    path(f"{PLAN}/due/", views.plan_due, name="plan-due"),
    path(f"{PLAN}/end/", views.plan_end, name="plan-end"),
    path(f"{PLAN}/steps/<slug:step>/", views.plan_step, name="plan-step"),
    path(
        f"{PLAN}/steps/<uuid:row_id>/withdraw/",
        views.plan_step_withdraw,
        name="plan-step-withdraw",
    ),
    path(f"{SHEET}/", sheet_views.plan_sheet, name="plan-sheet"),
    path(f"{SHEET}/begin/", sheet_views.plan_sheet_begin, name="plan-sheet-begin"),
    path(f"{SHEET}/texts/", sheet_views.plan_texts, name="plan-texts"),
    path(f"{SHEET}/interval/", sheet_views.plan_interval, name="plan-interval"),
    path(
        f"{SHEET}/versions/<int:number>/", sheet_views.plan_version, name="plan-version"
    ),
    path(f"{SHEET}/items/new/", item_views.plan_item_new, name="plan-item-new"),
    path(f"{ITEM}/", item_views.plan_item, name="plan-item"),
    path(f"{ITEM}/move/", item_views.plan_item_move, name="plan-item-move"),
    path(f"{ITEM}/remove/", item_views.plan_item_remove, name="plan-item-remove"),
    path(f"{ITEM}/missing/", item_views.plan_item_missing, name="plan-item-missing"),
    path(f"{SHEET}/week/", week_views.plan_week, name="plan-week"),
    path(f"{ENTRY}/", week_views.plan_week_entry, name="plan-week-entry"),
    path(f"{ENTRY}/move/", week_views.plan_week_move, name="plan-week-move"),
    path(f"{ENTRY}/remove/", week_views.plan_week_remove, name="plan-week-remove"),
    path(
        f"{PLAN}/meetings/new/", meeting_views.plan_meeting_new, name="plan-meeting-new"
    ),
    path(f"{MEETING}/", meeting_views.plan_meeting, name="plan-meeting"),
    path(f"{MEETING}/edit/", meeting_views.plan_meeting_edit, name="plan-meeting-edit"),
    path(
        f"{MEETING}/withdraw/",
        meeting_views.plan_meeting_withdraw,
        name="plan-meeting-withdraw",
    ),
    path(
        f"{PLAN}/deliveries/new/",
        meeting_views.plan_delivery_new,
        name="plan-delivery-new",
    ),
    path(
        f"{PLAN}/deliveries/<uuid:row_id>/withdraw/",
        meeting_views.plan_delivery_withdraw,
        name="plan-delivery-withdraw",
    ),
]
