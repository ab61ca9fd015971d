"""The command line: `bin/tsunagi --help` lists our commands with one line each."""

from __future__ import annotations

import sys


def main(argv: list[str]) -> int:
    """Run one command. Problems of the environment are said, never traced."""
    from config.collector import collect_rarely
    from config.environment import EnvironmentProblem

    collect_rarely()
    try:
        if len(argv) < 2 or argv[1] in ("--help", "-h", "help"):
            print(overview())
            return 0
        from django.core.management import execute_from_command_line

        execute_from_command_line(argv)
    except EnvironmentProblem as problem:
        print(f"設定を確かめてください: {problem}", file=sys.stderr)
        return 2
    return 0


def overview() -> str:
    """Our commands, in order, each with its one line of help."""
    import django
    from django.core.management import get_commands, load_command_class

    django.setup()
    lines = ["つなぎ の命令一覧（くわしくは bin/tsunagi 命令 --help）", ""]
    for name, app in sorted(get_commands().items()):
        if str(app).startswith(("tsunagi.", "demo")):
            text = load_command_class(str(app), name).help
            lines.append(f"  {name:<12} {text}")
    return "\n".join(lines)
