"""Every command, declared once: bindings, footer, help, palette and keymap.py read this.

A command's name is also its action on the screen or widget that offers it (`-` becomes `_`) and its
name in the `[keys]` table of the config file.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Command(NamedTuple):
    """One thing a user can do: its keys (Textual's names), footer word, and sentence of help."""

    name: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: str
    writes: bool = False

    @property
    def action(self) -> str:
        """Return the name of the action that carries it out."""
        return self.name.replace("-", "_")


def _all(*commands: Command) -> dict[str, Command]:
    return {command.name: command for command in commands}


GROUPS: Final = ("Look", "Change", "Move", "Go to", "Program")

COMMANDS: Final = _all(
    Command("down", ("down", "j"), "down", "Go one line down", "Move"),
    Command("up", ("up", "k"), "up", "Go one line up", "Move"),
    Command("first", ("home", "g"), "first", "Go to the first line", "Move"),
    Command("last", ("end", "G"), "last", "Go to the last line", "Move"),
    Command("page-down", ("pagedown",), "page down", "Go one page down", "Move"),
    Command("page-up", ("pageup",), "page up", "Go one page up", "Move"),
    Command("half-down", ("ctrl+d",), "half down", "Go half a page down", "Move"),
    Command("half-up", ("ctrl+u",), "half up", "Go half a page up", "Move"),
    Command("left", ("left", "h"), "fold", "Fold the section, or go to its head", "Move"),
    Command("right", ("right", "l"), "unfold", "Unfold the section", "Move"),
    Command("fold-all", ("z",), "fold all", "Fold or unfold all sections", "Move"),
    Command("next-section", ("J", "}"), "next section", "Go to the next section", "Move"),
    Command("previous-section", ("K", "{"), "section up", "Go to the previous section", "Move"),
    Command("open", ("enter",), "open", "Open what is selected", "Look"),
    Command(
        "why",
        ("w",),
        "why",
        "Explain the figures: the arithmetic, the sources, what would change them",
        "Look",
    ),
    Command(
        "filter",
        ("slash",),
        "filter",
        "Filter as you type: words, tier:high, renewal<60d, overdue …",
        "Look",
    ),
    Command("view", ("v",), "group", "Next grouping: tier, quadrant, stage, level, none", "Look"),
    Command("next-view", ("v",), "view", "Next view: agenda, week, month", "Look"),
    Command(
        "next-measure",
        ("v",),
        "view",
        "Next view of this place: engagement, satisfaction, retention …",
        "Look",
    ),
    Command("table", ("T",), "table", "The figures of the chart as a table, and back", "Look"),
    Command(
        "health-chart",
        ("H",),
        "chart",
        "The account's health over time: measures, thresholds, events, contributions",
        "Look",
    ),
    Command(
        "lines", ("v",), "lines", "Next choice of lines: all, the score alone, each measure", "Look"
    ),
    Command("show-score", ("c",), "score", "Show the score in the chart, or not", "Look"),
    Command("show-adoption", ("d",), "adoption", "Show adoption in the chart, or not", "Look"),
    Command(
        "show-engagement", ("e",), "engagement", "Show engagement in the chart, or not", "Look"
    ),
    Command(
        "show-relationship",
        ("o",),
        "relationship",
        "Show the relationship in the chart, or not",
        "Look",
    ),
    Command("show-support", ("s",), "support", "Show support in the chart, or not", "Look"),
    Command("show-sentiment", ("t",), "sentiment", "Show sentiment in the chart, or not", "Look"),
    Command("show-pulse", ("b",), "pulse", "Show the pulse in the chart, or not", "Look"),
    Command(
        "compare",
        ("c",),
        "compare",
        "Compare the pyramid with the matrix: where they disagree, and the hours of it",
        "Look",
    ),
    Command(
        "moves-since",
        ("m",),
        "moves since",
        "Who moved in the matrix since a day, from where, and why",
        "Look",
    ),
    Command(
        "not-placed", ("N",), "not placed", "What is not placed in the matrix, and why", "Look"
    ),
    Command(
        "next-here", ("full_stop",), "next here", "Go to the next account in the same place", "Move"
    ),
    Command(
        "previous-here",
        ("comma",),
        "previous here",
        "Go to the account before in the same place",
        "Move",
    ),
    Command("shorter", ("comma",), "shorter", "Look at a shorter span", "Look"),
    Command("longer", ("full_stop",), "longer", "Look at a longer span", "Look"),
    Command("dates", ("f",), "dates", "Look at the span between two exact dates", "Look"),
    Command("by", ("b",), "group", "Group by the next of tier, segment, owner, month …", "Look"),
    Command(
        "latest",
        ("o",),
        "latest only",
        "Count the latest answer of each person only, or all again",
        "Look",
    ),
    Command(
        "chart-of",
        ("c",),
        "chart",
        "Compare the groups in the chart, or show the answers of the line",
        "Look",
    ),
    Command(
        "tier-history",
        ("t",),
        "history",
        "The account's tiers over time, and what was decided about them",
        "Look",
    ),
    Command(
        "decided",
        ("o",),
        "decided",
        "Show the moves that were decided on too, or only those that wait",
        "Look",
    ),
    Command("agenda", ("D",), "agenda", "Agenda: what is overdue, then day by day", "Look"),
    Command("week", ("W",), "week", "Week: seven days, hours against those available", "Look"),
    Command("month", ("M",), "month", "Month: the load of each day, and the day's list", "Look"),
    Command("to-today", ("t",), "today", "Go to today", "Look"),
    Command("automated", ("A",), "automated", "Show or hide what the program sends", "Look"),
    Command(
        "export-calendar",
        ("e",),
        "export .ics",
        "Export what is shown as an .ics file, for other calendars",
        "Look",
    ),
    Command("sort", ("o",), "sort", "Sort by the next column", "Look"),
    Command("reverse", ("O",), "reverse", "Turn the order round", "Look"),
    Command("select", ("space",), "select", "Select the line and go on", "Look"),
    Command(
        "select-all", ("asterisk",), "select all", "Select everything shown, or nothing", "Look"
    ),
    Command("copy", ("y",), "copy", "Copy the line, or the selected ones", "Look"),
    Command("log", ("n",), "log", "Log or plan a touchpoint", "Change", writes=True),
    Command(
        "done", ("x",), "done", "Mark the touchpoint or the promise as done", "Change", writes=True
    ),
    Command(
        "later",
        ("greater_than_sign",),
        "a day later",
        "Move the planned touchpoint a day later",
        "Change",
        writes=True,
    ),
    Command(
        "earlier",
        ("less_than_sign",),
        "a day earlier",
        "Move the planned touchpoint a day earlier",
        "Change",
        writes=True,
    ),
    Command(
        "snooze",
        ("s",),
        "snooze",
        "Put off until a day: a signal, a promise, a planned touchpoint",
        "Change",
        writes=True,
    ),
    Command(
        "move",
        ("m",),
        "move",
        "Move the planned touchpoint to a day, window and load in sight",
        "Change",
        writes=True,
    ),
    Command(
        "skip",
        ("X",),
        "skip",
        "Leave the planned touchpoint out, with a reason",
        "Change",
        writes=True,
    ),
    Command(
        "dismiss-signal",
        ("D",),
        "dismiss",
        "Take the signal off until its cause changes; a muted one: back on",
        "Change",
        writes=True,
    ),
    Command(
        "no-show",
        ("N",),
        "no-show",
        "The customer did not come to the planned touchpoint",
        "Change",
        writes=True,
    ),
    Command(
        "quick-line",
        ("L",),
        "log line",
        "Log in one line: aurora video 25m check-in: agreed next:14d",
        "Change",
        writes=True,
    ),
    Command(
        "project",
        ("E",),
        "project",
        "Open a project engagement of the account, or close the open one",
        "Change",
        writes=True,
    ),
    Command(
        "pulse",
        ("p",),
        "pulse",
        "Your own impression of the account, 1 to 5",
        "Change",
        writes=True,
    ),
    Command(
        "reading",
        ("r",),
        "reading",
        "Record a figure of health: any measure, or the score, of any day",
        "Change",
        writes=True,
    ),
    Command(
        "new-experiment",
        ("n",),
        "new",
        "Define an experiment: two cadences, channels or contents inside a tier",
        "Change",
        writes=True,
    ),
    Command(
        "end-experiment",
        ("x",),
        "end",
        "End the experiment, with what follows from it",
        "Change",
        writes=True,
    ),
    Command(
        "drop-experiment",
        ("d",),
        "drop",
        "Take the experiment off the book; undo brings it back",
        "Change",
        writes=True,
    ),
    Command(
        "accept-move",
        ("A",),
        "accept",
        "Accept the move between tiers: one suggested is set by hand, others were seen",
        "Change",
        writes=True,
    ),
    Command(
        "dismiss-move",
        ("D",),
        "dismiss",
        "Put the move between tiers aside until its own reason changes",
        "Change",
        writes=True,
    ),
    Command("less", ("less_than_sign", "minus"), "less", "A step less of the field", "Look"),
    Command("more", ("greater_than_sign", "plus"), "more", "A step more of the field", "Look"),
    Command("suppose", ("n",), "key", "Suppose any key of the touch model: KEY=VALUE", "Look"),
    Command(
        "scenario",
        ("s",),
        "growth",
        "Suppose the next growth scenario: 100, 250, 500 customers, or none",
        "Look",
    ),
    Command("as-today", ("b",), "as today", "Put the field back to what it is today", "Look"),
    Command("all-as-today", ("B",), "all as today", "Put all fields back to today", "Look"),
    Command("save-as", ("e",), "save as", "Save the model as supposed in a file", "Look"),
    Command(
        "adopt",
        ("A",),
        "adopt",
        "Adopt the model as supposed, with a note; undo takes it back",
        "Change",
        writes=True,
    ),
    Command(
        "answer-step",
        ("c",),
        "answer",
        "Answer the step, or the first that is open; on its line a digit does so at once",
        "Change",
        writes=True,
    ),
    Command(
        "edit-values",
        ("e",),
        "edit",
        "Change the values of the line; checked at once, adopted as a version",
        "Change",
        writes=True,
    ),
    Command(
        "edit-file",
        ("E",),
        "editor",
        "Change the whole text of the touch model in $VISUAL or $EDITOR",
        "Change",
        writes=True,
    ),
    Command(
        "adopt-version",
        ("A",),
        "adopt",
        "Adopt the version, preset or kept model; what it changes is shown first",
        "Change",
        writes=True,
    ),
    Command("edit", ("e",), "edit", "Edit the account", "Change", writes=True),
    Command("add", ("a",), "add", "Add an account", "Change", writes=True),
    Command(
        "archive",
        ("d",),
        "archive",
        "Take the account off the lists; undo brings it back",
        "Change",
        writes=True,
    ),
    Command(
        "override",
        ("f",),
        "set by hand",
        "Set tier, level, health or at risk by hand, with reason and end",
        "Change",
        writes=True,
    ),
    Command(
        "undo",
        ("u",),
        "undo",
        "Undo the last change, also one of an earlier day or of the command line",
        "Change",
        writes=True,
    ),
    Command("redo", ("U", "ctrl+r"), "redo", "Take back the last undo", "Change", writes=True),
    Command(
        "undo-this",
        ("enter",),
        "undo this",
        "Show what undoing this change would do, and do it",
        "Change",
        writes=True,
    ),
    Command(
        "plan",
        ("P",),
        "plan",
        "Plan what the touch model asks for; the difference is shown first",
        "Change",
        writes=True,
    ),
    Command(
        "export",
        ("ctrl+e",),
        "export",
        "Export the book, or some of it, as a workbook, CSV or JSON",
        "Look",
    ),
    Command("import", ("i",), "import", "Import files into the book", "Change", writes=True),
    Command(
        "today", ("1",), "today", "Today: what needs you, ranked, each with its reason", "Go to"
    ),
    Command("portfolio", ("2",), "portfolio", "Portfolio: the whole book in sections", "Go to"),
    Command(
        "calendar", ("3",), "calendar", "Calendar: what stands on which day, and the load", "Go to"
    ),
    Command(
        "matrix",
        ("4",),
        "matrix",
        "Matrix: size against need, each account a dot, moves, the pyramid beside it",
        "Go to",
    ),
    Command(
        "health",
        ("5",),
        "health",
        "Health: bands by tier, who moved, what is stale or unknown, pulses that differ",
        "Go to",
    ),
    Command(
        "measurement",
        ("6",),
        "measurement",
        "Measurement: whether the touch model works, in several views",
        "Go to",
    ),
    Command(
        "engagement",
        (),
        "engagement",
        "Engagement: whether customers take part, against the benchmarks",
        "Go to",
    ),
    Command(
        "satisfaction",
        (),
        "satisfaction",
        "Satisfaction: NPS, CSAT, CES with their answers, comments, detractors who wait",
        "Go to",
    ),
    Command(
        "retention",
        (),
        "retention",
        "Retention: GRR, NRR and logos between two days, who is behind them, renewals",
        "Go to",
    ),
    Command(
        "experiments",
        (),
        "experiments",
        "Experiments: two treatments of a tier side by side, and whether they differ",
        "Go to",
    ),
    Command(
        "economics",
        ("7",),
        "economics",
        "Economics: what customers cost to serve, and whether the work fits, in several views",
        "Go to",
    ),
    Command(
        "cost",
        (),
        "cost",
        "Cost to serve: of ARR by tier and account, who is over- and under-served",
        "Go to",
    ),
    Command(
        "capacity",
        (),
        "capacity",
        "Capacity: hours asked for and planned against yours, what breaks first, what would fit",
        "Go to",
    ),
    Command(
        "what-if",
        (),
        "what-if",
        "What if: another touch model, or growth, beside today; nothing of it is kept",
        "Go to",
    ),
    Command(
        "model",
        ("8",),
        "model",
        "Model: the touch model, who should move between its tiers, in several views",
        "Go to",
    ),
    Command(
        "touch-model",
        (),
        "touch model",
        "Touch model: the five answers of each tier, its values, what the check says",
        "Go to",
    ),
    Command(
        "versions",
        (),
        "versions",
        "Versions: when and why the touch model changed, which keys, who moved",
        "Go to",
    ),
    Command("tiers", (), "tiers", "Tiers: who should move, or did, and why", "Go to"),
    Command(
        "advice",
        (),
        "advice",
        "Advice: which touch model in five steps, and five mistakes looked for in this book",
        "Go to",
    ),
    Command(
        "compare-book",
        (),
        "compare",
        "Compare the pyramid with the matrix in the whole book: who is treated otherwise",
        "Go to",
    ),
    Command("history", ("9",), "history", "History: every change, and undo from there", "Go to"),
    Command(
        "review",
        ("R",),
        "review",
        "Review: accounts without fresh health, one key each",
        "Go to",
        writes=True,
    ),
    Command(
        "next-screen", ("right_square_bracket",), "next screen", "Go to the next screen", "Go to"
    ),
    Command(
        "previous-screen",
        ("left_square_bracket",),
        "previous screen",
        "Go to the previous screen",
        "Go to",
    ),
    Command("summary", ("S",), "summary", "Summary of the book: tiers, hours, gaps", "Go to"),
    Command("try-demo", ("d",), "demo", "Look at the demo book; yours stays as it is", "Go to"),
    Command("demo", (), "demo", "Look at the demo book; yours stays as it is", "Go to"),
    Command("help", ("question_mark", "f1"), "help", "Help for this screen", "Program"),
    Command(
        "palette", ("colon", "ctrl+p"), "all", "Every command, and every account by name", "Program"
    ),
    Command("theme", (), "theme", "Next theme: dark, light, and those of Textual", "Program"),
    Command("where", (), "where", "Say where the book is", "Program"),
    Command(
        "back", ("escape",), "back", "Clear the filter, then the selection; then go back", "Program"
    ),
    Command(
        "close",
        ("q",),
        "close",
        "Close the view; on the first one quit, as everything is saved",
        "Program",
    ),
    Command(
        "suspend", ("ctrl+z",), "suspend", "Back to the shell for a while; fg returns", "Program"
    ),
    Command("leave", ("ctrl+c",), "quit", "Quit, pressed twice", "Program"),
)

MOVING: Final = (
    "down", "up", "first", "last", "page-down", "page-up", "half-down", "half-up", "left", "right",
    "fold-all", "next-section", "previous-section", "open", "select", "select-all",
)  # fmt: skip
EVERYWHERE: Final = (
    "today", "portfolio", "calendar", "matrix", "compare-book", "health", "measurement",
    "engagement", "satisfaction", "retention", "experiments", "economics", "cost", "capacity",
    "what-if", "model", "touch-model", "versions", "tiers", "advice", "history", "review",
    "next-screen", "previous-screen", "summary", "demo", "help", "palette", "quick-line", "add",
    "import", "plan", "export", "undo", "redo", "health-chart", "theme", "where", "suspend",
    "leave",
)  # fmt: skip

# The screens of the top line, each also the name of its mode; and what every footer ends with.
PLACES: Final = (
    "today", "portfolio", "calendar", "matrix", "health", "measurement", "economics", "model",
    "history",
)  # fmt: skip
ALWAYS: Final = ("help", "palette")
