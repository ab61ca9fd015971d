"""何人かの利用者の書類: 同意書の写し（絵）と、決定の知らせ（文）。どれも架空。"""

from __future__ import annotations

import io
import random
from datetime import timedelta

from PIL import Image, ImageDraw

from demo.world import World
from tsunagi.access.actor import Actor
from tsunagi.access.uploads.checking import check_upload
from tsunagi.cases.case.models import Case
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.files.actions import NewFile, add_file
from tsunagi.cases.files.rules import Purpose

INK, LINE, PAPER = (40, 40, 90), (170, 170, 170), (252, 251, 246)


def scanned_form(chance: random.Random) -> bytes:
    """A sheet with ruled lines, ticked boxes and something like a signature."""
    image = Image.new("RGB", (620, 877), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 60, 560, 110), outline=INK, width=3)
    for row in range(9):
        y = 170 + row * 48
        draw.rectangle((70, y, 92, y + 22), outline=INK, width=2)
        draw.line((110, y + 22, 550, y + 22), fill=LINE, width=1)
        if chance.random() < 0.6:
            draw.line([(74, y + 10), (80, y + 18), (95, y - 2)], fill=INK, width=3)
    x, y = 330, 720
    points = [(x, y)]
    for _ in range(24):
        x, y = x + chance.randint(2, 14), 720 + chance.randint(-22, 22)
        points.append((x, y))
    draw.line(points, fill=INK, width=3, joint="curve")
    draw.line((300, 760, 560, 760), fill=LINE, width=1)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def add_consent_copy(world: World, case: Case, consent: Consent, *, by: Actor) -> None:
    add_file(
        case=case,
        new=NewFile(
            check_upload("同意書.png", scanned_form(world.chance)), Purpose.CONSENT,
            title="個人情報の同意書（署名つき）", dated_on=consent.given_on,
            consent=consent,
        ),
        by=by, now=world.now,
    )  # fmt: skip


def add_notice(world: World, case: Case, *, by: Actor) -> None:
    """The municipality's letter, as somebody typed it from the paper."""
    town = case.responsible_office.municipality.name
    day = world.today - timedelta(days=world.chance.randint(20, 200))
    text = (
        f"{town}（架空）\r\n障害福祉サービス支給決定のお知らせ\r\n\r\n"
        f"{case.person.name} 様\r\n\r\n申請のありましたサービスについて、"
        "次のとおり決定しました。\r\n  就労継続支援B型　月22日\r\n"
        "  計画相談支援　モニタリング 6月ごと\r\n\r\n"
        "この知らせに疑問のあるときは、窓口へお問い合わせください。\r\n"
    )
    add_file(
        case=case,
        new=NewFile(
            check_upload("支給決定のお知らせ.txt", text.encode()), Purpose.LETTER,
            title="支給決定のお知らせ", dated_on=day,
        ),
        by=by, now=world.now,
    )  # fmt: skip
