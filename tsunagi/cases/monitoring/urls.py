from django.urls import path

from tsunagi.cases.monitoring import (
    case_views,
    feed_views,
    list_views,
    report_views,
    report_week_views,
)

CASE = "cases/<uuid:public_id>"
MONTH = f"{CASE}/monitoring/<uuid:row_id>"
REPORT = f"{CASE}/reports/<uuid:record_id>"
WEEK = f"{REPORT}/week/<slug:key>"
DECISION = f"{CASE}/entitlements/<uuid:row_id>"

urlpatterns = [
    path("monitoring/", list_views.monitoring_list, name="monitoring-list"),
    path(
        "monitoring/plan/",
        list_views.monitoring_plan_many,
        name="monitoring-plan-many",
    ),
    path(
        "monitoring/calendar/",
        list_views.monitoring_calendar,
        name="monitoring-calendar",
    ),
    path(
        "monitoring/calendar/feed/make/",
        feed_views.feed_make,
        name="calendar-feed-make",
    ),
    path(
        "monitoring/calendar/feed/revoke/",
        feed_views.feed_revoke,
        name="calendar-feed-revoke",
    ),
    path(
        "monitoring/calendar/<str:token>.ics",
        feed_views.feed_read,
        name="calendar-feed",
    ),
    path(f"{CASE}/monitoring/", case_views.case_monitoring, name="case-monitoring"),
    path(
        f"{CASE}/entitlements/new/", case_views.entitlement_new, name="entitlement-new"
    ),
    path(f"{DECISION}/reset/", case_views.interval_reset, name="interval-reset"),
    path(
        f"{DECISION}/withdraw/",
        case_views.entitlement_withdraw,
        name="entitlement-withdraw",
    ),
    path(f"{MONTH}/plan/", case_views.visit_plan, name="monitoring-visit"),
    path(f"{MONTH}/done/", case_views.month_done, name="monitoring-done"),
    path(f"{MONTH}/not-done/", case_views.month_not_done, name="monitoring-not-done"),
    path(
        f"{MONTH}/take-back/", case_views.month_take_back, name="monitoring-take-back"
    ),
    path(f"{CASE}/reports/new/", report_views.report_new, name="report-new"),
    path(f"{REPORT}/", report_views.report_page, name="report-page"),
    path(f"{REPORT}/correct/", report_views.report_correct, name="report-correct"),
    path(f"{REPORT}/withdraw/", report_views.report_withdraw, name="report-withdraw"),
    path(f"{REPORT}/week/", report_week_views.report_week, name="report-week"),
    path(f"{WEEK}/", report_week_views.report_week_entry, name="report-week-entry"),
    path(f"{WEEK}/move/", report_week_views.report_week_move, name="report-week-move"),
    path(
        f"{WEEK}/remove/",
        report_week_views.report_week_remove,
        name="report-week-remove",
    ),
]
