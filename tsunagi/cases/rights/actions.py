"""権利の心配ごとの書込み: 知らせる、対応を書く、見てよい人を加える。

The log names the concern only, never the person: that there is a concern about
somebody is itself something that only the named may know.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible, SystemActor
from tsunagi.access.drafts.actions import draft_used
from tsunagi.access.drafts.rules import SeenDraft
from tsunagi.access.idempotency import once
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.access_models import Exclusion
from tsunagi.cases.case.access_rows import close_concern, open_concern
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.team_actions import exclude
from tsunagi.cases.rights import messages
from tsunagi.cases.rights.models import Concern, ConcernStep, ConcernViewer
from tsunagi.cases.rights.policy import (
    CONTENT,
    WITH_REPORTER,
    ConcernSight,
    sight_of_concern,
)
from tsunagi.cases.rights.rules import (
    ABUSE,
    AbuseKind,
    ConcernKind,
    Part,
    Source,
    StepKind,
    steps_open_to,
)
from tsunagi.cases.rights.sealed import (
    Content,
    Reporter,
    seal_content,
    seal_reporter,
)
from tsunagi.cases.scope import sight_of
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen, asdict, field
from tsunagi.common.ids import new_public_id
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

# The row of an exclusion is read by whoever carries the case: it must not tell why.
WITHOUT_WORDS = "決められた見せない相手"
LINKED = "だれのことかが分かったので、この方につないだ。"
LINKED_ANEW = "ちがう方につながっていたので、この方につなぎ直した。"


class NewConcern(Frozen):
    """What is told. hide_from: a staff member or an office that must not see the case."""

    kind: ConcernKind
    source: Source
    received_at: datetime
    content: Content
    reporter: Reporter = field(default_factory=Reporter)
    abuse_kinds: Sequence[AbuseKind] = ()
    told_city_at: datetime | None = None
    hide_staff: Staff | None = None
    hide_office: Office | None = None


def concern_ref(public_id: UUID) -> str:
    return f"rights:{public_id}"


@transaction.atomic
def report_concern(
    *,
    new: NewConcern,
    case: Case | None,
    by: Actor,
    now: datetime,
    seen: SeenDraft | None = None,
) -> Concern:
    """権利の心配ごとを知らせる。書いた人と、市町村が名ざしした担当だけに見える。"""
    _may_report(case, by=by, now=now)
    _check(new, case, now=now)
    public_id = new_public_id()
    concern = Concern(
        public_id=public_id, municipality_id=by.here, office_id=by.office_id,
        case=case, access_ref=concern_ref(public_id), kind=new.kind,
        abuse_kinds=[kind.value for kind in new.abuse_kinds], source=new.source,
        received_at=new.received_at, told_city_at=new.told_city_at, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    seal_content(concern, new.content)
    seal_reporter(concern, new.reporter)
    concern.save(force_insert=True)
    _open_standing(concern, new, by=by, now=now)
    if new.told_city_at is not None:
        _save_step(
            concern, StepKind.TOLD_CITY, new.told_city_at, "", with_city=False, by=by,
            now=now,
        )  # fmt: skip
    if case is not None and (new.hide_staff or new.hide_office):
        exclude(
            case=case, staff=new.hide_staff, office=new.hide_office,
            reason=WITHOUT_WORDS, by=by, now=now,
        )  # fmt: skip
    if seen is not None:
        draft_used(seen, by=by, now=now)
    audit.record("rights.report", by=by, target=concern)
    return concern


def report_concern_once(
    *, key: UUID, new: NewConcern, case: Case | None, by: Actor, **others: Any
) -> Concern:
    """The same form sent twice tells once and answers with the same concern."""

    def make() -> str:
        return str(report_concern(new=new, case=case, by=by, **others).public_id)

    body = {
        "kind": new.kind.value, "source": new.source.value,
        "received_at": new.received_at, "told_city_at": new.told_city_at,
        "abuse_kinds": [kind.value for kind in new.abuse_kinds],
        "content": asdict(new.content), "reporter": asdict(new.reporter),
        "case": case.pk if case else None,
        "hide": [getattr(new.hide_staff, "pk", 0), getattr(new.hide_office, "pk", 0)],
    }  # fmt: skip
    public_id, _ = once(key, by=by, action="rights.report", body=body, make=make)
    return Concern.objects.unscoped("made by this very form").get(public_id=public_id)


@transaction.atomic
def add_step(
    *,
    concern: Concern,
    kind: StepKind,
    happened_at: datetime,
    text: str,
    with_city: bool,
    by: Actor,
    now: datetime,
) -> ConcernStep:
    """対応を一つ書く。最初の対応は一度だけで、そこまでの時間が出る。"""
    sight = _require_content(concern, by=by, now=now)
    concern.refresh_from_db()
    allowed = steps_open_to(
        sight.parts,
        has_first=concern.first_response_at is not None,
        is_closed=concern.closed_at is not None,
    )
    if kind not in allowed:
        words = "、".join(one.label for one in allowed)
        raise UserError(messages.NOT_NOW.format(allowed=words), field="kind")
    if not text.strip():
        raise UserError(messages.TEXT_NEEDED, field="text")
    _check_time(happened_at, concern.received_at, now=now)
    if kind is StepKind.CLOSING and (concern.first_response_at or now) > happened_at:
        raise UserError(messages.BEFORE_FIRST_RESPONSE, field="happened_on")
    try:
        with transaction.atomic():
            step = _save_step(
                concern, kind, happened_at, text, with_city=with_city, by=by, now=now
            )
    except IntegrityError as error:
        words = "、".join(one.label for one in allowed if one is not kind)
        raise UserError(messages.NOT_NOW.format(allowed=words), field="kind") from error
    _note_on_concern(concern, kind, happened_at)
    audit.record("rights.step", by=by, target=concern, kind=kind.value)
    return step


@transaction.atomic
def link_case(*, concern: Concern, case: Case, by: Actor, now: datetime) -> None:
    """だれのことかが分かった、またはちがう方だった。いつ、だれがつないだかが対応に残る。

    As with all of a concern, the log does not name the person.
    """
    _require_handler(concern, by=by, now=now)
    if by.staff_id is not None and not sight_of(case, actor=by, now=now).classes:
        raise NotVisible
    concern.refresh_from_db()
    if concern.case_id == case.pk:
        raise UserError(messages.THIS_CASE_ALREADY, field="address")
    words = LINKED if concern.case_id is None else LINKED_ANEW
    Concern.objects.unscoped("the concern that was seen").filter(pk=concern.pk).update(
        case=case
    )
    concern.case = case
    _save_step(concern, StepKind.STEP, now, words, with_city=False, by=by, now=now)
    audit.record("rights.link", by=by, target=concern)


@transaction.atomic
def name_viewer(
    *,
    concern: Concern,
    staff: Staff,
    reason: str,
    sees_reporter: bool,
    by: Actor,
    now: datetime,
) -> ConcernViewer:
    """見てよい人を一人加える。名ざしの担当だけができ、理由が残る。"""
    _require_handler(concern, by=by, now=now)
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    if _is_excluded(concern, staff, now=now):
        raise UserError(messages.EXCLUDED, field="staff")
    viewer = ConcernViewer(
        public_id=new_public_id(), municipality_id=concern.municipality_id,
        concern=concern, staff=staff, sees_reporter=sees_reporter, valid_from=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    viewer.seal("reason", reason)
    try:
        with transaction.atomic():
            viewer.save(force_insert=True)
    except IntegrityError as error:
        raise UserError(messages.SEES_ALREADY, field="staff") from error
    open_concern(
        municipality_id=concern.municipality_id, source_ref=concern.access_ref,
        classes=WITH_REPORTER if sees_reporter else CONTENT, basis=Part.NAMED.value,
        valid_from=now, by=by, staff_id=staff.pk,
    )  # fmt: skip
    audit.record("rights.viewer", by=by, target=concern, staff=staff.pk)
    return viewer


@transaction.atomic
def end_viewer(*, viewer: ConcernViewer, by: Actor, now: datetime) -> None:
    """加えた人を終える。次の画面から見られない。"""
    concern = viewer.concern
    _require_handler(concern, by=by, now=now)
    ConcernViewer.objects.unscoped("of the concern that was seen").filter(
        pk=viewer.pk, valid_before=None
    ).update(valid_before=now, ended_by_id=by.staff_id)
    close_concern(
        source_ref=concern.access_ref, basis=Part.NAMED.value,
        staff_id=viewer.staff_id, now=now,
    )  # fmt: skip
    audit.record("rights.viewer_end", by=by, target=concern, staff=viewer.staff_id)


# --- who may -----------------------------------------------------------------------
def _may_report(case: Case | None, *, by: Actor, now: datetime) -> None:
    """Whoever is shown the case may tell a concern: the duty to tell is everybody's."""
    if isinstance(by, SystemActor):
        return
    if case is not None and not sight_of(case, actor=by, now=now).classes:
        raise NotVisible
    if not by.has(Permission.RIGHTS_REPORT):
        raise AccessDenied(Permission.RIGHTS_REPORT)


