# Shared by the scripts in bin/: make the virtual environment, and repair it.
# A stamp holds the hash of what was installed; a broken or interrupted set-up has no
# stamp, so the next call begins that step again.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT"
# A process that may not keep what it compiled compiles a thousand files each time.
unset PYTHONDONTWRITEBYTECODE
VENV="$ROOT/.venv"
PYTHON="$VENV/bin/python"

say() { printf '%s\n' "$*" >&2; }

# The distribution's own comes first: it is built for speed (an import takes a tenth to an
# eighth less than with one that somebody compiled), and its faults are mended by apt.
find_python() {
  local candidate
  if /usr/bin/python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' \
    2>/dev/null; then
    echo /usr/bin/python3
    return 0
  fi
  for candidate in python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return 0
    fi
  done
  say "Python 3.11 以上が見つかりません。次の一行で入れてください:"
  say "  sudo apt-get install -y python3 python3-venv"
  return 1
}

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

# apt_install PACKAGE… : install where we may; otherwise print the one line and fail.
apt_install() {
  if may_install; then
    say "Debian のパッケージを入れています: $*"
    { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" ||
      { apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; }
    } >/dev/null 2>&1 && return 0
  fi
  say "次の一行で入れてから、もう一度実行してください:"
  say "  sudo apt-get install -y $*"
  return 1
}

make_venv() {
  local base=$1
  if ! "$base" -c 'import ensurepip' >/dev/null 2>&1; then
    apt_install python3-venv || return 1
  fi
  rm -rf "$VENV"
  "$base" -m venv "$VENV"
}

# section run|dev : the part of requirements.lock between its marks.
section() { awk -v want="# == $1 ==" '/^# == /{on=($0==want)} on' requirements.lock; }

# ensure_packages run|dev
ensure_packages() {
  local part=$1 stamp="$VENV/.installed-$1" wanted base list
  wanted=$(section "$part" | cksum)
  if [ -x "$PYTHON" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    return 0
  fi
  if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 ||
    ! "$PYTHON" -m pip --version >/dev/null 2>&1; then
    base=$(find_python)
    say "仮想環境を作っています。"
    make_venv "$base"
  fi
  say "必要なライブラリを入れています（初回だけ、1分ほど）。"
  rm -f "$stamp"
  list=$(mktemp)
  section "$part" > "$list"
  if ! "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$list"; then
    rm -f "$list"
    say "ライブラリを入れられませんでした。ネットワークかパッケージの配布元の設定を確かめて、もう一度実行してください。"
    return 1
  fi
  rm -f "$list"
  printf '%s' "$wanted" > "$stamp"
}

# One set-up at a time: two terminals must not build the same environment at once.
# The lock is released before the server starts, so a child never holds it.
ensure() {
  exec 9> "$ROOT/.setup.lock"
  if command -v flock >/dev/null 2>&1; then flock 9; fi
  local part
  for part in "$@"; do ensure_packages "$part"; done
  exec 9>&-
}
