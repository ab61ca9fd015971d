"""市町村をはじめる: 都道府県の下に市町村、担当課、最初の担当者を置く。

Run by the operator on the server, once for each municipality; everything after it is
done on the screens by the officer.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tsunagi.access.actor import system_actor
from tsunagi.access.one_time import IssuedCode
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area import actions as areas
from tsunagi.organisations.area import messages
from tsunagi.organisations.area.models import Area, Municipality
from tsunagi.organisations.area.rules import AreaKind
from tsunagi.organisations.office import actions as offices
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff import actions as people
from tsunagi.organisations.staff.rules import PostKind


class FirstOfficer(Frozen):
    login_name: str
    name: str
    name_kana: str


@transaction.atomic
def found_municipality(
    *,
    prefecture_name: str,
    name: str,
    code: str,
    desk_name: str,
    spelling: str,
    officer: FirstOfficer,
    now: datetime,
    today: date,
) -> IssuedCode:
    """All or nothing; the prefecture is made when it is not there yet."""
    operator = system_actor("operator")
    if Municipality.objects.filter(code=code).exists():
        raise UserError(messages.ALREADY_REGISTERED.format(code=code))
    prefecture = Area.objects.filter(
        kind=AreaKind.PREFECTURE, name=prefecture_name
    ).first() or areas.register_area(
        kind=AreaKind.PREFECTURE,
        name=prefecture_name,
        parent=None,
        valid_from=today,
        by=operator,
    )
    municipality = areas.register_municipality(
        name=name,
        code=code,
        parent=prefecture,
        valid_from=today,
        disability_spelling=spelling,
        by=operator,
    )
    founder = system_actor("operator", municipality_id=municipality.pk)
    desk = offices.register_office(
        area=municipality.area,
        values={"name": desk_name},
        kinds=[offices.NewKind(OfficeKind.DESK, today)],
        by=founder,
        now=now,
    )
    _, issued = people.register_staff(
        login_name=officer.login_name,
        name=officer.name,
        name_kana=officer.name_kana,
        posts=[people.NewPost(desk, PostKind.MUNICIPAL_OFFICER, today)],
        by=founder,
        now=now,
    )
    return issued
