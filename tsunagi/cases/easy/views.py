"""わかりやすい版: 一覧、紙、書く、直す、取り消す、紙の形。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.easy import actions, messages, queries, voice_queries
from tsunagi.cases.easy.forms import (
    CorrectPaperForm,
    FormatForm,
    PaperForm,
    WithdrawForm,
)
from tsunagi.cases.easy.models import EasyPaper
from tsunagi.cases.easy.reading import Reader, name_pieces, unspaced
from tsunagi.cases.easy.rules import (
    PLAN_SECTIONS,
    REPORT_SECTIONS,
    Format,
    Line,
    Section,
    VoiceKind,
    in_sections,
    line_hints,
    lines_of,
    rows_needed,
)
from tsunagi.cases.easy.words import word_list
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.pages import (
    answer_case_form,
    band_of,
    form_context,
    looked_at_case,
    may,
    seen_case,
    tabs_of,
)
from tsunagi.cases.plan.models import PlanSheet
from tsunagi.cases.seen import SeenCase
from tsunagi.common.frozen import asdict
from tsunagi.ui.ruby import ruby

TITLES = {"plan": "わたしの けいかく", "report": "けいかくの ふりかえり"}
FACES = (
    (VoiceKind.FINE, "face_fine"), (VoiceKind.WRONG, "face_wrong"),
    (VoiceKind.UNSURE, "face_unsure"),
)  # fmt: skip


def looked(request: ActorRequest, public_id: UUID, name: str) -> SeenCase:
    seen = looked_at_case(request, public_id, action=name)
    if not seen.sight.sees_support:
        raise NotVisible
    return seen


@action("easy_paper.list", permission=Permission.CASE_VIEW)
@require_GET
def case_easy(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """わかりやすい版、本人の声、意思決定支援の入口。"""
    seen, actor = looked(request, public_id, "easy_paper.list"), request.actor
    chosen, version = queries.format_of(actor=actor, seen=seen)
    voices = voice_queries.voices_of(actor=actor, seen=seen)
    return render(
        request,
        "cases/easy/list.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "tabs": tabs_of(seen, "case-easy"),
            "papers": queries.papers_of(actor=actor, seen=seen),
            "startable": queries.startable(actor=actor, seen=seen),
            "chosen": chosen,
            "is_chosen": version > 0,
            "open_voices": [one for one in voices if one.is_open],
            "voices": len(voices),
            "may_work": may(actor, seen, Permission.CASE_WORK),
        },
    )


@action("easy_paper.view", permission=Permission.CASE_VIEW)
@require_GET
def easy_page(request: ActorRequest, public_id: UUID, record_id: UUID) -> HttpResponse:
    """紙そのもの。印刷すると、紙だけが出る。"""
    seen, actor = looked(request, public_id, "easy_paper.view"), request.actor
    row = queries.paper_of(actor=actor, seen=seen, record_id=record_id)
    chosen, _ = queries.format_of(actor=actor, seen=seen)
    reader = queries.reader_for(actor=actor, seen=seen, now=request.now)
    drawing = Drawing(reader, chosen)
    lines, person = lines_of(row.lines), seen.case.person
    source = queries.current_source(actor=actor, seen=seen, paper=row)
    # On the paper of a plan, what was said about a report of it is not repeated.
    open_voices = [
        one
        for one in voice_queries.open_voices_of(actor=actor, seen=seen, plan=row.plan)
        if row.report_id or not one.row.report_id
    ]
    unwanted = {one.row.item_key for one in open_voices if one.row.item_key}
    name = name_pieces(person.name, person.name_kana)
    context = {
        "seen": seen,
        "case": seen.case,
        "row": row,
        "band": band_of(seen, today=request.today),
        "chosen": chosen,
        "title": drawing.text(row.title),
        "name": ruby(name, furigana=chosen.furigana),
        "sections": [
            (
                drawing.text(section.label),
                [(one.picture, drawing.text(one.text), one.item_key in unwanted)
                 for one in inside],
            )
            for section, inside in in_sections(lines)
        ],
        "faces": [(face, drawing.text(kind.label)) for kind, face in FACES],
        "ask": drawing.text("この紙に 書いて あることは、どうですか。"),
        "name_word": drawing.text("名前"),
        "day_word": drawing.text("書いた日"),
        "no_word": drawing.text("「ちがう」と 言って いいです。何度でも 直せます。"),
        "hints": _hints(reader, lines),
        "most": chosen.size.rows_of_a_page,
        "is_long": rows_needed((x.text for x in lines), chosen.size)
        > chosen.size.rows_of_a_page,
        "is_behind": queries.is_behind(row, source, actor=actor),
        "open_voices": open_voices,
        "versions": queries.versions_of(actor=actor, seen=seen, paper=row),
        "voice_query": _voice_query(row),
        "may_work": may(actor, seen, Permission.CASE_WORK) and not row.is_withdrawn,
    }  # fmt: skip
    context["is_missing"] = reader.is_missing
    return render(request, "cases/easy/page.html", context)


class Drawing:
    """Texts as the person wants them: furigana or not, spaces or not."""

    def __init__(self, reader: Reader, chosen: Format) -> None:
        self.reader, self.chosen = reader, chosen

    def text(self, text: str) -> SafeString:
        shown = text if self.chosen.spaced else unspaced(text)
        return ruby(
            self.reader.pieces(shown), furigana=self.chosen.furigana,
            spaced=self.chosen.spaced,
        )  # fmt: skip


def _hints(reader: Reader, lines: Sequence[Line]) -> list[tuple[str, tuple[str, ...]]]:
    hard = word_list().hard
    found = [
        (one.text, line_hints(one.text, hard=hard, words=reader.words(one.text)))
        for one in lines
    ]
    return [(text, hints) for text, hints in found if hints]


def _voice_query(row: EasyPaper) -> str:
    if row.report is not None:
        return f"report={row.report.record_id}"
    return f"plan={row.plan.public_id}"


@action("easy_paper.write", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def easy_new(
    request: ActorRequest, public_id: UUID, kind: str, source_id: UUID
) -> HttpResponse:
    """計画や報告の中身から始まる。本人と一緒に、短く書き直す。"""
    if kind not in TITLES:
        raise Http404
    seen = seen_case(request, public_id, action="easy_paper.write")
    source = queries.source_of(
        actor=request.actor, seen=seen, kind=kind, public_id=source_id
    )
    if source is None:
        notices.error(request, str(messages.NO_SOURCE))
        return redirect("case-easy", public_id)
    lines = queries.start_lines(
        actor=request.actor, seen=seen, source=source, today=request.today
    )
    form = PaperForm(
        request.POST or None, sections=_sections(source), lines=lines,
        initial={"title": TITLES[kind], "made_on": request.today},
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.write_paper(
                source=source, text=_text(form), by=request.actor, now=request.now,
                today=request.today,
            )  # fmt: skip
            return str(row.record_id)

        record_id, _ = once(
            data["key"], by=request.actor, action="easy_paper.write", make=make,
            body={**data, "case": public_id, "source": source_id},
        )  # fmt: skip
        return redirect("easy-page", public_id, record_id)

    context = form_context(
        seen, "わかりやすい版を作る", "この内容で作る",
        band=band_of(seen, today=request.today),
        lead="計画から写した文です。本人と読みながら、短く、やさしく書き直します。空にした行は紙に出ません。",
    )  # fmt: skip
    return answer_form(
        request, form, template="cases/easy/form.html", save=save, context=context,
        success="作りました。紙のとおりに印刷できます。",
    )  # fmt: skip


def _sections(source: PlanSheet | MonitoringReport) -> tuple[Section, ...]:
    return PLAN_SECTIONS if isinstance(source, PlanSheet) else REPORT_SECTIONS


def _text(form: PaperForm) -> actions.EasyText:
    data = form.cleaned_data
    return actions.EasyText(data["title"], data["made_on"], form.lines())


@action("easy_paper.correct", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def easy_correct(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="easy_paper.correct")
    row = queries.paper_of(actor=request.actor, seen=seen, record_id=record_id)
    source = queries.current_source(actor=request.actor, seen=seen, paper=row)
    form = CorrectPaperForm(
        request.POST or None, sections=_sections(source), lines=lines_of(row.lines),
        initial={
            "title": row.title, "made_on": row.made_on, "version": row.version,
        },
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.correct_paper(
            paper=row, source=source, text=_text(form), version=data["version"],
            by=request.actor, now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("easy-page", public_id, record_id)

    context = form_context(
        seen, "わかりやすい版を直す", "直した内容を保存する",
        band=band_of(seen, today=request.today),
    )  # fmt: skip
    context["cancel_url"] = reverse("easy-page", args=[public_id, record_id])
    context["up_label"] = "わかりやすい版"
    return answer_form(
        request, form, template="cases/easy/form.html", save=save, context=context,
        success="保存しました。前の版は残っています。",
    )  # fmt: skip


@action("easy_paper.withdraw", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def easy_withdraw(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="easy_paper.withdraw")
    row = queries.paper_of(actor=request.actor, seen=seen, record_id=record_id)
    form = WithdrawForm(request.POST or None, initial={"version": row.version})
    return answer_case_form(
        request, seen, form,
        lambda data: actions.withdraw_paper(
            paper=row, by=request.actor, now=request.now, **data
        ),
        back=reverse("case-easy", args=[public_id]), up_label="わかりやすい版",
        title="わかりやすい版を取り消す", submit="この紙を取り消す",
        success="取り消しました。版は残っています。",
    )  # fmt: skip


@action("easy_paper.format", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def easy_format(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """本人が選んだ紙の形を覚える。"""
    seen = seen_case(request, public_id, action="easy_paper.format")
    chosen, version = queries.format_of(actor=request.actor, seen=seen)
    form = FormatForm(
        request.POST or None, initial={**asdict(chosen), "version": version}
    )
    return answer_case_form(
        request, seen, form,
        lambda data: actions.choose_format(
            case=seen.case, wanted=form.wanted(), version=data["version"],
            by=request.actor, now=request.now,
        ),
        back=reverse("case-easy", args=[public_id]), up_label="わかりやすい版",
        title="紙の形を選ぶ", submit="この形を覚える",
        lead="本人と紙を見ながら選びます。次に作る紙にも使います。",
        success="覚えました。",
    )  # fmt: skip
