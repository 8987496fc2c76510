"""The command line of `csm`: the group of all commands, and the one place where errors end."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from csm_tui import __version__
from csm_tui.cli.framework import Group, Lazy, session_of
from csm_tui.cli.output import obey_ascii, say, sentence
from csm_tui.cli.session import Session
from csm_tui.errors import CsmError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

OK, FAILED, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 70, 130

SECTIONS: tuple[tuple[str, dict[str, Lazy]], ...] = (
    (
        "Look",
        {
            "today": Lazy("today", "today", "what needs you, ranked, with reasons"),
            "signals": Lazy("signals", "signals", "event triggers, each with its figure"),
            "calendar": Lazy("calendar", "calendar", "touchpoints by date, and their hours"),
            "accounts": Lazy("accounts", "accounts", "the book of business"),
            "show": Lazy("accounts", "show", "one account"),
            "why": Lazy("accounts", "why", "the arithmetic behind a figure"),
            "health": Lazy("health", "health", "bands, movers, gaps; or one account's measures"),
            "quadrants": Lazy("quadrants", "quadrants", "the matrix: accounts by size and need"),
            "compare": Lazy("compare", "compare", "pyramid against matrix, and the hours of it"),
            "capacity": Lazy("capacity", "capacity", "hours asked for against those there are"),
            "review": Lazy("review", "review", "accounts without fresh health, one by one"),
            "retention": Lazy("retention", "retention", "GRR, NRR, logos, renewals of a span"),
            "engagement": Lazy("engagement", "engagement", "rates of taking part, and benchmarks"),
            "satisfaction": Lazy(
                "satisfaction", "satisfaction", "NPS, CSAT, CES with their counts"
            ),
            "economics": Lazy("economics", "economics", "cost to serve, over- and under-served"),
            "advise": Lazy("advise", "advise", "which model fits, and five mistakes"),
            "what-if": Lazy("what_if", "what_if", "other thresholds, cadence, cost, or growth"),
            "report": Lazy("report", "report", "documents: brief of an account, monday"),
        },
    ),
    (
        "Change",
        {
            "add": Lazy("editing", "add", "add an account or a contact by hand"),
            "edit": Lazy("editing", "edit", "change fields of an account"),
            "archive": Lazy("editing", "archive", "take an account off the book"),
            "override": Lazy("editing", "override", "set tier, level, health or risk by hand"),
            "pulse": Lazy("editing", "pulse", "your own 1-5 on an account"),
            "reading": Lazy("health", "reading", "a health figure of a day, by hand"),
            "log": Lazy("log", "log", "log or plan a touchpoint, in one line"),
            "done": Lazy("touchpoints", "done", "a planned touchpoint took place"),
            "no-show": Lazy("touchpoints", "no_show", "the customer did not come"),
            "skip": Lazy("touchpoints", "skip", "leave a planned touchpoint out"),
            "move": Lazy("touchpoints", "move", "put a planned touchpoint on another day"),
            "snooze": Lazy("signals", "snooze", "a signal comes back on a day"),
            "dismiss": Lazy("signals", "dismiss", "a signal is done, or does not matter"),
            "reopen": Lazy("signals", "reopen", "a signal put aside counts again"),
            "plan": Lazy("planning", "plan", "plan the touchpoints that the model asks for"),
            "task": Lazy("tasks", "task", "promises: list, add, done, move"),
            "project": Lazy("projects", "project", "engagements: open, list, close"),
            "tiers": Lazy("tiers", "tiers", "moves between tiers: accept, dismiss, history"),
            "experiment": Lazy(
                "experiments", "experiment", "two treatments of a tier: new, list, show, end"
            ),
        },
    ),
    (
        "Files",
        {
            "import": Lazy("importing", "import_", "files into the book"),
            "export": Lazy("exporting", "export", "the book into files"),
            "template": Lazy("exporting", "template", "an empty sheet with the right header"),
        },
    ),
    (
        "Safety",
        {
            "history": Lazy("history", "history", "every change"),
            "undo": Lazy("history", "undo", "take an operation back"),
            "redo": Lazy("history", "redo", "take the undo back"),
            "backup": Lazy("safety", "backup", "a verified copy of the book"),
            "restore": Lazy("safety", "restore", "the book as it was in a backup"),
            "doctor": Lazy("safety", "doctor", "check the book"),
            "forget": Lazy("forgetting", "forget", "erase a person from the book, for good"),
            "where": Lazy("safety", "where", "paths, versions, sizes"),
        },
    ),
    (
        "The program",
        {
            "demo": Lazy("program", "demo", "the screens on an invented book"),
            "model": Lazy("models", "model", "the touch model: show, list, use, check"),
            "config": Lazy("program", "config", "settings: show, path"),
            "completion": Lazy("completion", "completion", "for bash, zsh and fish"),
            "help": Lazy("program", "help_", "a topic, at length"),
        },
    ),
)

EXAMPLES = (
    "csm                                the screens",
    "csm demo                           the screens on an invented book",
    "csm import accounts.csv            your accounts into the book",
    'csm accounts "tier:high risk"      the book, filtered',
    "csm why acme next                  why something is due",
    "csm today --json                   for scripts",
)


@click.group(
    "csm",
    cls=Group,
    sections=SECTIONS,
    examples=EXAMPLES,
    invoke_without_command=True,
    help="A customer success manager's book of business, offline.",
    epilog="More: csm COMMAND -h, csm help TOPIC. Exit codes: csm help exit-codes.",
)
@click.version_option(__version__, "--version", prog_name="csm", message="%(prog)s %(version)s")
@click.pass_context
def csm(context: click.Context) -> int | None:
    """Show the screens, or today's list where nobody looks, unless a command follows."""
    if context.invoked_subcommand is not None:
        return None
    session = session_of(context)
    if session.screens_possible():
        return session.screens(
            session.path,
            as_of=session.today,
            known_on=session.known_on,
            read_only=session.read_only,
        )
    from csm_tui.cli.today import print_home

    print_home(session)
    if sys.stdin.isatty() and sys.stdout.isatty():
        why = "This terminal (TERM)" if sys.stderr.isatty() else "A terminal without its stderr"
        say(f"{why} cannot show the screens: use csm today, csm accounts, csm show.")
    return OK


