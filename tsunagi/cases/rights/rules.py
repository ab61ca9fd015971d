"""権利の心配ごとの言葉と規則: 種類、最初の対応までの時間、だれが何を書けるか。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

SMALL_NUMBER = 10


class ConcernKind(Labelled):
    """何の心配か。"""

    CARER = "carer", "虐待の疑い（養護者）"
    FACILITY = "facility", "虐待の疑い（施設従事者等）"
    EMPLOYER = "employer", "虐待の疑い（使用者）"
    DISCRIMINATION = "discrimination", "差別"
    PROPERTY = "property", "財産・金銭"
    OTHER = "other", "その他の権利侵害"


ABUSE = frozenset({ConcernKind.CARER, ConcernKind.FACILITY, ConcernKind.EMPLOYER})


class AbuseKind(Labelled):
    PHYSICAL = "physical", "身体的"
    SEXUAL = "sexual", "性的"
    MENTAL = "mental", "心理的"
    NEGLECT = "neglect", "放棄・放置"
    ECONOMIC = "economic", "経済的"


class Source(Labelled):
    """どこから知ったか。"""

    NOTICED = "noticed", "自分で気づいた"
    PERSON = "person", "本人から"
    CENTRE = "centre", "市の虐待防止センターから"
    OTHERS = "others", "ほかの人から"


class Safety(Labelled):
    """本人は、いま安全か。"""

    SAFE = "safe", "いまは安全"
    DANGER = "danger", "安全ではない"
    UNKNOWN = "unknown", "分からない"


class StepKind(Labelled):
    FIRST_RESPONSE = "first", "最初の対応"
    TOLD_CITY = "told_city", "市に知らせた"
    STEP = "step", "その後の対応・様子"
    DECISION = "decision", "判断"
    CLOSING = "closing", "区切り"
    REOPENING = "reopening", "区切りの取り消し"


class Part(Labelled):
    """この心配ごとへの関わり。CaseAccess の根拠の欄に置く。"""

    AUTHOR = "author", "知らせた人"
    HANDLER = "handler", "名ざしの担当"
    NAMED = "named", "一人ずつ加えた人"


# Who may write which step. Whoever only told adds what they see; the rest is decided
# by those whom the municipality has named.
STEPS_OF: dict[Part, frozenset[StepKind]] = {
    Part.AUTHOR: frozenset({StepKind.STEP, StepKind.TOLD_CITY}),
    Part.NAMED: frozenset({StepKind.STEP}),
    Part.HANDLER: frozenset(StepKind),
}


class Target(Frozen):
    """Within how many hours the first response should come, from which day on.

    is_confirmed False: nobody has read it in the original; screens say 未確認.
    """

    valid_from: date
    hours: int
    is_confirmed: bool
    note: str


class Response(Frozen):
    """How long the first response took or is taking. due_at None: there is no target."""

    spent: timedelta
    is_done: bool
    due_at: datetime | None
    is_late: bool

    @property
    def words(self) -> str:
        return duration_words(self.spent)


def target_on(day: date, targets: Iterable[Target]) -> Target | None:
    """その日に使われていた目安。"""
    found = [target for target in targets if target.valid_from <= day]
    return max(found, key=lambda target: target.valid_from) if found else None


def response_of(
    received_at: datetime,
    first_at: datetime | None,
    target: Target | None,
    *,
    now: datetime,
) -> Response:
    """知らせを受けてから最初の対応まで（まだなら、いままで）。ちょうど目安の時までは間に合う。"""
    until = first_at or now
    due_at = received_at + timedelta(hours=target.hours) if target else None
    return Response(
        spent=max(until - received_at, timedelta()),
        is_done=first_at is not None,
        due_at=due_at,
        is_late=due_at is not None and until > due_at,
    )


def duration_words(spent: timedelta) -> str:
    """45分、3時間20分、2日4時間。"""
    minutes = int(spent.total_seconds()) // 60
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if days:
        return f"{days}日{hour}時間" if hour else f"{days}日"
    if hours:
        return f"{hours}時間{minute}分" if minute else f"{hours}時間"
    return f"{minute}分"


def steps_open_to(
    parts: Iterable[Part], *, has_first: bool, is_closed: bool
) -> list[StepKind]:
    """いま書ける対応の種類。最初の対応は一度だけ、区切りは最初の対応の後、区切った後は様子と取り消しだけ。"""
    allowed: set[StepKind] = set()
    for part in parts:
        allowed |= STEPS_OF[part]
    if has_first:
        allowed.discard(StepKind.FIRST_RESPONSE)
    else:
        allowed.discard(StepKind.CLOSING)
    if is_closed:
        allowed &= {StepKind.STEP, StepKind.REOPENING}
    else:
        allowed.discard(StepKind.REOPENING)
    return [kind for kind in StepKind if kind in allowed]
