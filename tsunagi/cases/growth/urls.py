from django.urls import path

from tsunagi.cases.growth import aim_views as aims
from tsunagi.cases.growth import assessment_views as assessments
from tsunagi.cases.growth import evidence_views as evidence
from tsunagi.cases.growth import views

ASSESSMENT = "growth/assessments/<uuid:record_id>"
EVIDENCE = "growth/evidence/<uuid:record_id>"
AIM = "growth/aims/<uuid:record_id>"
TRAINING = "growth/trainings/<uuid:record_id>"

urlpatterns = [
    path("growth/", views.growth_page, name="growth"),
    path("growth/export/", views.growth_export, name="growth-export"),
    path("growth/shared/", views.growth_shared, name="growth-shared"),
    path("growth/of/<uuid:public_id>/", views.growth_of, name="growth-of"),
    path("growth/share/", views.growth_share, name="growth-share"),
    path("growth/share/end/", views.growth_share_end, name="growth-share-end"),
    path(
        "growth/assessments/new/",
        assessments.assessment_new,
        name="growth-assessment-new",
    ),
    path(f"{ASSESSMENT}/", assessments.assessment_page, name="growth-assessment"),
    path(
        f"{ASSESSMENT}/edit/",
        assessments.assessment_edit,
        name="growth-assessment-edit",
    ),
    path(
        f"{ASSESSMENT}/withdraw/",
        assessments.assessment_withdraw,
        name="growth-assessment-withdraw",
    ),
    path(f"{ASSESSMENT}/remark/", assessments.remark_new, name="growth-remark-new"),
    path(
        "growth/remarks/<uuid:public_id>/withdraw/",
        assessments.remark_withdraw,
        name="growth-remark-withdraw",
    ),
    path(
        f"{ASSESSMENT}/items/<slug:code>/evidence/",
        evidence.evidence_new,
        name="growth-evidence-new",
    ),
    path(f"{EVIDENCE}/edit/", evidence.evidence_edit, name="growth-evidence-edit"),
    path(
        f"{EVIDENCE}/detach/", evidence.evidence_detach, name="growth-evidence-detach"
    ),
    path("growth/aims/new/", aims.aim_new, name="growth-aim-new"),
    path(f"{AIM}/edit/", aims.aim_edit, name="growth-aim-edit"),
    path(f"{AIM}/settle/", aims.aim_settle, name="growth-aim-settle"),
    path(f"{AIM}/reopen/", aims.aim_reopen, name="growth-aim-reopen"),
    path(f"{AIM}/withdraw/", aims.aim_withdraw, name="growth-aim-withdraw"),
    path("growth/trainings/new/", aims.taken_new, name="growth-training-new"),
    path(f"{TRAINING}/edit/", aims.taken_edit, name="growth-training-edit"),
    path(f"{TRAINING}/withdraw/", aims.taken_withdraw, name="growth-training-withdraw"),
]
