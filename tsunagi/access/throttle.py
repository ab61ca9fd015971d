"""ログインの試行を遅くする。だれかの失敗で、ほかの人を締め出さない。

Counted per (login name, way in). A browser that has signed in as this person before
carries a signed device mark and has a counter of its own, so an attacker who guesses
from elsewhere can slow down strangers only, never the person's own computer. All other
browsers share the counter of the login name: spreading guesses over many addresses
gains nothing.

After FREE_TRIES failures the waiting time doubles, from 2 seconds to at most 8 minutes:
no more than 20 guesses an hour get an answer. A counter is forgotten after a day. A try
is counted before the password is looked at, so guessing in parallel gains nothing.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from tsunagi.access.models import LoginThrottle

FREE_TRIES = 5
LONGEST_WAIT = timedelta(minutes=8)
FORGET_AFTER = timedelta(days=1)
DEVICE_COOKIE = "__Host-known_device" if settings.IS_PRODUCTION else "known_device"
DEVICE_SALT = "tsunagi.access.known_device"
DEVICE_AGE = 180 * 86_400
RACES = 20


def waiting_time(failures: int) -> timedelta:
    """How long after the last failure the next try is answered.

    >>> [int(waiting_time(n).total_seconds()) for n in (4, 5, 6, 9, 12, 13, 40)]
    [0, 2, 4, 32, 256, 480, 480]
    """
    if failures < FREE_TRIES:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failures - FREE_TRIES + 1, 20)), LONGEST_WAIT)


def _name_hash(login_name: str) -> str:
    return hashlib.sha256(
        f"{settings.SECRET_KEY}|{login_name.casefold()}".encode()
    ).hexdigest()


def throttle_key(request: HttpRequest, login_name: str) -> str:
    """The counter this try belongs to: the known device's own, or the shared one."""
    name = _name_hash(login_name)
    mark = request.COOKIES.get(DEVICE_COOKIE, "")
    try:
        known = signing.loads(mark, salt=DEVICE_SALT, max_age=DEVICE_AGE)
    except signing.BadSignature:
        known = {}
    device = known.get(name) if isinstance(known, dict) else None
    return hashlib.sha256(f"{name}|{device or 'unknown'}".encode()).hexdigest()


def _rest(row: LoginThrottle, now: datetime) -> int:
    """0 when the next try will be answered now, else whole seconds."""
    if now - row.last_failed_at > FORGET_AFTER:
        return 0
    rest = row.last_failed_at + waiting_time(row.failures) - now
    return max(0, math.ceil(rest.total_seconds()))


def take_try(key: str, *, now: datetime) -> int:
    """Count one try and return 0, or the seconds until a try will be answered.

    Whoever succeeds calls `forget_failures`. Of several tries at the same moment each
    takes its own place in the count: the loser of a race looks again.
    """
    for _ in range(RACES):
        row = LoginThrottle.objects.filter(pk=key).first()
        if row is None:
            if _first_try(key, now):
                return 0
            continue
        seconds = _rest(row, now)
        if seconds:
            return seconds
        is_forgotten = now - row.last_failed_at > FORGET_AFTER
        taken = LoginThrottle.objects.filter(
            pk=key, failures=row.failures, last_failed_at=row.last_failed_at
        ).update(failures=1 if is_forgotten else row.failures + 1, last_failed_at=now)
        if taken:
            return 0
    return 1


def _first_try(key: str, now: datetime) -> bool:
    try:
        with transaction.atomic():
            LoginThrottle.objects.create(key=key, failures=1, last_failed_at=now)
    except IntegrityError:
        return False
    return True


def forget_failures(key: str) -> None:
    LoginThrottle.objects.filter(pk=key).delete()


def mark_device(request: HttpRequest, response: HttpResponse, login_name: str) -> None:
    """Remember that this browser has signed in as this person (signed, no name)."""
    try:
        known = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_SALT, max_age=DEVICE_AGE
        )
    except signing.BadSignature:
        known = {}
    name = _name_hash(login_name)
    if name in known:
        return
    # At most five people share one computer's mark; the oldest falls out.
    known = dict(list(known.items())[-4:])
    known[name] = secrets.token_hex(8)
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(known, salt=DEVICE_SALT),
        max_age=DEVICE_AGE,
        httponly=True,
        samesite="Strict",
        secure=settings.IS_PRODUCTION,
    )