def run(
    arguments: Sequence[str],
    *,
    screens: Callable[..., int],
    screens_possible: Callable[[], bool],
) -> int:
    """Run one command and return its exit code (INTERFACE, Exit codes); no exception leaves."""
    session = Session(screens, screens_possible)
    obey_ascii(lambda: session.ascii_only)
    _let_any_text_out()
    try:
        with _terminable():
            code = _dispatch(arguments, session)
            sys.stdout.flush()
            return code
    except BrokenPipeError:
        _let_pipe_go()
        return OK
    except click.UsageError as error:
        return _failed(_usage(error), USAGE, session)
    except click.ClickException as error:
        return _failed(error.format_message(), error.exit_code, session)
    except CsmError as error:
        return _failed(_told(str(error), session), error.exit_code, session)
    except (KeyboardInterrupt, click.Abort):
        return _failed(session.cancelled, INTERRUPTED, session, prefix="")
    except Terminated as ended:
        session.take_back()
        return 128 + ended.number
    except OSError as error:
        return _failed(_os_sentence(error), FAILED, session)
    except Exception as error:  # noqa: BLE001  the one boundary: what comes here is our fault
        if _lacks_memory(error):
            sentence = "There is not enough memory for this: nothing was changed."
            return _failed(_told(sentence, session), FAILED, session)
        sentence = f"Internal error ({type(error).__name__}). `--debug` shows where."
        return _failed(sentence, INTERNAL, session)
    finally:
        session.close()


def _lacks_memory(error: Exception) -> bool:
    """Return whether there was no memory; libraries that find none are "failed to map"."""
    return isinstance(error, MemoryError) or (
        isinstance(error, ImportError) and "failed to map" in str(error)
    )


class Terminated(BaseException):
    """A signal ended the run: open transactions roll back on the way out, copies are removed."""

    def __init__(self, number: int) -> None:
        self.number = number


def _dispatch(arguments: Sequence[str], session: Session) -> int:
    if "_CSM_COMPLETE" in os.environ:
        from csm_tui.cli.completion import complete

        return complete(csm, session)
    try:
        with csm.make_context("csm", list(arguments), obj=session) as context:
            result = csm.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    return result if isinstance(result, int) else OK


def _failed(sentence: str, code: int, session: Session, *, prefix: str = "csm: ") -> int:
    if session.debug:
        import traceback

        traceback.print_exc()
    session.take_back()
    try:
        sys.stdout.flush()
    except OSError:
        _let_pipe_go()
    say(f"{prefix}{sentence}")
    return code


def _told(sentence: str, session: Session) -> str:
    if not session.saved:
        return sentence
    from csm_tui.store.faults import once_saved

    return once_saved(sentence)


def _usage(error: click.UsageError) -> str:
    path = error.ctx.command_path if error.ctx else "csm"
    # Click puts each choice of an option on a line of its own.
    told = sentence(" ".join(line.strip() for line in error.format_message().splitlines()))
    if isinstance(error, click.NoSuchOption):
        told = f"There is no option {error.option_name}.{_near_option(error)}"
    elif isinstance(error, click.BadParameter) and error.param is not None:
        choices = getattr(error.param.type, "choices", None)
        if choices:
            told = _none_of(error, error.param, list(map(str, choices)))
    return f"{told} Try `{path} -h`."


def _none_of(error: click.BadParameter, parameter: click.Parameter, choices: list[str]) -> str:
    """Return what is wrong with a word that is none of the few allowed, and the nearest."""
    import difflib

    is_option = isinstance(parameter, click.Option)
    name = parameter.opts[0] if is_option else (parameter.name or "").upper()
    if isinstance(error, click.MissingParameter):
        return f"{name} is missing. Choose from: {', '.join(choices)}."
    # What was written stands first in what click says, quoted as Python does.
    written = error.message.partition(" is not one of ")[0].strip("'\"")
    near = difflib.get_close_matches(written, choices, 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"{name} cannot be {written!r}, only {', '.join(map(repr, choices))}.{hint}"


def _near_option(error: click.NoSuchOption) -> str:
    import difflib

    known = [
        name
        for parameter in (error.ctx.command.params if error.ctx else ())
        for name in parameter.opts
    ]
    near = difflib.get_close_matches(error.option_name, known, 1)
    return f" Did you mean {near[0]}?" if near else ""


def _os_sentence(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror or type(error).__name__}{where}."


def _let_pipe_go() -> None:
    # Python flushes stdout once more at exit; that must not fail aloud on a closed pipe.
    descriptor = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(descriptor, sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  for good
    finally:
        os.close(descriptor)


def _let_any_text_out() -> None:
    # A terminal that cannot show a character gets "?", not an error.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


@contextmanager
def _terminable() -> Iterator[None]:
    def stop(number: int, _frame: FrameType | None) -> None:
        raise Terminated(number)

    previous = {}
    try:
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            # Under nohup a hangup stays ignored.
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                previous[number] = signal.signal(number, stop)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