def _require_content(concern: Concern, *, by: Actor, now: datetime) -> ConcernSight:
    sight = sight_of_concern(concern, actor=by, now=now)
    if not sight.sees_content:
        raise NotVisible
    return sight


def _require_handler(concern: Concern, *, by: Actor, now: datetime) -> None:
    sight = _require_content(concern, by=by, now=now)
    if Part.HANDLER not in sight.parts:
        raise AccessDenied(Permission.RIGHTS_HANDLE)


def _is_excluded(concern: Concern, staff: Staff, *, now: datetime) -> bool:
    if concern.case_id is None:
        return False
    rows = Exclusion.objects.unscoped("an exclusion beats a name").filter(
        case_id=concern.case_id, staff=staff, valid_from__lte=now
    )
    return rows.exclude(valid_before__lte=now).exists()


# --- what is stored ----------------------------------------------------------------
def _check(new: NewConcern, case: Case | None, *, now: datetime) -> None:
    if not new.content.facts.strip():
        raise UserError(messages.FACTS_NEEDED, field="facts")
    if case is None and not new.content.about.strip():
        raise UserError(messages.WHO_NEEDED, field="about")
    if new.abuse_kinds and new.kind not in ABUSE:
        raise UserError(messages.NOT_ABUSE, field="abuse_kinds")
    if new.received_at > now:
        raise UserError(messages.IN_FUTURE, field="received_on")
    if new.told_city_at is not None and new.told_city_at > now:
        raise UserError(messages.IN_FUTURE, field="told_city_on")
    if new.hide_staff and new.hide_office:
        raise UserError(messages.ONE_TO_HIDE, field="hide_office")
    carries = case is not None and (
        (new.hide_office and new.hide_office.pk == case.responsible_office_id)
        or (new.hide_staff and new.hide_staff.pk == case.responsible_staff_id)
    )
    if carries:
        raise UserError(messages.NOT_HIDDEN, field="hide_office")


