"""設計の約束を、見直しではなく試験で守る。

Each check is a function over source text or loaded objects, so that
test_guards_can_fail.py can hand it a planted fault and see it object.
"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.urls import get_resolver

from tests.architecture import checks
from tsunagi.access import generated
from tsunagi.access.action_words import ACTION_WORDS
from tsunagi.access.permissions import PERMISSION_LABELS, ROLES, Permission, Role
from tsunagi.access.registry import command_actions, url_actions

OUR_MODELS = [m for m in apps.get_models() if m.__module__.startswith("tsunagi.")]


def test_every_url_names_an_action() -> None:
    unnamed = [e.where for e in url_actions() if not e.action]
    assert unnamed == []


def test_every_command_names_an_action() -> None:
    unnamed = [e.where for e in command_actions() if not e.action]
    assert unnamed == []


def test_public_views_are_exactly_those_listed() -> None:
    public = {e.name for e in url_actions() if e.public}
    assert public == checks.PUBLIC_VIEWS.keys()


def test_views_without_permission_are_exactly_those_listed() -> None:
    open_to_all = {e.name for e in url_actions() if not e.public and not e.permission}
    assert open_to_all == checks.NO_PERMISSION_NEEDED.keys()


@pytest.mark.parametrize("path", checks.files("*queries.py"), ids=checks.short)
def test_queries_take_the_actor(path) -> None:
    assert checks.queries_without_actor(path) == []


def test_no_stale_entry_in_the_list_of_queries_without_actor() -> None:
    assert checks.stale_query_exceptions() == []


@pytest.mark.parametrize("path", checks.files("*views.py"), ids=checks.short)
def test_views_do_not_touch_managers(path) -> None:
    assert checks.manager_uses(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path", [*checks.files("*views.py"), *checks.files("*queries.py")], ids=checks.short
)
def test_views_and_queries_never_go_around_the_scope(path) -> None:
    assert "unscoped(" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", checks.files("*rules.py"), ids=checks.short)
def test_rules_are_pure(path) -> None:
    assert checks.impurities(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda m: m._meta.label)
def test_every_field_is_classified(model) -> None:
    assert checks.unclassified_fields(model) == []


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda m: m._meta.label)
def test_every_instant_or_day_of_an_act_has_its_author(model) -> None:
    assert checks.acts_without_author(model) == []


def test_no_stale_entry_in_the_list_of_acts_without_author() -> None:
    assert checks.stale_author_exceptions(OUR_MODELS) == []


def test_every_permission_is_granted_and_used() -> None:
    granted = set().union(*(role.permissions for role in ROLES.values()))
    assert granted == set(Permission)
    assert checks.unused_permissions() == []
    assert set(PERMISSION_LABELS) == set(Permission)
    assert set(ROLES) == set(Role)


def test_verbose_names_come_from_the_glossary() -> None:
    assert checks.names_outside_glossary(OUR_MODELS) == []


def test_glossary_has_no_entry_without_a_use() -> None:
    assert checks.glossary_entries_without_use(OUR_MODELS) == []


@pytest.mark.parametrize("path", checks.templates(), ids=checks.short)
def test_templates_have_no_inline_script_or_style(path) -> None:
    assert checks.inline_code(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", checks.python_files(), ids=checks.short)
def test_files_stay_readable(path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 450


def test_messages_have_unique_codes() -> None:
    assert checks.repeated_message_codes() == []


def test_the_url_configuration_loads() -> None:
    assert get_resolver().url_patterns


def test_commands_have_one_line_of_help() -> None:
    for name, app in get_commands().items():
        if str(app).startswith(("tsunagi.", "demo")):
            text = load_command_class(str(app), name).help
            assert text and "\n" not in text, name


def test_every_action_has_its_words_for_the_auditor() -> None:
    named = {entry.action for entry in [*url_actions(), *command_actions()]}
    written = checks.recorded_actions() | {"invitation.use", "recovery.use"}
    assert written > {"account.login", "office.edit", "staff.view"}
    assert named | written == set(ACTION_WORDS)


def test_generated_documents_are_not_stale() -> None:
    for path, content in generated.pages(checks.PROJECT).items():
        assert path.read_text(encoding="utf-8") == content, path.name
