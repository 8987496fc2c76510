"""`csm completion bash|zsh|fish`: the script to load, and the answers it asks for."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from csm_tui.cli.framework import command

if TYPE_CHECKING:
    from csm_tui.cli.session import Session

VARIABLE: Final = "_CSM_COMPLETE"
_BASH: Final = """\
%(complete_func)s() {
    local IFS=$'\\n' line kind value
    COMPREPLY=()
    while IFS= read -r line; do
        kind="${line%%%%,*}"
        value="${line#*,}"
        case "$kind" in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            *) COMPREPLY+=("$(printf '%%q' "$value")") ;;
        esac
    done < <(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \\
        %(complete_var)s=bash_complete %(prog_name)s)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class _Bash(BashComplete):
    """Click's bash completion with values quoted, so that names with spaces survive."""

    source_template = _BASH

    @staticmethod
    def _check_version() -> None:
        """Ask no bash for its version: printing the script starts no other program."""


_SHELLS: Final[dict[str, type[ShellComplete]]] = {
    "bash": _Bash,
    "zsh": ZshComplete,
    "fish": FishComplete,
}


@command(
    "completion",
    examples=(
        'eval "$(csm completion bash)"                     in ~/.bashrc',
        'eval "$(csm completion zsh)"                      in ~/.zshrc',
        "csm completion fish > ~/.config/fish/completions/csm.fish",
    ),
)
@click.argument("shell", type=click.Choice(tuple(_SHELLS)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script for a shell; it completes account names too."""
    root = context.find_root().command
    script = _SHELLS[shell](root, {}, "csm", VARIABLE).source()
    sys.stdout.write(script if script.endswith("\n") else f"{script}\n")


def complete(root: click.Command, session: Session) -> int:
    """Answer a shell's question, asked through the environment; exit code 0 always."""
    shell, _, _ = os.environ[VARIABLE].partition("_")
    answerer = _SHELLS.get(shell)
    if answerer is not None:
        answer = answerer(root, {"obj": session}, "csm", VARIABLE).complete()
        sys.stdout.write(f"{answer}\n" if answer else "")
    return 0
