"""The shape all commands share: the same options, examples first, the nearest suggested."""

from __future__ import annotations

import importlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, cast

import click

from csm_tui.cli.output import in_signs
from csm_tui.cli.session import Session
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WIDTH = 80
CONTEXT = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": _WIDTH,
    "terminal_width": _WIDTH,
}


class IsoDate(click.ParamType[date]):
    """A date written YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return `value` as a date; fails with what would fit."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date; write it like 2026-02-01.", param, ctx)


DATE = IsoDate()


def session_of(context: click.Context) -> Session:
    """Return the session of this run."""
    session = context.find_object(Session)
    if session is None:
        raise UsageError("This command runs only under `csm`.")
    return session


def _remember(context: click.Context, parameter: click.Parameter, value: object) -> None:
    # The same option may stand before and after the command's name: the one given last wins.
    if value is not None and value is not False:
        setattr(session_of(context), parameter.name, value)


def _form(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        session_of(context).form = parameter.name


def _shared(*, hidden: bool) -> list[click.Parameter]:
    def flag(*names: str, text: str) -> click.Option:
        return click.Option(
            names, is_flag=True, expose_value=False, callback=_remember, hidden=hidden, help=text
        )

    def option(name: str, kind: click.ParamType[Any], metavar: str, text: str) -> click.Option:
        return click.Option(
            [name],
            type=kind,
            metavar=metavar,
            expose_value=False,
            callback=_remember,
            # Before the others: a day in words is counted from --as-of, wherever that stands.
            is_eager=True,
            hidden=hidden,
            help=text,
        )

    path = click.Path(path_type=Path)
    return [
        option("--db", path, "PATH", "The book (default: CSM_DB, else the user's)."),
        option("--as-of", DATE, "DATE", "The day to compute for (default: today)."),
        option("--known-on", DATE, "DATE", "Hide what was entered after that day."),
        flag("--read-only", text="Refuse every change."),
        flag("--yes", "-y", text="Answer yes to every question."),
        flag("--no-input", text="Never ask; fail instead."),
        flag("--no-color", text="No colours (also NO_COLOR)."),
        flag("--debug", text="Show the traceback of an error."),
    ]


def _form_options() -> list[click.Parameter]:
    def flag(name: str, text: str) -> click.Option:
        return click.Option(
            [f"--{name}"], is_flag=True, expose_value=False, callback=_form, help=text
        )

    return [
        flag("json", "Write JSON (stable keys; see `csm help json`)."),
        flag("plain", "Write one record a line, values apart by tabs."),
    ]


class Command(click.Command):
    """A command of `csm`: shared options are accepted after its name too.

    One that `shows` has `--json` and `--plain`, one that `tells` of a change only `--json`.
    """

    def __init__(
        self,
        *args: Any,
        examples: Sequence[str] = (),
        shows: bool = False,
        tells: bool = False,
        **kwargs: Any,
    ) -> None:
        forms = _form_options()
        kwargs["params"] = [
            *(kwargs.get("params") or []),
            *(forms if shows else forms[:1] if tells else []),
            *_shared(hidden=True),
        ]
        kwargs["context_settings"] = {**CONTEXT, **(kwargs.get("context_settings") or {})}
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; where FILTER is one, `-tier:tech` is a term of it and no option."""
        if any(parameter.name == "filter" for parameter in self.params):
            args = self._filter_last(ctx, args)
        return super().parse_args(ctx, args)

    def _filter_last(self, ctx: click.Context, args: list[str]) -> list[str]:
        valued = {
            name
            for parameter in self.get_params(ctx)
            if isinstance(parameter, click.Option) and not parameter.is_flag
            for name in parameter.opts
        }
        kept: list[str] = []
        terms: list[str] = []
        for place, word in enumerate(args):
            if word == "--":
                return [*kept, "--", *terms, *args[place + 1 :]]
            negated = len(word) > 2 and word[0] == "-" and word[1] != "-"
            is_term = negated and not (place and args[place - 1] in valued)
            (terms if is_term else kept).append(word)
        return [*kept, "--", *terms]

    def get_help(self, ctx: click.Context) -> str:
        """Return the help in the signs of this run."""
        return in_signs(super().get_help(ctx))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write examples, then usage, description and options."""
        _write_examples(self.examples, formatter)
        super().format_help(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Name the options that every command takes."""
        formatter.write_paragraph()
        formatter.write_text(
            "Also --db, --as-of, --known-on, --read-only, --yes, --no-input, --no-color, --debug: "
            "csm -h"
        )


class Lazy(NamedTuple):
    """Where a command lives, and its line in the list of commands."""

    module: str
    attribute: str
    help: str


class Group(click.Group):
    """A group whose commands are imported only when they are used or asked about."""

    def __init__(
        self,
        *args: Any,
        sections: Sequence[tuple[str, dict[str, Lazy]]] = (),
        examples: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        kwargs["params"] = [*(kwargs.get("params") or []), *_shared(hidden=bool(not sections))]
        kwargs["context_settings"] = {**CONTEXT, **(kwargs.get("context_settings") or {})}
        super().__init__(*args, **kwargs)
        self.sections = tuple(sections)
        self.examples = tuple(examples)

    @property
    def lazy(self) -> dict[str, Lazy]:
        """Return every lazy command by its name."""
        return {name: lazy for _, commands in self.sections for name, lazy in commands.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of the help."""
        return [*self.lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of this name, importing its module now."""
        lazy = self.lazy.get(cmd_name)
        if lazy is None:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"csm_tui.cli.{lazy.module}")
        return cast("click.Command", getattr(module, lazy.attribute))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that `args` name, or fail naming the nearest."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None and not ctx.resilient_parsing:
            if name.startswith("-"):
                self.parse_args(ctx, [name])
            _unknown_command(ctx, name, self.list_commands(ctx))
        return (name if command else None), command, args[1:]

    def get_help(self, ctx: click.Context) -> str:
        """Return the help in the signs of this run."""
        return in_signs(super().get_help(ctx))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write examples, then usage, options and commands by section."""
        _write_examples(self.examples, formatter)
        super().format_help(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by section, from their declared lines, importing none."""
        for title, commands in self.sections:
            with formatter.section(title):
                formatter.write_dl([(name, lazy.help) for name, lazy in commands.items()])
        if not self.sections:
            super().format_commands(ctx, formatter)


def _write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    if examples:
        with formatter.section("Examples"):
            for example in examples:
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
        formatter.write_paragraph()


def _unknown_command(context: click.Context, name: str, known: Sequence[str]) -> NoReturn:
    import difflib

    near = difflib.get_close_matches(name, known, 1, 0.5)
    hint = f"Did you mean `{context.command_path} {near[0]}`?" if near else ""
    listing = f"`{context.command_path} -h` lists the commands."
    raise click.UsageError(f"There is no command {name!r}. {hint or listing}", context)


def command(
    name: str, *, examples: Sequence[str], **attributes: Any
) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a function a command of `csm`, with the attributes of `Command`."""
    return click.command(name, cls=Command, examples=examples, **attributes)
