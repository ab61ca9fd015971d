from django.urls import path

from tsunagi.reports.area_view import views as area_view
from tsunagi.reports.capacity import ledger_views, paper_views
from tsunagi.reports.capacity import views as capacity
from tsunagi.reports.chiefs import views as chiefs
from tsunagi.reports.claims import views as claims
from tsunagi.reports.contacts import views as contacts
from tsunagi.reports.coverage import views as coverage
from tsunagi.reports.difficult import views as difficult
from tsunagi.reports.handoffs import views as handoffs
from tsunagi.reports.index import views as index
from tsunagi.reports.near import views as near
from tsunagi.reports.options import views as options
from tsunagi.reports.outreach import views as outreach
from tsunagi.reports.plans import views as plans
from tsunagi.reports.problems import views as problems
from tsunagi.reports.purposes import views as purposes
from tsunagi.reports.reflection import views as reflection
from tsunagi.reports.resources import views as resources
from tsunagi.reports.work import views as work
from tsunagi.reports.worklist import views as worklist
from tsunagi.reports.year import views as year

urlpatterns = [
    path("", worklist.home, name="home"),
    path("first-month/", worklist.first_month, name="first-month"),
    path("chiefs/", chiefs.chief_list, name="chief-list"),
    path("reports/", index.report_index, name="report-index"),
    path("reports/contacts/", contacts.contact_report, name="contact-report"),
    path(
        "reports/contacts/excel/",
        contacts.contact_report_excel,
        name="contact-report-excel",
    ),
    path(
        "reports/contacts/records/<str:cell>/",
        contacts.contact_records,
        name="contact-records",
    ),
    path("reports/handoffs/", handoffs.neutrality_report, name="neutrality-report"),
    path("reports/outreach/", outreach.outreach_report, name="outreach-report"),
    path("areas/<uuid:public_id>/now/", area_view.area_now, name="area-now"),
    path("reports/problems/", problems.problem_report, name="problem-report"),
    path("reports/purposes/", purposes.purpose_report, name="purpose-report"),
    path("reports/resources/", resources.resource_report, name="resource-report"),
    path("reports/options/", options.option_report, name="option-report"),
    path("reports/difficult/", difficult.difficult_report, name="difficult-report"),
    path("reports/coverage/", coverage.coverage_report, name="coverage-report"),
    path("capacity/", capacity.capacity_board, name="capacity-board"),
    path("capacity/sheet/", paper_views.capacity_sheet, name="capacity-sheet-file"),
    path(
        "capacity/sheet/read/",
        paper_views.capacity_sheet_read,
        name="capacity-sheet-read",
    ),
    path(
        "capacity/sheet/write/",
        paper_views.capacity_sheet_write,
        name="capacity-sheet-write",
    ),
    path("reports/fairness/", ledger_views.fairness_ledger, name="fairness-ledger"),
    path("reports/near/", near.near_report, name="near-report"),
    path("reports/plans/", plans.plan_figures, name="plan-report"),
    path("reports/plans/people/", plans.plan_people, name="plan-people"),
    path("reports/claims/", claims.claim_base, name="claim-base"),
    path("reports/claims/excel/", claims.claim_base_excel, name="claim-base-excel"),
    path("reports/reflection/", reflection.reflection, name="reflection"),
    path("reports/work/", work.work_hours, name="work-report"),
    path("reports/year/", year.year_table, name="year-report"),
    path("reports/year/excel/", year.year_table_excel, name="year-report-excel"),
    path("reports/contacts/close/", contacts.month_close, name="month-close"),
]
