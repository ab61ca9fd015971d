"""利用者のまわり: 担当の事業所と、住所の地域。表の全部の行で、一度だけ読む。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tsunagi.access.permissions import Permission
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.person.rules import is_child
from tsunagi.common.text import search_key
from tsunagi.exchange.casework.place import Place, Team, kinds_of, offices_numbered
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.queries import in_force_on, visible_areas
from tsunagi.organisations.area.rules import AreaKind
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff.models import Staff


class Offices:
    """担当事業所番号の事業所。空欄なら、取り込む事業所。"""

    def __init__(self, place: Place, numbers: Iterable[str]) -> None:
        self.place = place
        own = place.office
        self._named = offices_numbered(numbers, municipality_id=own.municipality_id)
        named = [office for offices in self._named.values() for office in offices]
        self._all = {office.pk: office for office in [own, *named]}
        self._kinds = kinds_of(self._all.values(), today=place.today)
        self._alone: dict[int, Staff | None] = {}

    @property
    def ids(self) -> list[int]:
        return sorted(self._all)

    def of(self, number: str) -> Office:
        """Of several with this number the importing one; of none, likewise."""
        found = self._named.get(number, []) if number else []
        return (
            self.place.office if self.place.office in found or not found else found[0]
        )

    def refusal_of(self, number: str) -> str:
        """Why this number cannot be taken; empty when it can."""
        if not number:
            return ""
        if number not in self._named:
            return "登録されていない事業所の番号です。"
        office, by = self.of(number), self.place.by
        if by.can(Permission.CASE_IMPORT, municipality_id=by.here, office_id=office.pk):
            return ""
        return "ほかの事業所の番号です。自分の事業所の利用者だけを取り込めます。"

    def alone(self, office: Office) -> Staff | None:
        """Where one person works alone there is no team to wait in."""
        if office.pk not in self._alone:
            team = Team(office, by=self.place.by)
            self._alone[office.pk] = team.alone_on(self.place.today)
        return self._alone[office.pk]

    def mode(self, office: Office, birth_on: date | None) -> Mode:
        """指定事業所は計画相談（18歳未満は障害児相談）、基幹は困難な相談、ほかは委託相談。"""
        kinds = self._kinds.get(office.pk, set())
        for_children = OfficeKind.DESIGNATED_CHILD in kinds
        for_adults = OfficeKind.DESIGNATED_PLAN in kinds
        child = is_child(birth_on, today=self.place.today)
        if for_children and (child or not for_adults):
            return Mode.CHILD_PLAN
        if for_adults:
            return Mode.PLAN
        if OfficeKind.CORE_CENTRE in kinds:
            return Mode.CORE_DIFFICULT
        return Mode.ENTRUSTED


class Areas:
    """住所の文字が名を挙げる、いちばん狭い地域。`area_of_address` と同じ決め方。"""

    def __init__(self, place: Place) -> None:
        rows = visible_areas(actor=place.by).filter(in_force_on(place.today))
        found = [(search_key(a.name), a) for a in rows.exclude(kind=AreaKind.JOINT)]
        # The deepest and longest name first: 東区 must not catch 北東区.
        self._areas = sorted(
            ((key, area) for key, area in found if key),
            key=lambda one: (-one[1].path.count("/"), -len(one[1].name), one[1].pk),
        )

    def of(self, address: str) -> Area | None:
        text = search_key(address) if address else ""
        return next((area for key, area in self._areas if key in text), None)
