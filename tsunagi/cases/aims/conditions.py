"""課題の列の中の言葉を、二つのデータベースで同じようにたずねる条件。"""

from __future__ import annotations

from django.db.models import Q

from tsunagi.cases.aims.rules import Cause, RiskSign, Stage


def has_cause(cause: Cause) -> Q:
    """The list of causes holds the word. The words are ours, so a text search is exact."""
    return Q(causes__icontains=f'"{cause.value}"')


def has_sign(sign: RiskSign) -> Q:
    return Q(stage=Stage.LATENT, signs__icontains=f'"{sign.value}"')
