"""同意と共有の画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.case import queries as case_queries
from tsunagi.cases.consent import actions, queries
from tsunagi.cases.consent.forms import (
    ConsentForm,
    DisclosureForm,
    WithdrawConsentForm,
)
from tsunagi.cases.consent.rules import Purpose
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.files.models import CaseFile
from tsunagi.cases.files.queries import files_of
from tsunagi.cases.pages import (
    band_of,
    form_context,
    looked_at_case,
    may,
    seen_case,
    tabs_of,
)
from tsunagi.cases.person.rules import Kinship
from tsunagi.cases.scope import CARRIERS, HOLDERS_AND_DUTY
from tsunagi.cases.seen import SeenCase

FORM = "cases/form.html"


def class_words(classes: str) -> str:
    return "、".join(FieldClass(letter).label for letter in classes)


def purpose_words(purposes: list[str]) -> str:
    return "、".join(Purpose(word).label for word in purposes)


def to_consents(seen: SeenCase) -> HttpResponse:
    return redirect("case-consents", seen.case.public_id)


@action("consent.view", permission=Permission.CASE_VIEW)
@require_GET
def case_consents(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """何を、だれに、なぜ渡しているか。撤回したものも、同意のない提供も並ぶ。"""
    seen = looked_at_case(request, public_id, action="consent.view")
    sharing = queries.sharing_of(actor=request.actor, seen=seen)
    papers = _papers(files_of(actor=request.actor, seen=seen))
    return render(
        request,
        "cases/consent/page.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "tabs": tabs_of(seen, "case-consents"),
            "consents": [
                {
                    "row": row,
                    "classes": class_words(row.classes),
                    "purposes": purpose_words(row.purposes),
                    "giver": Kinship(row.given_by_kinship).label,
                    "files": papers.get(row.pk, []),
                    "is_over": bool(row.withdrawn_at)
                    or (row.last_day is not None and row.last_day < request.today),
                }
                for row in sharing.consents
            ],
            "disclosures": [
                {"row": row, "classes": class_words(row.classes)}
                for row in sharing.disclosures
            ],
            "emergencies": sharing.emergencies,
            "may_record": may(
                request.actor, seen, Permission.CONSENT_RECORD, through=CARRIERS
            ),
            "may_attach": may(
                request.actor,
                seen,
                Permission.CASE_WORK,
                field_class=FieldClass.NARRATIVE,
            ),
            "may_decide": may(
                request.actor,
                seen,
                Permission.DISCLOSURE_DECIDE,
                through=HOLDERS_AND_DUTY,
            ),
        },
    )


def _papers(files: list[CaseFile]) -> dict[int, list[CaseFile]]:
    """consent → the copies that were attached to it."""
    found: dict[int, list[CaseFile]] = {}
    for file in files:
        if file.consent_id is not None:
            found.setdefault(file.consent_id, []).append(file)
    return found


@action("consent.record", permission=Permission.CONSENT_RECORD)
@require_http_methods(["GET", "POST"])
def consent_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="consent.record")
    form = ConsentForm(
        request.POST or None,
        offices=case_queries.offices_to_share_with(actor=request.actor),
        related=queries.people_who_may_agree(actor=request.actor, seen=seen),
        initial={
            "given_by": Kinship.SELF.value,
            "explained_on": request.today,
            "given_on": request.today,
        },
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.record_consent(
            case=seen.case, new=form.value(), by=request.actor, now=request.now
        )
        return to_consents(seen)

    return answer_form(
        request,
        form,
        template=FORM,
        context=form_context(
            seen,
            "同意を記録する",
            "同意を記録する",
            band=band_of(seen, today=request.today),
            lead="何を、だれに、なぜ、いつまで渡すかを、本人に説明してから記録します。",
        ),
        save=save,
        success="同意を記録しました。相手の事業所は、いまから見られます。",
    )


@action("consent.withdraw", permission=Permission.CONSENT_RECORD)
@require_http_methods(["GET", "POST"])
def consent_withdraw(
    request: ActorRequest, public_id: UUID, consent_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="consent.withdraw")
    consent = queries.consent_of(actor=request.actor, seen=seen, public_id=consent_id)
    form = WithdrawConsentForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.withdraw_consent(
            case=seen.case, consent=consent, words=data["words"], by=request.actor,
            now=request.now,
        )  # fmt: skip
        return to_consents(seen)

    return answer_form(
        request,
        form,
        template=FORM,
        context=form_context(
            seen,
            "同意の撤回を記録する",
            "撤回を記録する",
            band=band_of(seen, today=request.today),
            lead="撤回は、すぐに効きます。相手の事業所は、次に開く画面から見られません。すでに渡した紙は戻らないので、相手にも伝えてください。",
        ),
        save=save,
        success="撤回を記録しました。",
    )


@action("disclosure.decide", permission=Permission.DISCLOSURE_DECIDE)
@require_http_methods(["GET", "POST"])
def disclosure_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="disclosure.decide")
    form = DisclosureForm(
        request.POST or None,
        offices=case_queries.offices_to_share_with(actor=request.actor),
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.decide_disclosure(
            case=seen.case, new=form.value(), by=request.actor, now=request.now,
            today=request.today,
        )  # fmt: skip
        return to_consents(seen)

    return answer_form(
        request,
        form,
        template=FORM,
        context=form_context(
            seen,
            "同意のない提供を決める",
            "理由を残して提供を決める",
            band=band_of(seen, today=request.today),
            lead="原則は本人の同意です。個人情報保護法の例外に当たるときだけ、根拠と理由を残して渡します。",
        ),
        save=save,
        success="提供を記録しました。",
    )


@action("disclosure.end", permission=Permission.DISCLOSURE_DECIDE)
@require_http_methods(["POST"])
def disclosure_end(
    request: ActorRequest, public_id: UUID, disclosure_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id)
    row = queries.disclosure_of(actor=request.actor, seen=seen, public_id=disclosure_id)
    actions.end_disclosure(case=seen.case, row=row, by=request.actor, now=request.now)
    return to_consents(seen)
