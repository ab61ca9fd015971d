"""利用者をさがす、本文をさがす。打った言葉は、URL にも監査にも残さない。"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.access.typed import NAME, opened, sealed
from tsunagi.activity.record.categories import ChoiceList
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.search import note_queries, person_queries
from tsunagi.cases.search.forms import BEST, NoteSearchForm, PersonSearchForm
from tsunagi.cases.search.note_queries import FoundNote, FoundNotes
from tsunagi.cases.search.note_rules import NoteQuery, offset_of
from tsunagi.cases.search.pages import read_id, read_place, spelled
from tsunagi.cases.search.person_queries import FoundPerson
from tsunagi.cases.search.person_rules import LONGEST, read_person_query
from tsunagi.cases.search.rules import words_of
from tsunagi.ui import parts
from tsunagi.ui.addresses import page_maker

PERSON, NOTE = "person.search", "note.search"
NOTE_FILTERS = ("since", "until", "method", "where", "order")


@action(PERSON, permission=Permission.CASE_VIEW)
@require_http_methods(["GET", "POST"])
def person_search(request: ActorRequest) -> HttpResponse:
    """氏名、かな、生年月日、電話、番号のどれでも。見てよい人だけが出る。"""
    typed = _typed(request, PERSON)[:LONGEST]
    rows, more = person_queries.persons_found(
        actor=request.actor,
        query=read_person_query(typed),
        now=request.now,
        today=request.today,
        after=read_id(request.GET.get("after", "")),
    )
    if typed:
        audit.looked_at(
            PERSON,
            by=request.actor,
            subjects=[row.person_id for row in rows],
            rows=len(rows),
        )
    return render(
        request,
        "cases/search/persons.html",
        {
            "form": PersonSearchForm({"q": typed}),
            "typed": typed,
            "rows": [_person_line(row) for row in rows],
            "paging": _person_paging(request, typed, more, shown=len(rows)),
        },
    )


def _person_line(
    row: FoundPerson,
) -> tuple[str, str, str, str, str, str, str, str, bool]:
    """Page, name, kana, birth, age, mode, office, staff, has it ended: a tuple, for the
    template draws fifty."""
    age = f"{row.age}歳" if row.birth and row.age is not None else ""
    return (
        page_maker("case-page")(row.case_id), row.name, row.name_kana,
        row.birth or "—", age, row.mode or "—", row.office or "—", row.staff,
        bool(row.mode) and not row.is_open,
    )  # fmt: skip


def _person_paging(
    request: ActorRequest, typed: str, more: UUID | None, *, shown: int
) -> parts.Paging:
    is_first = not request.GET.get("after")
    if is_first and more is None:
        return parts.Paging(shown=shown)
    kept = {NAME: sealed(request, typed, search=PERSON)}
    return parts.Paging(
        previous_url="" if is_first else f"?{urlencode(kept)}",
        next_url=f"?{urlencode({**kept, 'after': str(more)})}" if more else "",
        shown=shown,
    )


def _typed(request: ActorRequest, search: str) -> str:
    """From the form; on later pages from the address, where it is sealed; else nothing."""
    if request.method == "POST":
        return request.POST.get("q", "")
    return opened(request, search=search)


@action(NOTE, permission=Permission.CASE_VIEW)
@require_http_methods(["GET", "POST"])
def note_search(request: ActorRequest) -> HttpResponse:
    """読んでよい相談記録の本文をさがす。"""
    categories = contact_categories(actor=request.actor, on=request.today)
    form, query = _note_query(request, categories.methods)
    found = note_queries.notes_found(
        actor=request.actor,
        query=query,
        now=request.now,
        before=read_place(request.GET.get("before", "")),
        offset=offset_of(request.GET.get("from", ""), most=note_queries.MOST_HITS),
    )
    if query.words:
        audit.looked_at(
            NOTE,
            by=request.actor,
            subjects={row.hit.person_id for row in found.rows if row.hit.person_id},
            rows=len(found.rows),
        )
    return render(
        request,
        "cases/search/notes.html",
        {
            "form": form,
            "query": query,
            "rows": [_note_line(row, categories.methods) for row in found.rows],
            "paging": _note_paging(request, form, found),
        },
    )


def _note_line(row: FoundNote, methods: ChoiceList) -> parts.TimelineEntry:
    hit = row.hit
    person = f"{hit.person}さん" if hit.person else "匿名の相談"
    return parts.TimelineEntry(
        at=hit.occurred_on,
        title=f"{person}　{methods.label_of(hit.method)}",
        who=f"{hit.staff}（{hit.office}）",
        url=page_maker("contact-page")(hit.record_id),
        kind="talk",
        parts=row.parts,
    )


def _note_query(
    request: ActorRequest, methods: ChoiceList
) -> tuple[NoteSearchForm, NoteQuery]:
    source = request.POST if request.method == "POST" else request.GET
    data = {name: source.get(name, "") for name in NOTE_FILTERS}
    data["q"] = _typed(request, NOTE)
    choices = [(choice.code, choice.label) for choice in methods.choices]
    form = NoteSearchForm(data, methods=choices)
    if not form.is_valid():
        return form, NoteQuery()
    values = form.cleaned_data
    words = words_of(values["q"])
    if values["q"].strip() and not words:
        form.add_error("q", "文字か数字のある言葉を入れてください。")
    return form, NoteQuery(
        words=words,
        since=values["since"],
        until=values["until"],
        method=values["method"],
        own_office=values["where"] == "own",
        best_first=values["order"] == BEST,
    )


def _note_paging(
    request: ActorRequest, form: NoteSearchForm, found: FoundNotes
) -> parts.Paging:
    more: dict[str, str] = {}
    if found.next_place is not None:
        more = {"before": spelled(found.next_place)}
    elif found.next_offset is not None:
        more = {"from": str(found.next_offset)}
    is_first = not (request.GET.get("before") or request.GET.get("from"))
    if is_first and not more:
        return parts.Paging(count=found.count, shown=len(found.rows))
    kept = {NAME: sealed(request, form.data["q"], search=NOTE)} | {
        name: form.data[name] for name in NOTE_FILTERS if form.data.get(name)
    }
    here = reverse("note-search")
    return parts.Paging(
        previous_url="" if is_first else f"{here}?{urlencode(kept)}",
        next_url=f"{here}?{urlencode({**kept, **more})}" if more else "",
        count=found.count,
        shown=len(found.rows),
    )
