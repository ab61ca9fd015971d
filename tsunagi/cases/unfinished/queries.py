"""書きかけ: 自分の下書きが、だれの何で、どこから続けられるか。"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from tsunagi.access.actor import Actor
from tsunagi.access.drafts.queries import DraftLine, own_drafts
from tsunagi.access.drafts.rules import STAYS_WITH_AUTHOR
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.plan.models import PlanSheet
from tsunagi.common.frozen import Frozen

# What a draft may be about beside a case itself.
Row = Contact | PlanSheet | MonitoringReport
WORDS = {
    "reception.new": "相談受付",
    "contact.new": "相談記録",
    "contact.anonymous": "匿名の相談の記録",
    "contact.correct": "相談記録の訂正",
    "person.section": "本人のこと",
    "assessment.record": "アセスメント",
    "assessment.correct": "アセスメントの訂正",
    "plan_sheet.texts": "計画の望み・方針・目標",
    "report.record": "モニタリング報告",
    "report.correct": "モニタリング報告の訂正",
    "rights.report": "権利の心配ごと",
}


class Unfinished(Frozen):
    """One draft. person_id: whose name is shown, for the log; url "" : only on its page."""

    draft: DraftLine
    what: str
    whom: str
    person_id: UUID | None
    url: str

    @property
    def may_pass_on(self) -> bool:
        return self.draft.form not in STAYS_WITH_AUTHOR


def unfinished(*, actor: Actor, now: datetime) -> list[Unfinished]:
    """Five queries. A case that one no longer sees gives neither name nor way."""
    drafts = own_drafts(actor=actor, now=now)
    refs = [UUID(draft.subject_ref) for draft in drafts if draft.subject_ref]
    cases = {
        str(case.public_id): case
        for case in Case.objects.visible_to(actor, now=now)
        .filter(public_id__in=refs)
        .select_related("person")
    }
    contacts = {
        str(contact.public_id): contact
        for contact in Contact.objects.visible_to(actor, now=now)
        .filter(public_id__in=refs, is_current=True)
        .select_related("case__person")
    }
    rows: dict[str, Row] = dict(contacts)
    rows |= {
        str(sheet.record_id): sheet
        for sheet in PlanSheet.objects.visible_to(actor, now=now)
        .filter(record_id__in=refs, is_current=True)
        .select_related("case__person", "plan__case")
    }
    rows |= {
        str(report.public_id): report
        for report in MonitoringReport.objects.visible_to(actor, now=now)
        .filter(public_id__in=refs, is_current=True)
        .select_related("case__person")
    }
    return [
        _line(
            draft,
            cases.get(draft.subject_ref) or _case_of(rows.get(draft.subject_ref)),
            rows.get(draft.subject_ref),
        )
        for draft in drafts
    ]


def _case_of(row: Row | None) -> Case | None:
    return row.case if row is not None else None


def _line(draft: DraftLine, case: Case | None, row: Row | None) -> Unfinished:
    return Unfinished(
        draft=draft,
        what=WORDS.get(draft.form, "書きかけの画面"),
        whom=f"{case.person.name}さん" if case else "",
        person_id=case.person.public_id if case else None,
        url=_url(draft, case, row),
    )


def _url(draft: DraftLine, case: Case | None, row: Row | None) -> str:
    if draft.form == "contact.new" and case is not None:
        return reverse("contact-new", args=[case.public_id])
    if draft.form == "contact.correct" and isinstance(row, Contact):
        return reverse("contact-correct", args=[row.record_id])
    if draft.form == "plan_sheet.texts" and isinstance(row, PlanSheet):
        plan = row.plan
        return reverse(
            "plan-texts", args=[plan.case.public_id, plan.public_id, row.stage]
        )
    if draft.form == "report.record" and case is not None:
        return reverse("report-new", args=[case.public_id])
    if draft.form == "report.correct" and isinstance(row, MonitoringReport):
        return reverse("report-correct", args=[row.case.public_id, row.record_id])
    if draft.form == "assessment.record" and case is not None:
        return reverse("assessment-new", args=[case.public_id])
    # Whom a concern is about stands nowhere in its draft; then the way is that page.
    if draft.form == "rights.report" and not draft.subject_ref:
        return reverse("rights-new")
    if draft.form == "contact.anonymous":
        return reverse("contact-anonymous")
    if draft.form == "reception.new":
        lead = f"?lead={draft.subject_ref}" if draft.subject_ref else ""
        return f"{reverse('reception-new')}{lead}"
    return ""
