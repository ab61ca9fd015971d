"""得意な障害で絞る: 選べる言葉と、その障害を得意とする事業所。名簿にあることだけを読む。"""

from __future__ import annotations

from django.db.models import Q

from tsunagi.access.actor import Actor
from tsunagi.organisations.office.models import OfficeFeature
from tsunagi.organisations.office.queries import feature_choices

KIND = OfficeFeature.Kind.DISABILITY


def specialities(*, actor: Actor) -> list[str]:
    """The words that the directory of this municipality holds."""
    return feature_choices(actor=actor).get(KIND.value, [])


def knowing(speciality: str, office: str = "pk") -> Q:
    """The offices that know this kind of disability; every office for an empty word."""
    known = OfficeFeature.objects.filter(kind=KIND, value=speciality)
    return Q(**{f"{office}__in": known.values("office_id")}) if speciality else Q()
