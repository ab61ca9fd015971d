"""きょうの画面に出す事実を集める。読むだけで、何も書かない。

Each small function answers for one role and takes a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localdate

from tsunagi.access import audit_queries, one_time
from tsunagi.access.actor import Actor
from tsunagi.access.models import AuditEvent, OneTimeCode, SecondFactorRule
from tsunagi.access.permissions import Permission, Role
from tsunagi.activity.catalogue import queries as catalogues
from tsunagi.activity.knowledge.queries import agreements_to_read
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.area import queries as areas
from tsunagi.organisations.office import queries as offices
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.office.rules import LAYER_LABELS
from tsunagi.organisations.staff import chief_queries
from tsunagi.organisations.staff import queries as staff
from tsunagi.organisations.staff.queries import StaffRow
from tsunagi.organisations.staff.rules import TrainingState
from tsunagi.reports.worklist import approval_lines as approvals
from tsunagi.reports.worklist import case_lines as cases
from tsunagi.reports.worklist import plan_lines as plans
from tsunagi.reports.worklist import support_lines as supports
from tsunagi.reports.worklist.asking import Asked
from tsunagi.reports.worklist.growth_lines import growth
from tsunagi.reports.worklist.handover_lines import handovers
from tsunagi.reports.worklist.meeting_lines import meetings
from tsunagi.reports.worklist.rules import Column, Item, Today, arrange
from tsunagi.reports.worklist.series_lines import reports, rhythms

CONFIRM_AGAIN_AFTER = timedelta(days=180)
NAMED_STAFF = 10


def today_for(*, actor: Actor, now: datetime, today: date) -> Today:
    """Everything for this actor, by all roles held here, each line once."""
    asked = Asked(actor, now, today)
    # Whoever holds two roles is not asked the same twice.
    mine = dict.fromkeys(collect for role, collect in COLLECTORS if role in actor.roles)
    items: dict[tuple[str, str, str], Item] = {}
    for collect in mine:
        for item in collect(asked):
            items.setdefault((item.title, item.url_name, item.url_id), item)
    return arrange(items.values())


def _own_training(asked: Asked) -> Iterator[Item]:
    """自分の研修。研修を記録する人には、ほかの職員の分も。"""
    manages = asked.actor.has(Permission.QUALIFICATION_EDIT)
    found = staff.due_qualifications(
        actor=asked.actor,
        now=asked.now,
        today=asked.today,
        shown=NAMED_STAFF,
        staff_id=None if manages else asked.actor.staff_id,
    )
    for row in found.rows:
        yield _training_item(row, asked)
    rest = found.count - len(found.rows)
    if rest:
        yield Item(
            Column.DUE,
            title=f"ほかに{rest}人{'' if found.is_everyone else '以上'}の研修の期限があります",
            reason="職員の一覧を研修の状態で絞り込むと、全員を確かめられます。",
            action="職員と研修を見る",
            url_name="staff-list",
            rank=25,
        )


def _training_count(asked: Asked) -> Iterator[Item]:
    """市町村には人数だけを見せる。だれの期限かは、その人の事業所で見る。"""
    found = staff.due_qualifications(
        actor=asked.actor, now=asked.now, today=asked.today, shown=0
    )
    if found.count:
        yield Item(
            Column.WAITING,
            title=f"現任研修の期限が近い、または切れている職員が{found.count}人"
            f"{'' if found.is_everyone else '以上'}います",
            reason="事業所の管理者のきょうに、それぞれの期限が出ています。",
            action="職員と研修を見る",
            url_name="staff-list",
            rank=55,
        )


def _training_item(row: StaffRow, asked: Asked) -> Item:
    standing = row.standing
    state = standing.state if standing else TrainingState.NO_INITIAL
    due_on = standing.due_on if standing else None
    reasons = {
        TrainingState.NO_INITIAL: "修了証を見て記録すると、次の期限が分かります。",
        TrainingState.LAPSED: "期間内の現任研修の記録がありません。受けていれば記録してください。",
        TrainingState.DUE_SOON: f"期限は{format_wareki(due_on)}です。"
        if due_on
        else "",
    }
    titles = {
        TrainingState.NO_INITIAL: "初任者研修の記録がありません",
        TrainingState.LAPSED: "現任研修の期限が切れています",
        TrainingState.DUE_SOON: "現任研修の期限が近づいています",
    }
    whose = (
        "あなたの"
        if row.staff.pk == asked.actor.staff_id
        else f"{row.staff.name}さん: "
    )
    return Item(
        Column.DUE,
        title=f"{whose}{titles[state]}",
        reason=reasons[state],
        action="記録を見る",
        url_name="staff-page",
        url_id=str(row.staff.public_id),
        late=state is TrainingState.LAPSED,
        rank=20,
    )


def _own_office(asked: Asked) -> Iterator[Item]:
    """空きの数字と、事業所の内容の確認。"""
    own = asked.actor.office_ids
    if not own:
        return
    for office in offices.stale_free_places(
        actor=asked.actor, today=asked.today, office_ids=own
    ):
        yield Item(
            Column.DUE,
            title=f"{office.name}の空きの数字を確かめる",
            reason="14日以上前の数字か、まだ一度もありません。つなぐ先を探す人が待っています。",
            action="数字を入れる",
            url_name="office-free-places",
            url_id=str(office.public_id),
            rank=10,
        )
    old = asked.today - CONFIRM_AGAIN_AFTER
    unconfirmed = Office.objects.filter(
        Q(confirmed_on=None) | Q(confirmed_on__lt=old), pk__in=own, closed_on=None
    )
    shown = unconfirmed.order_by("search_key", "id").only("name", "public_id")
    for office in shown:
        yield Item(
            Column.DUE,
            title=f"{office.name}の内容を確かめる",
            reason="名簿に出る電話番号や時間が、いまも正しいかを見てください。1分で終わります。",
            action="内容を見る",
            url_name="office-page",
            url_id=str(office.public_id),
            rank=15,
        )


def _chief_news(asked: Asked) -> Iterator[Item]:
    chiefs = chief_queries.chief_count(actor=asked.actor, today=asked.today)
    if chiefs:
        yield Item(
            Column.NEWS,
            title=f"この地域の主任に、頼めることがあります（{chiefs}人）",
            reason="迷う相談の助言、同行、研修の相談など。頼み方も載っています。",
            action="主任に頼めることを見る",
            url_name="chief-list",
        )


def _agreements(asked: Asked) -> Iterator[Item]:
    """地域の取り決めで、自分の事業所がまだ読んでいないもの。"""
    for row in agreements_to_read(actor=asked.actor):
        yield Item(
            Column.WAITING,
            title=f"取り決め「{row.title}」を読む",
            reason="この地域で分かち合う取り決めです。読んだら、事業所として記してください。",
            action="取り決めを開く",
            url_name="article-page",
            url_id=str(row.record_id),
            rank=45,
        )


def _invitations(asked: Asked) -> Iterator[Item]:
    """招待したまま、まだ入っていない職員。"""
    rows = OneTimeCode.objects.filter(
        municipality_id=asked.actor.here,
        kind=OneTimeCode.Kind.INVITATION,
        used_at=None,
        cancelled_at=None,
    )
    waiting = dict(rows.values_list("staff_id", "expires_at"))
    people = (
        staff.visible_staff(actor=asked.actor, now=asked.now)
        .filter(pk__in=waiting, is_invited=True, is_active=True)
        .order_by("search_key", "id")[:20]
    )
    for person in people:
        is_over = waiting[person.pk] <= asked.now
        yield Item(
            Column.WAITING,
            title=f"{person.name}さんの招待",
            reason="番号の期限が切れました。作り直してください。"
            if is_over
            else f"まだログインしていません（期限 {format_wareki(localdate(waiting[person.pk]))}）。",
            action="招待を見る",
            url_name="staff-page",
            url_id=str(person.public_id),
            late=is_over,
            rank=30,
        )


def _recoveries(asked: Asked) -> Iterator[Item]:
    if not asked.actor.has(Permission.RECOVERY_APPROVE):
        return
    rows = one_time.open_recoveries(actor=asked.actor, now=asked.now)
    count = sum(row.approved_at is None for row in rows)
    if count:
        yield Item(
            Column.WAITING,
            title=f"ログインの再設定の申し出が{count}件あります",
            reason="認めるまで、本人は入れません。",
            action="申し出を見る",
            url_name="recovery-list",
            rank=5,
        )


def _area_gaps(asked: Asked) -> Iterator[Item]:
    area = areas.own_area(actor=asked.actor)
    for part, layer in areas.gaps_by_part(actor=asked.actor, area=area, on=asked.today):
        yield Item(
            Column.WAITING,
            title=f"{part.name}に、{LAYER_LABELS[layer]}の担い手がありません",
            reason="ほかの地域と一緒に置く、委託の範囲を広げるなどの方法があります。",
            action="三つの層を見る",
            url_name="area-page",
            url_id=str(part.public_id),
            rank=40,
        )


def _stale_capacity_by_name(asked: Asked) -> Iterator[Item]:
    """担当の行政だけが、事業所の名前で見る。"""
    rows = offices.stale_free_places(actor=asked.actor, today=asked.today)
    if rows:
        names = "、".join(office.name for office in rows[:3])
        more = "など" if len(rows) > 3 else ""
        yield Item(
            Column.WAITING,
            title=f"空きの数字が古い事業所が{len(rows)}か所あります",
            reason=f"{names}{more}。電話で聞いて代わりに入れることもできます。",
            action="一覧を見る",
            url_name="office-list",
            rank=45,
        )


def _stale_capacity_count(asked: Asked) -> Iterator[Item]:
    count = len(offices.stale_free_places(actor=asked.actor, today=asked.today))
    if count:
        yield Item(
            Column.NEWS,
            title=f"地域で、空きの数字が14日より古い事業所は{count}か所です",
            reason="つなぐ前に、電話で確かめてください。",
            action="事業所をさがす",
            url_name="office-list",
        )


def _catalogues(asked: Asked) -> Iterator[Item]:
    waiting = catalogues.waiting_for_adoption(actor=asked.actor)
    if waiting:
        yield Item(
            Column.WAITING,
            title=f"採用を待っているカタログが{len(waiting)}件あります",
            reason="そのまま採用すると5分かかりません。あとから直すこともできます。",
            action="カタログを見る",
            url_name="catalogue-list",
            rank=60,
        )


def _council(asked: Asked) -> Iterator[Item]:
    yield Item(
        Column.NEWS,
        title="協議会の点検項目と機能の一覧があります",
        reason="次の会議の前に、いまの進め方を確かめる材料になります。",
        action="カタログを見る",
        url_name="catalogue-list",
    )


def _information_officer(asked: Asked) -> Iterator[Item]:
    since = asked.now - timedelta(days=7)
    recent = AuditEvent.objects.filter(municipality_id=asked.actor.here, at__gte=since)
    denied = recent.filter(outcome=AuditEvent.Outcome.DENIED).count()
    if denied:
        yield Item(
            Column.DUE,
            title=f"この7日で、許可されなかった操作が{denied}件あります",
            reason="だれが何を開こうとしたかを確かめてください。",
            action="監査の記録を見る",
            url_name="audit-list",
            rank=5,
        )
    rules = SecondFactorRule.objects.filter(municipality_id=asked.actor.here)
    if not rules.exists():
        yield Item(
            Column.WAITING,
            title="二段階の確認を求める役割が、まだ決まっていません",
            reason="多くの記録に触れる役割から始めるのがおすすめです。",
            action="決める",
            url_name="login-rules",
            rank=10,
        )


def _system(asked: Asked) -> Iterator[Item]:
    behind = audit_queries.seal_state(actor=asked.actor).behind
    if behind > 500:
        yield Item(
            Column.DUE,
            title="監査の封印が遅れています",
            reason=f"およそ{behind}件が待っています。時計の係（tick）が動いているか確かめてください。",
            action="システムの状態を見る",
            url_name="system",
            late=True,
            rank=1,
        )
    yield Item(
        Column.NEWS,
        title="システムの状態",
        reason="データベース、封印の進み具合を確かめられます。",
        action="見る",
        url_name="system",
    )


Collector = Callable[[Asked], Iterator[Item]]
OFFICE_ROLES = (Role.SPECIALIST, Role.ASSISTANT, Role.CONSULTANT, Role.OFFICE_MANAGER)
OFFICERS = (Role.MUNICIPAL_OFFICER, Role.WARD_OFFICER)
CASE_ROLES = (*OFFICE_ROLES, Role.CORE_STAFF)
CENTRE_ROLES = (Role.OFFICE_MANAGER, Role.CONSULTANT, Role.CORE_STAFF)
SUPPORTERS = (Role.OFFICE_MANAGER, Role.CONSULTANT, Role.CORE_STAFF, *OFFICERS)
OWN_CASES = (
    cases.next_actions, cases.follow_ups, cases.reflections, cases.looks,
    cases.unfinished, cases.quiet_cases, cases.gaps, cases.considerations,
    cases.guardianships, cases.backups, cases.coordinations, cases.observations,
    cases.own_part,
    plans.due_months, plans.endings, plans.turnings, plans.due_plans,
    plans.returned_reviews, plans.open_voices, handovers,
)  # fmt: skip
IN_MEETINGS = (Role.SECRETARIAT, Role.COUNCIL_MEMBER, Role.CHIEF)
COLLECTORS: tuple[tuple[Role, Collector], ...] = (
    *((role, collect) for role in CASE_ROLES for collect in OWN_CASES),
    *((role, cases.complaints) for role in (*CASE_ROLES, *OFFICERS)),
    *((role, plans.asked_reviews) for role in (Role.CHIEF, Role.OFFICE_MANAGER)),
    *((role, plans.desk) for role in OFFICERS),
    *((role, approvals.to_decide) for role in OFFICERS),
    *((role, approvals.answers) for role in CENTRE_ROLES),
    (Role.RIGHTS_STAFF, cases.concerns),
    (Role.OFFICE_MANAGER, cases.team_waiting),
    (Role.OFFICE_MANAGER, cases.emergencies),
    (Role.MUNICIPAL_OFFICER, cases.emergencies),
    *((role, _own_office) for role in (*OFFICE_ROLES, Role.CORE_STAFF)),
    *((role, _own_training) for role in (*OFFICE_ROLES, Role.CORE_STAFF)),
    *((role, _chief_news) for role in (*OFFICE_ROLES, Role.CORE_STAFF, Role.CHIEF)),
    (Role.OFFICE_MANAGER, _invitations),
    (Role.OFFICE_MANAGER, _agreements),
    (Role.CORE_STAFF, _agreements),
    (Role.CORE_STAFF, _area_gaps),
    (Role.CORE_STAFF, _stale_capacity_count),
    *((role, growth) for role in (*CASE_ROLES, *OFFICERS, Role.CHIEF, Role.TRAINEE)),
    *((role, supports.notices) for role in CASE_ROLES),
    *((role, supports.follow_ups) for role in (*CASE_ROLES, *OFFICERS)),
    *((role, meetings) for role in (*CASE_ROLES, *OFFICERS, *IN_MEETINGS)),
    *((role, rhythms) for role in (*CASE_ROLES, *OFFICERS, *IN_MEETINGS)),
    *((role, reports) for role in (*CASE_ROLES, *OFFICERS, *IN_MEETINGS)),
    *((role, supports.visits) for role in SUPPORTERS),
    *((role, supports.questions) for role in SUPPORTERS),
    (Role.MUNICIPAL_OFFICER, _recoveries),
    (Role.MUNICIPAL_OFFICER, _area_gaps),
    (Role.MUNICIPAL_OFFICER, _stale_capacity_by_name),
    (Role.MUNICIPAL_OFFICER, _invitations),
    (Role.MUNICIPAL_OFFICER, _catalogues),
    (Role.MUNICIPAL_OFFICER, _training_count),
    (Role.INFORMATION_OFFICER, _recoveries),
    (Role.INFORMATION_OFFICER, _information_officer),
    (Role.SYSTEM_ADMINISTRATOR, _system),
    (Role.SECRETARIAT, _area_gaps),
    (Role.SECRETARIAT, _council),
    (Role.SECRETARIAT, _chief_news),
)
