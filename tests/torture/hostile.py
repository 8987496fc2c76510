"""Strings that try to be more than text: our own, and the public ones beside the checkout."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import SHARED_DATA

# Markup of Textual and Rich: it may crash a program, or become a link that runs an action.
MARKUP = (
    "[/red]",
    "[/",
    "[b",
    "[0]",
    "[]",
    "\\[",
    "[red]X[/red]",
    "Acme [/red]",
    "[@click=app.quit]x[/]",
    "[@click=app.bell]y[/@click]",
    "[link=https://evil.example]z[/link]",
    "[bold blink]B",
    "$text [$accent]v[/]",
    ":warning: &amp; <b>",
)
# What a terminal obeys. Each carries a letter run by which it is found again on the screen.
CONTROLS = (
    "osc0\x1b]0;PWNED-TITLE\x07end",
    "oscst\x1b]0;PWNED-TITLE\x1b\\end",
    "osc8\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\end",
    "osc52\x1b]52;c;UFdORUQ=\x07end",
    "dcs\x1bP$qm\x1b\\end",
    "apc\x1b_PWNED\x1b\\end",
    "pm\x1b^PWNED\x1b\\end",
    "sos\x1bXPWNED\x1b\\end",
    "dsr\x1b[6nend",
    "da\x1b[cend",
    "clear\x1b[2J\x1b[Hend",
    "alt\x1b[?1049lend",
    "blink\x1b[5;8mend",
    "ris\x1bcend",
    "c1csi\x9b6nend",
    "c1osc\x9d0;PWNED-TITLE\x9cend",
    "c1dcs\x90$qm\x9cend",
    "bel\x07\x07end",
    "bs\x08\x08\x08end",
    "cr\rPWNED",
    "lf\nPWNED",
    "vt\x0bff\x0cend",
    "so\x0esi\x0fend",
    "del\x7fend",
    "esc\x1b",
    "bidi\u202eEVIL\u202cend",
    "isolate\u2066EVIL\u2069end",
    "zero\u200bwidth\ufeffend",
    "tag\U000e0041\U000e007fend",
    "line\u2028para\u2029end",
)
WIDE = (
    "n" * 10_000,
    "e" + "\u0301" * 500,
    "مُنَاقَشَةُ سُبُلِ",
    "九州システム" * 20,
    "👨‍👩‍👧‍👦🇵🇹🏳️‍🌈",
    "Ｔｈｅ ｑｕｉｃｋ",
    "%s %n {0} {{7*7}} ${x} `x`",
    "=1+1",
    "-2+3",
    "@SUM(A1)",
    "+1+1",
    "'quoted",
)
ALL = (*MARKUP, *CONTROLS, *WIDE)


def naughty(folder: Path = SHARED_DATA) -> list[str]:
    """Return the public strings that are not blank, each once; [] where they are absent."""
    file = folder / "naughty-strings" / "blns.json"
    if not file.is_file():
        return []
    found: list[str] = json.loads(file.read_text(encoding="utf-8"))
    return [text for text in dict.fromkeys(found) if text.strip()]


def accounts_csv(texts: Sequence[str]) -> bytes:
    """Return a file in which each text is the name, the notes and the next step of an account."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("external_id", "name", "arr", "owner", "pulse", "next_step", "notes", "tags"))
    for number, text in enumerate(texts):
        writer.writerow(
            (f"NS-{number:03d}", text, number * 1000, text, number % 5 + 1, text, text, "")
        )
    return out.getvalue().encode()
