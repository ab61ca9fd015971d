"""自分のログイン設定、招待と再設定、二段階の確認の決まり。"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit_queries, one_time, second_factor, throttle
from tsunagi.access.audit_views import audit_event, audit_list, system
from tsunagi.access.forms import ROLE_ROWS, LoginRulesForm, UseCodeForm
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.login import record_failed_try
from tsunagi.access.messages import LOGIN_WAIT
from tsunagi.access.middleware import LAST_SEEN, WORKING_IN
from tsunagi.access.people import directory
from tsunagi.access.permissions import ROLES, Permission, Role
from tsunagi.common.errors import UserError
from tsunagi.ui.http import safe_next

__all__ = [
    "audit_event",
    "audit_list",
    "choose_municipality",
    "login_rules",
    "own_account",
    "recovery_approve",
    "recovery_cancel",
    "recovery_list",
    "role_table",
    "stay_signed_in",
    "system",
    "use_code",
]


@action("account.view", permission=Permission.ACCOUNT_OWN)
@require_GET
def own_account(request: ActorRequest) -> HttpResponse:
    return render(
        request,
        "access/account.html",
        {
            "roles": sorted(
                (ROLES[role].label, ROLES[role].explanation)
                for role in request.actor.roles
            ),
            "logins": audit_queries.own_logins(actor=request.actor),
            "others": directory().municipality_names(
                request.actor.other_municipality_ids
            ),
            "idle_minutes": settings.IDLE_MINUTES,
            "absolute_hours": settings.ABSOLUTE_HOURS,
        },
    )


@action("account.stay", permission=Permission.ACCOUNT_OWN)
@require_POST
def stay_signed_in(request: ActorRequest) -> HttpResponse:
    """続ける: the person says they are still there; the idle time starts anew."""
    request.session[LAST_SEEN] = request.now.timestamp()
    if request.htmx or request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    target = request.POST.get("next", "")
    return redirect(safe_next(request, target, otherwise="/"))


@action("account.municipality", permission=Permission.ACCOUNT_OWN)
@require_POST
def choose_municipality(request: ActorRequest) -> HttpResponse:
    """働く市町村を切り替える。権限のない市町村は選べない。"""
    wanted = request.POST.get("municipality", "")
    if wanted in {str(pk) for pk in request.actor.other_municipality_ids}:
        request.session[WORKING_IN] = int(wanted)
    return redirect("home")


@action("account.roles", permission=Permission.ACCOUNT_OWN)
@require_GET
def role_table(request: ActorRequest) -> HttpResponse:
    return render(request, "access/roles.html", {"rows": ROLE_ROWS})


@action("code.use", public=True)
@require_http_methods(["GET", "POST"])
def use_code(request: ActorRequest) -> HttpResponse:
    """招待または再設定の番号で、パスワードを決める。"""
    form = UseCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        login_name = form.cleaned_data["login_name"].strip()
        key = throttle.throttle_key(request, f"code:{login_name}")
        seconds = throttle.take_try(key, now=request.now)
        try:
            if seconds:
                raise UserError(LOGIN_WAIT.format(seconds=seconds))
            one_time.use_code(
                login_name=login_name,
                code=form.cleaned_data["code"],
                new_password=form.cleaned_data["password1"],
                now=request.now,
            )
        except UserError as error:
            if not seconds:
                record_failed_try("code.use", login_name=login_name, counter=key)
            form.add_error(error.field, str(error.message))
        else:
            throttle.forget_failures(key)
            messages.success(
                request,
                "パスワードを決めました。ログイン名とパスワードで入ってください。",
            )
            return redirect("account_login")
    status = 422 if form.is_bound else 200
    return render(request, "access/use_code.html", {"form": form}, status=status)


@action("recovery.list", permission=Permission.RECOVERY_VIEW)
@require_GET
def recovery_list(request: ActorRequest) -> HttpResponse:
    return _recovery_page(request)


@action("recovery.approve", permission=Permission.RECOVERY_APPROVE)
@require_POST
def recovery_approve(request: ActorRequest, public_id: UUID) -> HttpResponse:
    try:
        issued = one_time.approve_recovery(
            public_id=public_id, by=request.actor, now=request.now
        )
    except UserError as error:
        messages.error(request, str(error.message))
        return redirect("recovery-list")
    names = directory().names_of([issued.row.staff_id])
    return render(
        request,
        "access/code_sheet.html",
        {"issued": issued, "staff_name": names.get(issued.row.staff_id, "")},
    )


@action("recovery.cancel", permission=Permission.RECOVERY_VIEW)
@require_POST
def recovery_cancel(request: ActorRequest, public_id: UUID) -> HttpResponse:
    try:
        one_time.cancel_recovery(public_id=public_id, by=request.actor, now=request.now)
    except UserError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, "再設定の申し出を取り消しました。")
    return redirect("recovery-list")


def _recovery_page(request: ActorRequest) -> HttpResponse:
    rows = one_time.open_recoveries(actor=request.actor, now=request.now)
    ids = {row.staff_id for row in rows} | {row.requested_by_id or 0 for row in rows}
    names = directory().names_of(ids)
    lines = [
        {
            "row": row,
            "name": names.get(row.staff_id, ""),
            "requested_by": names.get(row.requested_by_id or 0, ""),
            "may_approve": request.actor.has(Permission.RECOVERY_APPROVE)
            and request.actor.staff_id not in (row.requested_by_id, row.staff_id)
            and row.approved_at is None,
        }
        for row in rows
    ]
    return render(request, "access/recovery_list.html", {"lines": lines})


@action("login_rules.edit", permission=Permission.LOGIN_RULES_EDIT)
@require_http_methods(["GET", "POST"])
def login_rules(request: ActorRequest) -> HttpResponse:
    """二段階の確認を求める役割を決める。"""
    municipality_id = request.actor.here
    current = second_factor.roles_requiring(municipality_id, today=request.today)
    form = LoginRulesForm(
        request.POST if request.method == "POST" else None,
        initial={"roles": [role.value for role in current]},
    )
    if form.is_valid():
        second_factor.set_rules(
            municipality_id=municipality_id,
            roles=frozenset(Role(role) for role in form.cleaned_data["roles"]),
            by=request.actor,
            today=request.today,
        )
        messages.success(request, "二段階の確認を求める役割を保存しました。")
        return redirect("login-rules")
    status = 422 if form.is_bound else 200
    return render(request, "access/login_rules.html", {"form": form}, status=status)
