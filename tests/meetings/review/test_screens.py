"""週の連絡会議を、集めるところから会議録まで、画面で通す。映す画面に名前は出ない。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.meetings.review.conftest import ReviewRoom
from tsunagi.access.models import AuditEvent
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.meeting.record_models import MeetingPaper, MeetingTask
from tsunagi.meetings.meeting.rules import State
from tsunagi.meetings.review.actions import NewWorry, bring
from tsunagi.meetings.review.agenda_actions import Decided, decide, list_items
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.review.rules import NOTICE, Decision
from tsunagi.meetings.series.models import SignedWord

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]
NAME = "架空 花子"
PANEL = "<h2>次にすること"


def text(response: Any) -> str:
    return str(response.content.decode())


def key_of(response: Any) -> str:
    return str(response.context["form"]["key"].value())


def post(client: Client, name: str, *args: Any, **values: Any) -> Any:
    return client.post(reverse(name, args=args), values)


def only(model: Any) -> Any:
    return model.objects.unscoped("test").get()


def test_the_weekly_meeting_from_the_agenda_to_the_minutes(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    weekly.drafted(interval=3)
    meeting = weekly.meeting()
    core, member = client_for("core_staff"), client_for("specialist")
    of = meeting.public_id

    core.get(reverse("review-propose", args=[of]))
    assert not ReviewItem.objects.unscoped("test").exists(), "looking writes nothing"
    back = post(core, "review-propose-collect", of)
    assert back.url == reverse("review-propose", args=[of])
    proposed = core.get(back.url)
    assert "新規の計画案（3か月ごとの案）" in text(proposed) and NAME not in text(
        proposed
    )
    item = only(ReviewItem)
    chosen = post(core, "review-propose", of, item=str(item.public_id))
    assert chosen.status_code == 302
    slot = only(AgendaItem)
    page = text(member.get(reverse("meeting-page", args=[of])))
    assert NAME in page, "the office that works with her knows who it is"
    assert NAME not in text(core.get(reverse("meeting-page", args=[of])))

    assert post(core, "meeting-start", of, version=1).status_code == 302
    for client in (core, member):
        screen = text(client.get(reverse("meeting-screen", args=[of])))
        assert slot.pseudonym in screen and NAME not in screen
    assert 'name="decision"' not in screen, "who does not run it only looks"

    decide = {"from": "screen", "version": str(slot.version), "decision": "agree"}
    refused = post(core, "review-decide", of, slot.public_id, **decide, note="よい案")
    assert refused.status_code == 422 and "よい案" in text(refused)
    decided = post(
        core, "review-decide", of, slot.public_id, **decide, interval_answer="right",
        note="よい案", follow_what="本人に伝える",
    )  # fmt: skip
    assert decided.status_code == 302 and decided.url.endswith("/screen/")

    taken = core.get(reverse("meeting-task-new", args=[of]))
    staff = weekly.region.staff["core_staff"].public_id
    post(
        core, "meeting-task-new", of, key=key_of(taken), what="見学先を調べる",
        owner=str(staff), due_on=TODAY.isoformat(),
    )  # fmt: skip
    assert "見学先を調べる" in text(core.get("/"))
    assert post(core, "meeting-end", of, version="2", minutes="80").status_code == 302
    draft = core.get(reverse("minutes-edit", args=[of]))
    written = str(draft.context["form"]["text"].value())
    assert "このまま進める" in written and "見学先を調べる" in written
    assert NAME not in written
    post(core, "minutes-edit", of, text=written, version="0", reason="")
    post(core, "minutes-ask", of, check_by=TODAY.isoformat(), version="1")
    assert "会議録を確かめる" in text(member.get("/"))
    assert post(core, "meeting-finish", of, version="3").status_code == 302
    assert only(Meeting).state == State.DONE

    assert "会議のあと" in text(member.get("/")), "the follow-up is with who brought it"
    done = post(
        member, "review-follow-up", item.public_id, result="喜んでいた",
        told_on=TODAY.isoformat(), told_note="", version=str(item.version + 2),
    )  # fmt: skip
    assert done.status_code == 302


def test_every_page_opens_and_a_stranger_sees_none(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    weekly.drafted(interval=3)
    meeting = weekly.meeting()
    of, core, stranger = (
        meeting.public_id, client_for("core_staff"), client_for("alone"),
    )  # fmt: skip
    [item] = weekly.collected()
    post(core, "review-propose", of, item=str(item.public_id))
    slot = only(AgendaItem)
    series = weekly.series.public_id
    inside = [
        reverse(name, args=[of])
        for name in (
            "meeting-edit", "meeting-cancel", "meeting-end", "meeting-screen",
            "meeting-pack", "meeting-invite", "meeting-presence", "meeting-item-new",
            "meeting-task-new", "meeting-paper-new", "minutes-page", "minutes-edit",
            "review-propose",
        )
    ]  # fmt: skip
    inside += [
        reverse(name, args=[of, slot.public_id])
        for name in ("meeting-item-edit", "meeting-item-said", "review-decide")
    ]
    inside += [
        reverse(name, args=[item.public_id])
        for name in (
            "review-item", "review-prepare", "review-think", "review-leave-out",
            "review-follow-up", "review-answer",
        )
    ]  # fmt: skip
    inside += [
        reverse(name, args=[series]) for name in ("review-bring", "review-figures")
    ]
    for url in inside:
        assert core.get(url).status_code == 200, url
        assert stranger.get(url).status_code in (403, 404), url
    for name in ("meeting-list", "meeting-new", "meeting-tasks", "review-queue"):
        assert stranger.get(reverse(name)).status_code == 200, name
    shown = text(stranger.get(reverse("meeting-page", args=[of])))
    assert "日時と場所だけ" in shown and slot.pseudonym not in shown


def test_without_the_pledge_nothing_of_a_person_is_read(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    meeting = weekly.meeting()
    SignedWord.objects.unscoped("test").all().delete()
    client = client_for("specialist")
    page = text(client.get(reverse("meeting-page", args=[meeting.public_id])))
    assert "守秘の約束に、まだ署名していません" in page
    screen = reverse("meeting-screen", args=[meeting.public_id])
    assert client.get(screen).status_code == 404
    assert reverse("pledge") in client.get(reverse("review-queue")).url


def test_a_packet_is_read_around_the_meeting_only(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    weekly.drafted()
    [item] = weekly.collected()
    slot = weekly.listed(item, weekly.meeting(TODAY + timedelta(days=30)))
    rows = ReviewItem.objects.unscoped("test")
    rows.update(packet={"wishes": "海の近くで暮らしたい"}, facts=["30代"])
    url = reverse("review-item", args=[item.public_id])

    def reads(name: str) -> bool:
        page = text(client_for(name).get(url))
        assert ("30代" in page) == ("海の近くで" in page)
        return "海の近くで" in page

    assert reads("specialist") and reads("core_staff"), "who brings and who convenes"
    assert not reads("ward_officer"), "invited, but it is a month away"
    Meeting.objects.unscoped("test").filter(pk=slot.meeting_id).update(held_on=TODAY)
    assert reads("ward_officer")


def test_a_worry_takes_one_line(weekly: ReviewRoom, client_for: ClientFor) -> None:
    client = client_for("specialist")
    url = reverse("review-bring", args=[weekly.series.public_id])
    values = {
        "key": key_of(client.get(url)), "section": "5", "urgency": "now",
        "headline": "", "talk_mode": "share",
    }  # fmt: skip
    assert client.post(url, values).status_code == 422
    for _ in range(2):
        assert (
            client.post(url, {**values, "headline": "眠れない様子"}).status_code == 302
        )
    assert only(ReviewItem).headline == "眠れない様子"
    assert "会議まで待てない: 眠れない様子" in text(client_for("core_staff").get("/"))


def test_what_is_over_asks_for_nothing_more(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    client = client_for("core_staff")
    worry = NewWorry(section=NOTICE, headline="連絡先の表を直しました")
    by = weekly.actor("core_staff")
    item = bring(series=weekly.series, new=worry, by=by, now=NOW, today=TODAY)
    url = reverse("review-item", args=[item.public_id])
    assert PANEL in text(client.get(url))
    [slot] = list_items(meeting=weekly.meeting(), items=[item], by=by, now=NOW)
    decide(slot=slot, decided=Decided(Decision.TOLD), version=1, by=by, now=NOW)
    assert PANEL not in text(client.get(url))


def test_a_light_meeting_is_made_in_one_form(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    form = client.get(reverse("meeting-new"))
    made = client.post(
        reverse("meeting-new"),
        {
            "key": key_of(form), "kind": "office", "title": "朝の打合せ",
            "held_on": TODAY.isoformat(), "planned_minutes": "15", "mode": "in_person",
        },
    )  # fmt: skip
    assert made.status_code == 302
    assert "朝の打合せ" in text(client.get(reverse("meeting-list")))
    assert "朝の打合せ" in text(client.get("/"))


def test_a_meeting_about_a_person_begins_from_the_case(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    case = weekly.room.case()
    client, url = client_for("specialist"), reverse("meeting-new")
    link = f"{url}?case={case.public_id}"
    assert link in text(client.get(reverse("case-team", args=[case.public_id])))
    form = client.get(link)
    assert NAME in text(form)
    made = client.post(
        link,
        {
            "key": key_of(form), "kind": "cross_field", "title": "つながる場",
            "held_on": TODAY.isoformat(), "planned_minutes": "60", "mode": "in_person",
        },
    )  # fmt: skip
    assert NAME in text(client.get(made.url))
    assert client_for("alone").get(link).status_code == 404
    core = client_for("core_staff")
    assert NAME not in text(core.get(made.url))


def test_a_written_meeting_collects_opinions(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    meeting = weekly.meeting(mode="written")
    member = client_for("specialist")
    page = reverse("meeting-page", args=[meeting.public_id])
    assert "書面の意見" in text(member.get(page))
    row = meeting.attendances(manager="_base_manager").get(office__name="架空 hikari")
    said = {"presence": "written", "note": "案のとおりでよい"}
    post(member, "meeting-reply", meeting.public_id, row.public_id, **said)
    assert "案のとおりでよい" in text(client_for("core_staff").get(page))


def test_attendance_is_one_table(weekly: ReviewRoom, client_for: ClientFor) -> None:
    meeting, client = weekly.meeting(), client_for("core_staff")
    url = reverse("meeting-presence", args=[meeting.public_id])
    lines = client.get(url).context["lines"]
    own = next(one for one in lines if one["who"] == "架空 hikari")
    staff = str(weekly.region.staff["specialist"].public_id)
    values = {
        f"presence-{own['key']}": "present", f"staff-{own['key']}": staff,
        f"minutes-{own['key']}": "一時間",
    }  # fmt: skip
    assert client.post(url, values).status_code == 422
    values[f"minutes-{own['key']}"] = "60"
    assert client.post(url, values).status_code == 302
    row = meeting.attendances(manager="_base_manager").get(office__name="架空 hikari")
    assert (row.presence, row.minutes) == ("present", 60)


def test_a_paper_is_kept_sealed_and_opened_by_the_invited(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    meeting, core = weekly.meeting(), client_for("core_staff")
    url = reverse("meeting-paper-new", args=[meeting.public_id])
    sent = SimpleUploadedFile("地域の集計.csv", "年,件\n2026,3\n".encode())
    values = {"key": key_of(core.get(url)), "title": "", "file": sent}
    assert core.post(url, values).status_code == 302
    paper = only(MeetingPaper)
    file = reverse("meeting-paper-file", args=[meeting.public_id, paper.public_id])
    assert b"2026,3" in client_for("specialist").get(file).content
    assert client_for("alone").get(file).status_code == 404
    post(core, "meeting-paper-withdraw", meeting.public_id, paper.public_id)
    assert core.get(file).status_code == 404


def test_a_task_is_settled_by_who_took_it(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    meeting, core = weekly.meeting(), client_for("core_staff")
    form = core.get(reverse("meeting-task-new", args=[meeting.public_id]))
    office = str(weekly.region.offices["hikari"].public_id)
    post(
        core, "meeting-task-new", meeting.public_id, key=key_of(form),
        what="様子を聞く", owner_office=office,
    )  # fmt: skip
    task = only(MeetingTask)
    member = client_for("specialist")
    assert "様子を聞く" in text(member.get(reverse("meeting-tasks")))
    settle = {"state": "done", "result": "元気だった", "version": "1"}
    assert (
        post(member, "meeting-task-settle", task.public_id, **settle).status_code == 302
    )
    assert only(MeetingTask).done_on == TODAY
    assert "様子を聞く" not in text(member.get(reverse("meeting-tasks")))
    everything = member.get(reverse("meeting-tasks") + "?view=all")
    assert "元気だった" in text(everything)


def test_pages_ask_the_same_number_of_questions_whatever_they_hold(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    client = client_for("core_staff")
    member = client_for("specialist")

    def costs() -> list[int]:
        found = []
        urls = [
            reverse("meeting-list"), reverse("review-queue"),
            reverse("meeting-page", args=[meeting.public_id]),
            reverse("meeting-screen", args=[meeting.public_id]),
        ]  # fmt: skip
        for one, url in ((one, url) for url in urls for one in (client, member)):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert one.get(url).status_code == 200
            found.append(len(asked))
        return found

    meeting = weekly.meeting()
    weekly.drafted(weekly.room.case())
    [first] = weekly.collected()
    weekly.listed(first, meeting)
    costs()
    few = costs()
    for number in range(4):
        name = f"架空 {'あいうえ'[number]}"
        weekly.drafted(weekly.room.case(name=name, kana=name))
        weekly.meeting(TODAY + timedelta(days=7 * (number + 1)))
    for item in weekly.collected():
        if item.state == "waiting":
            weekly.listed(item, meeting)
    assert costs() == few


def test_looking_at_a_named_item_leaves_a_trace(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    case = weekly.room.case()
    weekly.drafted(case)
    weekly.collected()
    client_for("specialist").get(reverse("review-queue"))
    event = AuditEvent.objects.filter(action="review.queue").latest("pk")
    subjects = {row.subject_public_id for row in event.subjects.all()}
    assert subjects == {case.person.public_id}
    client_for("core_staff").get(reverse("review-queue"))
    event = AuditEvent.objects.filter(action="review.queue").latest("pk")
    assert not event.subjects.exists()
