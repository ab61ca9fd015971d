# Everything that reads the code without running it.
style_checks() {
  say "== 書式と lint =="
  "$VENV/bin/ruff" check .
  "$VENV/bin/ruff" format --check .
}

reading_checks() {
  say "== 型 =="
  "$VENV/bin/mypy" config tsunagi demo
  say "== 部屋の上下 =="
  PYTHONPATH=. DJANGO_SETTINGS_MODULE=tests.settings "$VENV/bin/lint-imports"
  say "== 移行の漏れ =="
  "$PYTHON" manage.py makemigrations --check --dry-run
}