def _check_time(happened_at: datetime, received_at: datetime, *, now: datetime) -> None:
    if happened_at > now:
        raise UserError(messages.IN_FUTURE, field="happened_on")
    if happened_at < received_at:
        raise UserError(messages.BEFORE_RECEIVED, field="happened_on")


def _open_standing(
    concern: Concern, new: NewConcern, *, by: Actor, now: datetime
) -> None:
    """The named officers see all; the author what the author wrote."""
    common: dict[str, Any] = {
        "municipality_id": concern.municipality_id, "valid_from": now, "by": by,
        "source_ref": concern.access_ref,
    }  # fmt: skip
    open_concern(classes=WITH_REPORTER, basis=Part.HANDLER.value, **common)
    if by.staff_id is not None:
        open_concern(
            classes=WITH_REPORTER if new.reporter.is_named else CONTENT,
            basis=Part.AUTHOR.value, staff_id=by.staff_id, **common,
        )  # fmt: skip


def _save_step(
    concern: Concern,
    kind: StepKind,
    happened_at: datetime,
    text: str,
    *,
    with_city: bool,
    by: Actor,
    now: datetime,
) -> ConcernStep:
    step = ConcernStep(
        public_id=new_public_id(), municipality_id=concern.municipality_id,
        concern=concern, kind=kind, happened_at=happened_at, with_city=with_city,
        recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    step.seal("text", text)
    step.save(force_insert=True)
    return step


def _note_on_concern(concern: Concern, kind: StepKind, at: datetime) -> None:
    """The times that the list and the count ask for."""
    column = {
        StepKind.FIRST_RESPONSE: "first_response_at",
        StepKind.TOLD_CITY: "told_city_at",
        StepKind.CLOSING: "closed_at",
        StepKind.REOPENING: "closed_at",
    }.get(kind)
    if column is None or (column == "told_city_at" and concern.told_city_at):
        return
    value = None if kind is StepKind.REOPENING else at
    Concern.objects.unscoped("the concern that was seen").filter(pk=concern.pk).update(
        **{column: value}
    )
    setattr(concern, column, value)
