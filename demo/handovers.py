"""引継ぎ: 準備、返事待ち、尋ねられている、期限切れ、断られた、引き受けた、終えた、を一つずつ。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from demo.calls import Person
from demo.care import WORKER
from demo.world import World
from tsunagi.access.actor import Actor
from tsunagi.cases.case.models import Case
from tsunagi.cases.consent.actions import NewConsent, record_consent
from tsunagi.cases.consent.rules import ConsentMethod, Explanation
from tsunagi.cases.consent.rules import Purpose as ConsentPurpose
from tsunagi.cases.handover.actions import (
    NewAsk,
    NewHandover,
    ask_place,
    prepare_handover,
)
from tsunagi.cases.handover.answer_actions import (
    NEEDED_CLASSES,
    Said,
    accept,
    ask_back,
    decline,
    finish,
    record_meeting,
    see_ask,
)
from tsunagi.cases.handover.models import Handover, HandoverAsk
from tsunagi.cases.handover.rules import Choice, Decline, Purpose, Way
from tsunagi.common.frozen import Frozen

ALONE, CORE = "hitori", "kikan"
FROM_THE_END = 14
PARTNER = "架空中央病院 地域連携室"


class Tale(Frozen):
    """purpose, what the person wants, the outline that a place reads first, the letter."""

    purpose: Purpose
    choice: Choice
    words: str
    outline: str
    letter: str = ""


NEARER = Tale(
    Purpose.BETTER_PLACE, Choice.LEFT_TO_US, "歩いて行けるところがいい。",
    "転居して、いまの事業所まで一時間かかるようになった。月に一度は来所して話したいと言っている。",
    "朝の電話は苦手。紙に書いて渡すと、自分のペースで読んで返事をくれる。",
)  # fmt: skip
HARD = Tale(
    Purpose.HARD_CASE, Choice.UNDECIDED, "だれが来ても同じだと思う。",
    "近所との行き違いが続き、ごみの片づけが進まない。訪問は、短く、同じ曜日だと受け入れられる。",
    "片づけの話からは入らない。飼っている猫の話から始めると会ってくれる。",
)  # fmt: skip
PLANNED = Tale(
    Purpose.TO_PLAN, Choice.CHOSEN, "見学したところの人が、よく話を聞いてくれた。",
    "通所を始めたいと話している。申請はこれから。見学は二か所に行った。",
)  # fmt: skip
FULL_UP = Tale(
    Purpose.OVER_LIMIT, Choice.LEFT_TO_US, "会ってから決めたい。",
    "暮らしは落ち着いている。半年ごとに計画を見直している。",
)  # fmt: skip
CLINIC = Tale(
    Purpose.OTHER_FIELD, Choice.CHOSEN, "先生のいるところで相談したい。",
    "入退院をくり返している。退院のあとの通院と服薬を、同じ場所で相談したい。",
    "次の受診は今月の末。家族は電話でなら話せる。",
)  # fmt: skip


def hand_over(world: World, found: Sequence[Case]) -> None:
    """The main office asks others; one place has an account, one answers by telephone."""
    worker = Person(world, WORKER, world.now)
    alone, core = Person(world, ALONE, world.now), Person(world, CORE, world.now)
    stories: list[Callable[[Case], object]] = [
        lambda case: _prepared(world, case, FULL_UP, worker.actor),
        lambda case: _waiting(world, case, NEARER, worker.actor),
        lambda case: _questioned(world, case, PLANNED, worker.actor, alone),
        lambda case: _late(world, case, FULL_UP, worker.actor),
        lambda case: _declined(world, case, NEARER, worker.actor, alone),
        lambda case: _taken(world, case, PLANNED, worker.actor, alone),
        lambda case: _by_telephone(world, case, CLINIC, worker.actor),
        lambda case: _done(world, case, NEARER, worker.actor, alone),
    ]
    mine = [case for case in found if _is_open_of(world, case)]
    # Of the end of the list: the stories of plans are told with those of its head.
    for case, story in zip(mine[-FROM_THE_END:], stories, strict=False):
        story(case)
    for case in (
        one for one in found if one.responsible_office == world.offices["core_east"]
    ):
        _waiting(world, case, HARD, core.actor, to=("hikari", "hitori_a", "kaede"))
        break


def _is_open_of(world: World, case: Case) -> bool:
    return case.is_open and case.responsible_office == world.offices["hikari"]


def _prepared(world: World, case: Case, tale: Tale, by: Actor) -> Handover:
    case = Case._base_manager.select_related("person", "responsible_office").get(
        pk=case.pk
    )
    return prepare_handover(
        case=case,
        new=NewHandover(
            purpose=tale.purpose, choice=tale.choice, outline=tale.outline,
            chosen_place="見学した事業所" if tale.choice is Choice.CHOSEN else "",
            own_words=tale.words, letter=tale.letter,
        ),
        by=by, now=world.now, today=world.today,
    )  # fmt: skip


def _asked(
    world: World, handover: Handover, by: Actor, *, office: str = "", name: str = "",
    days_ago: int = 2, days_left: int = 5, why: str = "", rank: int | None = 1,
) -> HandoverAsk:  # fmt: skip
    return ask_place(
        handover=handover,
        new=NewAsk(
            office=world.offices[office] if office else None, partner_name=name,
            rank=rank, why_here=why,
            asked_on=world.today - timedelta(days=days_ago),
            answer_by=world.today + timedelta(days=days_left),
        ),
        by=by, now=world.now, today=world.today,
    )  # fmt: skip


def _agree(
    world: World, case: Case, by: Actor, *, office: str = "", name: str = ""
) -> None:
    record_consent(
        case=case,
        new=NewConsent(
            purposes=[ConsentPurpose.REFERRAL], classes=NEEDED_CLASSES,
            offices=[world.offices[office]] if office else [],
            other_recipients=[name] if name else [],
            explained_on=world.today, given_on=world.today,
            explanation=Explanation.PLAIN, method=ConsentMethod.SIGNATURE,
        ),
        by=by, now=world.now,
    )  # fmt: skip


def _waiting(
    world: World, case: Case, tale: Tale, by: Actor, to: Sequence[str] = ("hitori_a",)
) -> HandoverAsk:
    handover = _prepared(world, case, tale, by)
    asks = [
        _asked(
            world, handover, by, office=office, rank=number,
            why="" if number == 1 else "急ぐので、いくつかに同時に頼む",
        )
        for number, office in enumerate(to, start=1)
    ]  # fmt: skip
    return asks[0]


def _questioned(world: World, case: Case, tale: Tale, by: Actor, place: Person) -> None:
    ask = _waiting(world, case, tale, by)
    ask_back(
        ask=ask, question="送迎があれば通えそうでしょうか。", by=place.actor,
        now=world.now, today=world.today,
    )  # fmt: skip


def _late(world: World, case: Case, tale: Tale, by: Actor) -> None:
    """Asked by letter two weeks ago; nobody has answered, and the day has passed."""
    asked_on = world.today - timedelta(days=14)
    ask_place(
        handover=_prepared(world, case, tale, by),
        new=NewAsk(
            asked_on=asked_on, answer_by=asked_on + timedelta(days=7),
            partner_name="架空 みどり相談室",
        ),
        by=by, now=world.now, today=asked_on,
    )  # fmt: skip


def _declined(world: World, case: Case, tale: Tale, by: Actor, place: Person) -> None:
    ask = _waiting(world, case, tale, by)
    decline(
        ask=ask, why=Decline.FULL, said=Said(on=world.today, note="年明けなら考えられます。"),
        by=place.actor, now=world.now, today=world.today,
    )  # fmt: skip


def _taken(world: World, case: Case, tale: Tale, by: Actor, place: Person) -> Handover:
    ask = _waiting(world, case, tale, by)
    _agree(world, case, by, office="hitori_a")
    see_ask(ask=ask, by=place.actor, now=world.now, today=world.today)
    accept(
        ask=ask, said=Said(on=world.today, note="来週、一緒に訪問しましょう。"),
        staff=None, mode=None, by=place.actor, now=world.now, today=world.today,
    )  # fmt: skip
    return ask.handover


def _by_telephone(world: World, case: Case, tale: Tale, by: Actor) -> None:
    handover = _prepared(world, case, tale, by)
    ask = _asked(world, handover, by, name=PARTNER, rank=None)
    _agree(world, case, by, name=PARTNER)
    accept(
        ask=ask, said=Said(on=world.today, way=Way.PHONE, name="架空 連携室長"),
        staff=None, mode=None, by=by, now=world.now, today=world.today,
    )  # fmt: skip


def _done(world: World, case: Case, tale: Tale, by: Actor, place: Person) -> None:
    handover = _taken(world, case, tale, by, place)
    for act, note in (
        (record_meeting, "三人で、駅前の喫茶店で。"),
        (finish, "次の約束が取れたと、本人から聞いた。"),
    ):
        act(
            handover=handover, on=world.today, note=note, version=handover.version,
            by=place.actor, now=world.now, today=world.today,
        )  # fmt: skip
