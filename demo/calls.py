"""架空県の電話: 受付、つないだ先、基幹への問い、まだ会えていない人。すべて本人の操作で。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from demo.world import World, read
from tsunagi.access.actor import Actor
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case.models import Case
from tsunagi.cases.consent.emergency_actions import open_emergency
from tsunagi.cases.consent.rules import EmergencyReason
from tsunagi.cases.handover.answer_actions import Said
from tsunagi.cases.handover.rules import Answer, Decline
from tsunagi.cases.intake import (
    handoff_actions,
    handoff_moves,
    match_actions,
    outreach_actions,
)
from tsunagi.cases.intake.actions import save_reception
from tsunagi.cases.intake.handoff_actions import NewHandoff
from tsunagi.cases.intake.lead_models import OutreachLead
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.intake.rules import HandoffWay, OutreachClosing, Result
from tsunagi.organisations.staff.actor import load_actor
from tsunagi.organisations.staff.models import Staff

OF_THE_STORY = {"days_ago", "office", "login", "result", "handoff", "core"}


def take_calls(world: World, found: Sequence[Case]) -> None:
    """The last six weeks at the desks of つなぎ市, oldest first."""
    told = read("calls.toml")
    for call in told["calls"]:
        _take(world, call)
    for lead in told["leads"]:
        _hear_of(world, lead)
    _ask_beyond(world, found)


class Person:
    """One of the demo's people at one moment; acts are dated then."""

    def __init__(self, world: World, login: str, now: datetime) -> None:
        self.staff = Staff.objects.get(login_name=login)
        self.now, self.today = now, localdate(now)
        actor = load_actor(self.staff.pk, now=world.now)
        if actor is None:
            raise RuntimeError(f"{login} has no role")
        self.actor: Actor = actor


def moment(world: World, days_ago: int, hours: float = 0) -> datetime:
    return min(world.now, world.now - timedelta(days=days_ago) + timedelta(hours=hours))


def _take(
    world: World, call: dict[str, Any], *, lead: OutreachLead | None = None
) -> None:
    who = Person(world, call["login"], moment(world, call["days_ago"]))
    result = Result(call["result"]) if "result" in call else None
    values = {name: value for name, value in call.items() if name not in OF_THE_STORY}
    values |= {"received_on": who.today, "area": world.areas["east"]}
    if "birth_on" in values:
        values["birth_precision"] = "day"
    reception = save_reception(
        values=values, office=world.offices[call["office"]], staff=who.staff,
        by=who.actor, now=who.now, today=who.today, result=result,
        lead=lead,
        case_staff=who.staff if result in (Result.CONTINUING, Result.PLAN) else None,
    )  # fmt: skip
    if "handoff" in call:
        _hand_over(world, reception, call["handoff"], who, call["days_ago"])
    if "core" in call:
        _ask_core(world, reception, call["core"], who, call["days_ago"])


def _hand_over(
    world: World, reception: Reception, story: dict[str, Any], who: Person, ago: int
) -> None:
    handoff = handoff_actions.start_handoff(
        reception=reception,
        new=NewHandoff(
            way=HandoffWay(story["way"]), reason=story["reason"], asked_on=who.today,
            office=world.offices[story["to"]] if story["to"] else None,
            partner_name=story.get("partner", ""), wish=story["wish"],
            shares_name=story.get("shares_name", False),
        ),
        by=who.actor, now=who.now, today=who.today,
    )  # fmt: skip
    if "answer" not in story:
        return
    other = Person(world, story["answer_login"], moment(world, ago - 1))
    frame: dict[str, Any] = {"by": other.actor, "now": other.now}
    handoff = handoff_moves.see_handoff(handoff=handoff, **frame)
    said = Said(on=other.today)
    if story["answer"] == Answer.QUESTIONED:
        handoff_moves.ask_back(handoff=handoff, question=story["question"], **frame)
    if story["answer"] == Answer.DECLINED:
        handoff_moves.decline(
            handoff=handoff, why=Decline(story["why"]), said=said, today=other.today,
            **frame,
        )  # fmt: skip
    if story["answer"] == Answer.ACCEPTED:
        handoff = handoff_moves.accept(
            handoff=handoff, said=said, today=other.today, **frame
        )
    if "arrived_after" in story:
        later = Person(world, story["answer_login"], moment(world, ago - 8))
        handoff_moves.confirm_arrival(
            handoff=handoff, on=later.today, note=story["arrived_after"],
            version=handoff.version, by=later.actor, now=later.now, today=later.today,
        )  # fmt: skip


def _ask_core(
    world: World, reception: Reception, story: dict[str, Any], who: Person, ago: int
) -> None:
    question = handoff_actions.ask_core(
        reception=reception, question=story["question"], shares_name=False,
        by=who.actor, now=who.now, today=who.today,
    )  # fmt: skip
    if "answer" in story:
        other = Person(world, story["answer_login"], moment(world, ago, story["hours"]))
        handoff_actions.answer_core(
            question=question, answer=story["answer"], by=other.actor, now=other.now
        )


def _hear_of(world: World, story: dict[str, Any]) -> None:
    who = Person(world, story["login"], moment(world, story["days_ago"]))
    lead = outreach_actions.add_lead(
        office=world.offices[story["office"]],
        values={
            "heard_on": who.today, "heard_from": story["from"],
            "about": story["about"], "area": world.areas["east"],
        },
        by=who.actor, now=who.now, today=who.today,
    )  # fmt: skip
    visit = contact_categories(actor=who.actor, on=who.today).methods.codes[0]
    upcoming = (
        world.today + timedelta(days=story["next_in"]) if "next_in" in story else None
    )
    for place, (days_ago, agency, result) in enumerate(story["tries"], start=1):
        then = Person(world, story["login"], moment(world, days_ago))
        is_last = place == len(story["tries"])
        lead.refresh_from_db()
        outreach_actions.record_attempt(
            lead=lead, tried_on=then.today, method=visit, with_whom=agency,
            result=result, next_try_on=upcoming if is_last else None,
            has_met=is_last and story.get("met", False), version=lead.version,
            by=then.actor, now=then.now, today=then.today,
        )  # fmt: skip
    if "call" in story:
        lead.refresh_from_db()
        call = {**story["call"], "office": story["office"], "login": story["login"]}
        _take(world, call | {"result": Result.CONTINUING.value}, lead=lead)
    if "closed" in story:
        lead.refresh_from_db()
        outreach_actions.close_lead(
            lead=lead, reason=OutreachClosing(story["closed"]), note="",
            on=world.today - timedelta(days=30), version=lead.version, by=who.actor,
            now=moment(world, 30), today=world.today - timedelta(days=30),
        )  # fmt: skip


def _ask_beyond(world: World, found: Sequence[Case]) -> None:
    """One question whether somebody is already known, and one look in an emergency."""
    own = [
        case
        for case in found
        if case.responsible_office_id == world.offices["hikari"].pk and case.is_open
    ]
    if len(own) < 2:
        return  # a demo of very few persons
    asker = Person(world, "senmon", world.now)
    match_actions.ask_match_for_case(
        case=own[0], by=asker.actor, now=asker.now, today=asker.today
    )
    helper = Person(world, "itaku", world.now)
    person = own[1].person
    open_emergency(
        kana=person.name_kana, birth_on=person.birth_on, certificate_number="",
        reason_code=next(iter(EmergencyReason)),
        reason="夜に駅で動けなくなっていると、駅員から電話があった。",
        by=helper.actor, now=helper.now, today=helper.today,
    )  # fmt: skip
