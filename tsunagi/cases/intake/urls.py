from django.urls import path

from tsunagi.cases.intake import edit_views as edit
from tsunagi.cases.intake import handoff_page_views as asked
from tsunagi.cases.intake import handoff_views as handoff
from tsunagi.cases.intake import lead_views as lead
from tsunagi.cases.intake import views

ONE = "receptions/<uuid:public_id>"
HANDOFF = "handoffs/<uuid:public_id>"

urlpatterns = [
    path("receptions/", views.reception_list, name="reception-list"),
    path("receptions/new/", edit.reception_new, name="reception-new"),
    path(
        "receptions/own-matches/",
        edit.reception_own_matches,
        name="reception-own-matches",
    ),
    path("receptions/places/", views.reception_places, name="reception-places"),
    path(f"{ONE}/", views.reception_page, name="reception-page"),
    path(f"{ONE}/edit/", edit.reception_edit, name="reception-edit"),
    path(f"{ONE}/result/", edit.reception_result, name="reception-result"),
    path(f"{ONE}/join/", edit.reception_join, name="reception-join"),
    path(f"{ONE}/handoff/", handoff.handoff_new, name="handoff-new"),
    path(f"{ONE}/ask-core/", handoff.core_ask, name="core-ask"),
    path(f"{ONE}/ask-match/", handoff.match_ask, name="match-ask"),
    path("handoffs/", handoff.handoff_list, name="handoff-list"),
    path(f"{HANDOFF}/", asked.handoff_page, name="handoff-page"),
    path(f"{HANDOFF}/accept/", asked.handoff_accept, name="handoff-accept"),
    path(f"{HANDOFF}/decline/", asked.handoff_decline, name="handoff-decline"),
    path(f"{HANDOFF}/question/", asked.handoff_question, name="handoff-question"),
    path(f"{HANDOFF}/answer/", asked.handoff_answer_for, name="handoff-answer-for"),
    path(f"{HANDOFF}/reply/", asked.handoff_reply, name="handoff-reply"),
    path(f"{HANDOFF}/extend/", asked.handoff_extend, name="handoff-extend"),
    path(f"{HANDOFF}/withdraw/", asked.handoff_withdraw, name="handoff-withdraw"),
    path(f"{HANDOFF}/sheet/", asked.handoff_sheet, name="handoff-sheet"),
    path(f"{HANDOFF}/arrived/", asked.handoff_arrive, name="handoff-arrive"),
    path("core-questions/<uuid:public_id>/", handoff.core_answer, name="core-answer"),
    path(
        "cases/<uuid:public_id>/ask-match/",
        handoff.case_match_ask,
        name="case-match-ask",
    ),
    path("outreach/", lead.outreach_list, name="outreach-list"),
    path("outreach/new/", lead.outreach_new, name="outreach-new"),
    path("outreach/<uuid:public_id>/", lead.outreach_page, name="outreach-page"),
    path(
        "outreach/<uuid:public_id>/attempt/",
        lead.outreach_attempt,
        name="outreach-attempt",
    ),
    path(
        "outreach/<uuid:public_id>/close/", lead.outreach_close, name="outreach-close"
    ),
    path("matches/", lead.match_list, name="match-list"),
    path("matches/<uuid:public_id>/", lead.match_page, name="match-page"),
    path("matches/<uuid:public_id>/open/", lead.match_open, name="match-open"),
]
