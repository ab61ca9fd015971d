"""会議体に、その日だれを呼ぶか。構成員の行を、事業所と人と相手の名前にする。

A rule such as "all offices of this kind" is read again for each day, so that an office
that opened last week is invited without anybody remembering it. Whoever is invited
"when needed" by such a rule is not called; whoever is named is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from django.db.models import Q

from tsunagi.common.frozen import Frozen
from tsunagi.meetings.series.models import Series, SeriesMember
from tsunagi.meetings.series.rules import Level, MemberKind, Part
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.models import Office, Post, Staff
from tsunagi.organisations.office.models import OfficeArea, OfficeKindPeriod
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff.models import ChiefAppointment
from tsunagi.organisations.staff.rules import MUNICIPALITY_WIDE

# Who stands on two lines is invited for the part that comes first here.
ORDER = (Part.FACILITATOR, Part.COHOST, Part.MEMBER, Part.GUEST)
BY_RULE = (MemberKind.OFFICE_KIND, MemberKind.POST, MemberKind.CHIEF)


class Invitee(Frozen):
    """One whom a meeting invites: an office, a person of an office, or a partner."""

    part: Part
    office: Office | None = None
    staff: Staff | None = None
    partner_name: str = ""

    @property
    def name(self) -> str:
        if self.staff is not None:
            return str(self.staff.name)
        return str(self.office.name) if self.office is not None else self.partner_name

    @property
    def place(self) -> str:
        """The office of a person; nothing where the office itself is invited."""
        has_both = self.staff is not None and self.office is not None
        return str(self.office) if has_both else ""

    @property
    def key(self) -> tuple[str, int | str]:
        if self.staff is not None:
            return "staff", self.staff.pk
        if self.office is not None:
            return "office", self.office.pk
        return "partner", self.partner_name


def invitees_of(*, series: Series, on: date) -> list[Invitee]:
    """その日に呼ぶところと人。同じところ・同じ人は一度だけ。多くて七つの問い合わせ。"""
    lines = members_on(series=series, on=on)
    called = [
        line for line in lines if line.part != Part.GUEST or line.kind not in BY_RULE
    ]
    found: dict[tuple[str, int | str], Invitee] = {}
    for invitee in sorted(resolved(series, called, on), key=_rank):
        found.setdefault(invitee.key, invitee)
    return list(found.values())


def takes_part(
    *, series: Series, offices: Collection[int], staff_id: int | None, on: date
) -> bool:
    """その日、この事業所のどれか、またはこの人が、開くか呼ばれるか。"""
    return series.office_id in offices or any(
        (one.office is not None and one.office.pk in offices)
        or (one.staff is not None and one.staff.pk == staff_id)
        for one in invitees_of(series=series, on=on)
    )


def members_on(*, series: Series, on: date) -> list[SeriesMember]:
    """その日に効いている構成員の行。"""
    rows = SeriesMember._base_manager.filter(in_force_on(on), series=series)
    return list(rows.select_related("office", "staff").order_by("id"))


def _rank(invitee: Invitee) -> tuple[int, int, str, str]:
    """By part; offices before people before partners; by name."""
    sort = 0 if invitee.staff is None else 1
    if invitee.office is None and invitee.staff is None:
        sort = 2
    office = invitee.office.search_key if invitee.office is not None else ""
    person = invitee.staff.search_key if invitee.staff is not None else ""
    return ORDER.index(invitee.part), sort, office, person or invitee.partner_name


def resolved(series: Series, lines: list[SeriesMember], on: date) -> Iterator[Invitee]:
    by_rule = {kind: [one for one in lines if one.kind == kind] for kind in BY_RULE}
    yield from _offices(series, by_rule[MemberKind.OFFICE_KIND], on)
    yield from _holders(series, by_rule[MemberKind.POST], on)
    yield from _chiefs(series, by_rule[MemberKind.CHIEF], on)
    yield from _named(line for line in lines if line.kind not in BY_RULE)


def _named(lines: Iterable[SeriesMember]) -> Iterator[Invitee]:
    for line in lines:
        part = Part(line.part)
        if line.kind == MemberKind.PARTNER:
            yield Invitee(part, partner_name=line.partner_name)
        else:
            yield Invitee(part, office=line.office, staff=line.staff)


def _inside(series: Series, prefix: str = "") -> Q:
    """Offices in the area of the series or below it; of an office's own, only it."""
    if series.level == Level.OFFICE:
        return Q(**{f"{prefix}pk": series.office_id})
    return Q(
        **{
            f"{prefix}municipality_id": series.municipality_id,
            f"{prefix}area__path__startswith": series.area.path,
        }
    )


