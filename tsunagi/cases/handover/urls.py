from django.urls import path

from tsunagi.cases.handover import (
    ask_views,
    backup_views,
    leaving_views,
    received_views,
    views,
)

CASE = "cases/<uuid:public_id>/handovers"
ONE = f"{CASE}/<uuid:handover_id>"
ASK = f"{ONE}/asks/<uuid:ask_id>"
RECEIVED = "handovers/<uuid:ask_id>"

urlpatterns = [
    path("handovers/", received_views.handover_list, name="handover-list"),
    path("handovers/leaving/", leaving_views.leaving, name="handover-leaving"),
    path(
        "handovers/leaving/letters/",
        leaving_views.leaving_letters,
        name="handover-leaving-letters",
    ),
    path(f"{RECEIVED}/", received_views.ask_page, name="handover-ask-page"),
    path(f"{RECEIVED}/accept/", received_views.ask_accept, name="handover-accept"),
    path(f"{RECEIVED}/decline/", received_views.ask_decline, name="handover-decline"),
    path(
        f"{RECEIVED}/question/", received_views.ask_question, name="handover-question"
    ),
    path(f"{CASE}/", views.case_handovers, name="case-handovers"),
    path(f"{CASE}/new/", views.handover_new, name="handover-new"),
    path(f"{CASE}/choices/", ask_views.handover_choices, name="handover-choices"),
    path(f"{ONE}/", views.handover_page, name="handover-page"),
    path(f"{ONE}/edit/", views.handover_edit, name="handover-edit"),
    path(f"{ONE}/ask/", ask_views.handover_ask, name="handover-ask"),
    path(f"{ONE}/withdraw/", views.handover_withdraw, name="handover-withdraw"),
    path(f"{ONE}/meet/", views.handover_meet, name="handover-meet"),
    path(f"{ONE}/finish/", views.handover_finish, name="handover-finish"),
    path(f"{ONE}/back-up/", backup_views.handover_back_up, name="handover-back-up"),
    path(f"{ONE}/sheet/", ask_views.handover_sheet, name="handover-sheet"),
    path(f"{ASK}/answer/", ask_views.ask_answer_for, name="handover-answer-for"),
    path(f"{ASK}/reply/", ask_views.ask_reply, name="handover-reply"),
    path(f"{ASK}/extend/", ask_views.ask_extend, name="handover-extend"),
    path(f"{ASK}/withdraw/", ask_views.ask_withdraw, name="handover-withdraw-ask"),
]
