from django.urls import path

from tsunagi.cases.easy import decision_views, reading_views, views, voice_views

CASE = "cases/<uuid:public_id>"
EASY = f"{CASE}/easy"
ONE = f"{EASY}/<uuid:record_id>"
VOICE = f"{CASE}/voices/<uuid:row_id>"
DECISION = f"{CASE}/decisions/<uuid:row_id>"

urlpatterns = [
    path(f"{EASY}/", views.case_easy, name="case-easy"),
    path(f"{EASY}/format/", views.easy_format, name="easy-format"),
    path(
        f"{EASY}/new/<slug:kind>/<uuid:source_id>/", views.easy_new, name="easy-new"
    ),
    path(f"{ONE}/", views.easy_page, name="easy-page"),
    path(f"{ONE}/correct/", views.easy_correct, name="easy-correct"),
    path(f"{ONE}/withdraw/", views.easy_withdraw, name="easy-withdraw"),
    path(f"{ONE}/readings/", reading_views.easy_readings, name="easy-readings"),
    path(
        f"{ONE}/readings/<uuid:row_id>/withdraw/", reading_views.reading_withdraw,
        name="reading-withdraw",
    ),
    path(f"{CASE}/voices/", voice_views.case_voices, name="case-voices"),
    path(f"{CASE}/voices/new/", voice_views.voice_new, name="voice-new"),
    path(f"{VOICE}/answer/", voice_views.voice_answer, name="voice-answer"),
    path(f"{VOICE}/withdraw/", voice_views.voice_withdraw, name="voice-withdraw"),
    path(f"{CASE}/decisions/", decision_views.case_decisions, name="case-decisions"),
    path(f"{CASE}/decisions/new/", decision_views.decision_new, name="decision-new"),
    path(f"{DECISION}/", decision_views.decision_page, name="decision-page"),
    path(f"{DECISION}/edit/", decision_views.decision_edit, name="decision-edit"),
]  # fmt: skip