def _answering(series: Series, on: date) -> Q:
    """Offices that stand elsewhere but answer for the area, a part or all around it."""
    if series.level == Level.OFFICE:
        return Q(pk__in=())
    here = Q(area__path__startswith=series.area.path)
    around = Q(area_id__in=ids_on_path(series.area.path)[1:])  # not the prefecture
    answering = OfficeArea.objects.filter(in_force_on(on), here | around)
    return Q(office_id__in=answering.values("office_id"))


def _open_on(on: date, prefix: str = "") -> Q:
    closed = f"{prefix}closed_on"
    return Q(**{closed: None}) | Q(**{f"{closed}__gt": on})


def _offices(series: Series, lines: list[SeriesMember], on: date) -> Iterator[Invitee]:
    if not lines:
        return
    parts: dict[str, list[Part]] = {}
    for line in lines:
        parts.setdefault(line.office_kind, []).append(Part(line.part))
    running = OfficeKindPeriod.objects.filter(
        in_force_on(on), _open_on(on, "office__"),
        _inside(series, "office__") | _answering(series, on), kind__in=parts,
    ).select_related("office")  # fmt: skip
    offices = [(period.kind, period.office) for period in running]
    if OfficeKind.DESK in parts and all(kind != OfficeKind.DESK for kind, _ in offices):
        offices += [(OfficeKind.DESK, desk) for desk in _desks_above(series, on)]
    for kind, office in offices:
        for part in parts[kind]:
            yield Invitee(part, office=office)


def _desks_above(series: Series, on: date) -> list[Office]:
    """The desk of the municipality serves a ward that has none of its own: the nearest
    above the area (鶴ヶ島 004: 自治体担当者)."""
    if series.level == Level.OFFICE:
        return []
    around = ids_on_path(series.area.path)[1:]  # not the prefecture
    running = (
        OfficeKindPeriod.objects.filter(
            in_force_on(on), _open_on(on, "office__"), kind=OfficeKind.DESK.value,
            office__municipality_id=series.municipality_id, office__area_id__in=around,
        )
        .select_related("office__area")
    )  # fmt: skip
    desks = [period.office for period in running]
    nearest = max((len(desk.area.path) for desk in desks), default=0)
    return [desk for desk in desks if len(desk.area.path) == nearest]


def _holders(series: Series, lines: list[SeriesMember], on: date) -> Iterator[Invitee]:
    """People in such a post; with a title, only those who are called so."""
    if not lines:
        return
    wide = Q(kind__in=MUNICIPALITY_WIDE, office__municipality_id=series.municipality_id)
    held = Post.objects.filter(
        in_force_on(on), _open_on(on, "office__"), _inside(series, "office__") | wide,
        kind__in={line.post_kind for line in lines}, staff__is_active=True,
    ).select_related("staff", "office")  # fmt: skip
    for post in held:
        for line in lines:
            is_called_so = line.post_title in ("", post.local_title)
            if line.post_kind == post.kind and is_called_so:
                yield Invitee(Part(line.part), office=post.office, staff=post.staff)


def _chiefs(series: Series, lines: list[SeriesMember], on: date) -> Iterator[Invitee]:
    """The chiefs appointed for the area, for a part of it or for all around it."""
    if not lines:
        return
    inside = Q(area__path__startswith=series.area.path)
    around = Q(area_id__in=ids_on_path(series.area.path)[1:])  # not the prefecture
    own = Q(office_id=series.office_id)
    scope = own if series.level == Level.OFFICE else inside | around
    appointed = ChiefAppointment.objects.filter(
        in_force_on(on), scope, municipality_id=series.municipality_id,
        staff__is_active=True,
    ).select_related("staff", "office")  # fmt: skip
    for chief in appointed:
        for line in lines:
            yield Invitee(Part(line.part), office=chief.office, staff=chief.staff)
