"""件数の上限の読取り: 地域の事業所、名前で見てよい事業所、いまの位置、減らす計画。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.activity.catalogue.queries import in_force
from tsunagi.cases.case.models import Case, CaseMode, CaseResponsibility
from tsunagi.cases.handover.models import Handover
from tsunagi.cases.handover.place_queries import Placed, first_places
from tsunagi.cases.handover.queries import ASKS, OPEN_VALUES
from tsunagi.cases.limits import counts
from tsunagi.cases.limits.approval_need import is_needed
from tsunagi.cases.limits.approval_queries import of_cases
from tsunagi.cases.limits.approval_rules import Decision
from tsunagi.cases.limits.burn_down_rules import Held, Step, burn_down
from tsunagi.cases.limits.limit_rules import (
    PLAN_MODES,
    Limit,
    LimitRule,
    Standing,
    Term,
    holding_reason,
    limit_of,
    rule_on,
    standing,
    tables,
)
from tsunagi.cases.limits.models import LimitApproval
from tsunagi.cases.limits.reading import free_of, kinds_of
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.office.answering import areas_of_core
from tsunagi.organisations.office.models import (
    FreePlaces,
    Office,
    OfficeArea,
    OfficeKindPeriod,
)
from tsunagi.organisations.office.rules import LAYER_OF_KIND

PLAN_VALUES = [one.value for one in PLAN_MODES]
MAY = Permission.CONTACT_REPORT_VIEW
# Shown after those that must move: the next ones, in case somebody does not want to.
MORE_SHOWN = 5
ASKS_APPROVAL = (
    "支援を難しくしている事情が書かれていないので、市の承認を求めます。"
    "答えを待つ間も支援できます。"
)
ASKED_APPROVAL = "支援を難しくしている事情が書かれていないので、市の承認を求めました。"


def consulting_offices(
    *, actor: Actor, today: date, area: Area | None = None
) -> list[Office]:
    """相談支援を行う事業所。area: そこにあるか、そこを担当しているもの。四つの問い合わせ。"""
    kinds = OfficeKindPeriod.objects.filter(
        in_force_on(today), kind__in=list(LAYER_OF_KIND)
    )
    offices = Office.objects.filter(
        Q(closed_on=None) | Q(closed_on__gt=today), Exists(kinds.filter(office=OuterRef("pk")))
    )  # fmt: skip
    if area is None:
        offices = offices.filter(municipality_id=actor.here)
    else:
        answering = OfficeArea.objects.filter(
            in_force_on(today), office=OuterRef("pk"), area__path__startswith=area.path
        )
        offices = offices.filter(
            Q(municipality_id=actor.here, area__path__startswith=area.path)
            | Exists(answering)
        )
    return list(_with_facts(offices, today).order_by("search_key", "pk"))


def _with_facts(offices: QuerySet[Office], today: date) -> QuerySet[Office]:
    return offices.select_related("area").prefetch_related(
        Prefetch(
            "kind_periods",
            OfficeKindPeriod.objects.filter(in_force_on(today)).order_by("pk"),
            to_attr="running_kinds",
        ),
        Prefetch(
            "free_places",
            FreePlaces.objects.filter(is_current=True),
            to_attr="current_free",
        ),
    )


def named_ids(
    *, actor: Actor, offices: Iterable[Office], today: date
) -> frozenset[int]:
    """数を名前とともに見てよい事業所: 自分の所、その地域の基幹、地域を受け持つ行政の担当。

    Support, not surveillance: to everybody else the figures of an office stay its own.
    """
    offices = list(offices)
    if actor.here in actor.municipalities_with(MAY):
        return frozenset(one.pk for one in offices)
    own = actor.offices_with(MAY)
    charge = set(actor.areas_with(MAY)) | areas_of_core(own, today)
    return frozenset(
        one.pk
        for one in offices
        if one.pk in own or not charge.isdisjoint(ids_on_path(one.area.path))
    )


class Measured(Frozen):
    """One office against its limit. count: plan cases or all, as the limit counts."""

    office: Office
    plans: int
    cases: int
    rule: LimitRule | None
    limit: Limit | None

    @property
    def count(self) -> int:
        return self.plans if self.rule else self.cases

    @property
    def standing(self) -> Standing | None:
        return standing(self.count, self.limit) if self.limit else None

    @property
    def excess(self) -> int:
        return max(self.count - self.limit.places, 0) if self.limit else 0


def measured(
    *, actor: Actor, offices: Sequence[Office], today: date
) -> dict[int, Measured]:
    """いまの件数と上限。offices: with facts. Three queries whatever their number."""
    adopted = frozenset(
        name
        for name in {one.catalogue for one in tables().limits}
        if in_force(actor=actor, name=name, on=today).is_adopted
    )
    above = {pk for one in offices for pk in ids_on_path(one.area.path)}
    names = dict(Area.objects.filter(pk__in=above).values_list("pk", "name"))
    modes = counts.modes_of(
        office_ids=[one.pk for one in offices], municipality_id=actor.here
    )
    found = {}
    for office in offices:
        rule = rule_on(
            today,
            kinds=kinds_of(office),
            area_names=[names[pk] for pk in ids_on_path(office.area.path)],
            adopted=adopted,
        )
        free = free_of(office)
        count = modes.get(office.pk)
        found[office.pk] = Measured(
            office,
            plans=sum(count[one] for one in PLAN_MODES) if count else 0,
            cases=sum(count.values()) if count else 0,
            rule=rule,
            limit=limit_of(rule, free.capacity if free else None),
        )
    return found


class Notice(Frozen):
    """What somebody is told who is about to take one more. Information, never a refusal."""

    text: str
    asks_reason: bool
    asks_approval: bool = False


def notice_of_more(
    *, actor: Actor, office_id: int, is_plan: bool, today: date, more: int = 1,
    case: Case | None = None,
) -> Notice | None:  # fmt: skip
    """もう `more` 人受けると上限に近いか、こえるとき、市の承認が要るとき。ほかは None。

    more 0: the person has been taken already. case: whose difficulties are asked for.
    """
    rows = list(_with_facts(Office.objects.filter(pk=office_id), today))
    if not rows:
        return None
    one = measured(actor=actor, offices=rows, today=today)[office_id]
    found = _limit_notice(one, is_plan=is_plan, more=more, today=today)
    if not is_needed(
        actor=actor, office=rows[0], case=case, is_plan=is_plan, today=today
    ):
        return found
    words = ASKS_APPROVAL if more else ASKED_APPROVAL
    return Notice((found.text if found else "") + words, True, asks_approval=True)


def _limit_notice(
    one: Measured, *, is_plan: bool, more: int, today: date
) -> Notice | None:
    if one.limit is None or (one.rule is not None and not is_plan):
        return None
    after = one.count + more
    where = standing(after, one.limit)
    if where is Standing.UNDER and one.rule is None:
        return None
    words = _words_of_more(one, one.limit, after, is_more=bool(more), today=today)
    return Notice(words, where is Standing.OVER or one.rule is not None)


def _words_of_more(
    one: Measured, limit: Limit, after: int, *, is_more: bool, today: date
) -> str:
    what = "計画相談" if one.rule else "受け持ち"
    words = (
        f"これで{what}は{after}件になります。"
        if is_more
        else f"{what}は、いま{after}件です。"
    )
    words += f"上限は{limit.places}件です（{limit.words}）。"
    where = standing(after, limit)
    if where is Standing.OVER:
        words += "こえるので、わけを書いておいてください。"
    elif where is Standing.NEAR:
        words += "上限に近づいています。"
    if one.rule is not None:
        words += (
            "センターは、原則として、止むを得ないときのほか計画相談を持ちません。"
            "わけがあれば書いてください。"
        )
        if not one.rule.is_verified(today):
            words += "この決まりがいまも続いているかは未確認です。"
    return words + ("受けることはできます。" if is_more else "")


class HeldLine(Frozen):
    """One person of the plan. place: whom to ask first; handover: what is under way."""

    case: Case
    step: Step
    reason: str
    place: Placed | None
    handover: Handover | None


class HeldCases(Frozen):
    """lines: those to hand over and the next few; without_reason: held without a why;
    approvals: what the city was asked and has answered of those still held."""

    lines: list[HeldLine]
    without_reason: list[Case]
    total: int
    approvals: list[LimitApproval]


def held_cases(
    *, actor: Actor, one: Measured, last: YearMonth, now: datetime, today: date
) -> HeldCases:
    """この事業所の人を、引き継ぐ順に。見てよい人だけが出る。人数によらない数の問い合わせ。"""
    rows = Case.objects.visible_to(actor, now=now).filter(
        responsible_office=one.office, closed_on=None
    )
    if one.rule is not None:
        rows = rows.filter(mode__in=PLAN_VALUES)
    open_difficulties = Count(
        "difficulties", filter=Q(difficulties__resolved_on=None), distinct=True
    )
    cases = {
        case.pk: case
        for case in rows.select_related(
            "person__area", "responsible_staff", "responsible_office"
        ).annotate(open_difficulties=open_difficulties)
    }
    handovers = {
        row.case_id: row
        for row in Handover.objects.visible_to(actor, now=now)
        .filter(case_id__in=cases, stage__in=OPEN_VALUES)
        .prefetch_related(ASKS)
    }
    reasons = _reasons(actor, cases, now)
    approvals = of_cases(actor=actor, case_ids=cases, now=now)
    refused = {
        pk for pk, row in approvals.items() if row.decision == Decision.NOT_APPROVED
    }
    steps = burn_down(
        [
            Held(
                pk, case.opened_on, vars(case)["open_difficulties"],
                is_moving=pk in handovers, reason=reasons[pk],
                is_refused=pk in refused,
            )
            for pk, case in cases.items()
        ],
        excess=one.excess, first=YearMonth.of(today), last=last, today=today,
    )[: one.excess + MORE_SHOWN]  # fmt: skip
    asked = [cases[step.key] for step in steps if step.key not in handovers]
    places = first_places(actor=actor, cases=asked, today=today)
    return HeldCases(
        [
            HeldLine(
                cases[step.key], step, reasons[step.key], places.get(step.key),
                handovers.get(step.key),
            )
            for step in steps
        ],
        [case for pk, case in cases.items() if one.rule and not reasons[pk]],
        len(cases),
        list(approvals.values()),
    )  # fmt: skip


def _reasons(actor: Actor, cases: Iterable[int], now: datetime) -> dict[int, str]:
    """Why each is held. Two queries; a case whose history is not seen has no reason."""
    terms: dict[int, list[Term]] = defaultdict(list)
    rows = CaseResponsibility.objects.visible_to(actor, now=now).filter(
        case_id__in=list(cases)
    )
    for case_id, office, staff, reason in rows.order_by("valid_from", "pk").values_list(
        "case_id", "office_id", "staff_id", "reason"
    ):
        terms[case_id].append(Term(office, staff, reason))
    modes = dict(
        CaseMode.objects.visible_to(actor, now=now)
        .filter(case_id__in=list(cases), valid_before=None, mode__in=PLAN_VALUES)
        .values_list("case_id", "reason")
    )
    return {pk: holding_reason(terms[pk], modes.get(pk, "")) for pk in cases}
