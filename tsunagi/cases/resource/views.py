"""使った社会資源と、かかわりのある機関の画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.changes import revised
from tsunagi.cases.contact.queries import contact_by_record
from tsunagi.cases.issues import MISSING, issue_marks
from tsunagi.cases.pages import (
    band_of,
    form_context,
    looked_at_case,
    may,
    seen_case,
    tabs_of,
)
from tsunagi.cases.resource import actions, queries
from tsunagi.cases.resource.forms import EditResourceUseForm, ResourceUseForm
from tsunagi.cases.resource.models import ResourceUse
from tsunagi.cases.resource.rules import NEEDS, Agency, Outcome, Purpose
from tsunagi.cases.seen import SeenCase
from tsunagi.organisations.area.queries import areas_of_municipality
from tsunagi.organisations.resource.forms import ResourceForm

FORM = "cases/form.html"
OUTCOME_KINDS = {Outcome.CONNECTED: "done", Outcome.REFUSED: "warning"}


@action("resource_use.view", permission=Permission.CASE_VIEW)
@require_GET
def case_resources(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """何のためにどこを使ったか。そばにいる機関は、ほかの記録から集める。"""
    seen = looked_at_case(request, public_id, action="resource_use.view")
    if not seen.sight.sees_support:
        raise NotVisible
    uses = queries.uses_of(actor=request.actor, seen=seen)
    marks = issue_marks(
        MISSING,
        [use.public_id for use in uses if use.purpose in NEEDS],
        actor=request.actor, now=request.now,
    )  # fmt: skip
    return render(
        request,
        "cases/resource/page.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "tabs": tabs_of(seen, "case-resources"),
            "uses": [
                (
                    use,
                    Purpose(use.purpose).label,
                    Outcome(use.outcome).label,
                    OUTCOME_KINDS.get(Outcome(use.outcome), "neutral"),
                    revised(
                        ResourceUse,
                        use.revisions.all(),
                        {
                            "office": lambda name: name or "—",
                            "consent": lambda day: day or "—",
                        },
                    ),
                    marks.get(use.public_id),
                )
                for use in uses
            ],
            "agencies": _agency_lines(
                queries.agencies_of(actor=request.actor, seen=seen)
            ),
            "may_work": may(request.actor, seen, Permission.CASE_WORK),
            "may_list": request.actor.has(Permission.RESOURCE_KEEP),
        },
    )


def _agency_lines(agencies: list[Agency]) -> list[tuple[int, Agency, str]]:
    """(place among those that no directory holds, agency, where it is named)."""
    lines, unlisted = [], 0
    for one in agencies:
        lines.append((unlisted, one, "、".join(source.label for source in one.sources)))
        unlisted += one.office_id is None
    return lines


def _record_of(request: ActorRequest, seen: SeenCase) -> UUID | None:
    """The talk that the address names, if it is one of this case."""
    try:
        record_id = UUID(request.GET.get("contact", ""))
    except ValueError:
        return None
    contact = contact_by_record(
        actor=request.actor, record_id=record_id, now=request.now
    )
    if contact.case_id != seen.case.pk:
        raise NotVisible
    return contact.record_id


@action("resource_use.add", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def resource_use_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="resource_use.add")
    record = _record_of(request, seen)
    form = ResourceUseForm(
        request.POST or None,
        offices=queries.offices_to_choose(actor=request.actor),
        consents=queries.consents_to_choose(
            actor=request.actor, seen=seen, today=request.today
        ),
        initial={"on": request.today},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            use = actions.add_use(
                case=seen.case, values={**data, "contact_record": record},
                by=request.actor, now=request.now, today=request.today,
            )  # fmt: skip
            return str(use.public_id)

        once(
            data["key"], by=request.actor, action="resource_use.add", make=make,
            body={**data, "case": seen.case.public_id},
        )  # fmt: skip
        if record is not None:
            return redirect("contact-page", record)
        return redirect("case-resources", seen.case.public_id)

    context = form_context(
        seen, "社会資源との結びつきを書く", "この内容で書く",
        band=band_of(seen, today=request.today),
        lead="使ったところ、断られたところ、足りないものを残すと、地域に何が要るかが見えてきます。",
    )  # fmt: skip
    return answer_form(
        request, form, template=FORM, context=context, save=save, success="書きました。"
    )


@action("resource_use.edit", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def resource_use_edit(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="resource_use.edit")
    use = queries.use_of(actor=request.actor, seen=seen, public_id=row_id)
    initial = {name: getattr(use, name) for name in (*actions.FIELDS, "version")}
    initial["office"] = str(use.office.public_id) if use.office else ""
    initial["consent"] = str(use.consent.public_id) if use.consent else ""
    form = EditResourceUseForm(
        request.POST or None,
        offices=queries.offices_to_choose(actor=request.actor, now_at=use.office),
        consents=queries.consents_to_choose(
            actor=request.actor, seen=seen, today=request.today, now_at=use.consent
        ),
        initial=initial,
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.edit_use(
            use=use, values=data, version=data["version"], by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("case-resources", seen.case.public_id)

    context = form_context(
        seen, "結果を書く・直す", "この内容で保存する",
        band=band_of(seen, today=request.today),
    )  # fmt: skip
    return answer_form(
        request,
        form,
        template=FORM,
        context=context,
        save=save,
        success="保存しました。",
    )


def _is_listed_already(agencies: list[Agency], name: str) -> bool:
    """Pressed twice: the first press gave the agency its entry; the key tells the rest."""
    return any(one.office_id is not None and one.name == name for one in agencies)


@action("resource_use.list", permission=Permission.RESOURCE_KEEP)
@require_http_methods(["GET", "POST"])
def agency_list(request: ActorRequest, public_id: UUID, number: int) -> HttpResponse:
    """名簿にない機関を、みんなの名簿に載せる。ケースの中身は渡らない。

    number: the place of the agency on the page, so that no name stands in the address.
    """
    seen = seen_case(request, public_id, action="resource_use.list")
    agencies = queries.agencies_of(actor=request.actor, seen=seen)
    unlisted = [one for one in agencies if one.office_id is None]
    found = request.POST.get("found_as") or (
        unlisted[number].name if number < len(unlisted) else ""
    )
    is_sent_again = _is_listed_already(agencies, found) and request.method == "POST"
    if found not in {one.name for one in unlisted} and not is_sent_again:
        raise NotVisible
    form = ResourceForm(
        request.POST or None,
        areas=areas_of_municipality(actor=request.actor, today=request.today),
        initial={
            "name": found,
            "area": str(seen.case.responsible_office.area.public_id),
        },
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        office = actions.list_agency(
            case=seen.case, found_as=found, key=data["key"], area=data["area"],
            values=data, is_another=data["is_another"], by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("office-page", office.public_id)

    context = form_context(
        seen, "みんなの名簿に載せる", "名簿に載せる",
        lead="ここに書いたことだけが名簿に載ります。この方のことは、何も渡りません。",
        found_as=found,
    )  # fmt: skip
    context["cancel_url"] = reverse("case-resources", args=[seen.case.public_id])
    return answer_form(
        request, form, template="cases/resource/list_agency.html", context=context,
        save=save, success="みんなの名簿に載せました。",
    )  # fmt: skip
