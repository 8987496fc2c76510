"""Versions: the touch models that were in force, what each changed and moved; adopted again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from csm_tui import formatting
from csm_tui.domain.model_file import load
from csm_tui.domain.model_file import plain as plain_values
from csm_tui.domain.model_values import difference_lines, differences
from csm_tui.errors import ModelProblem
from csm_tui.models import PRESETS, preset
from csm_tui.queries.touch_models import adoptions, kept
from csm_tui.tui import model_rows as rows
from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.screens.model_ground import ground_of
from csm_tui.tui.screens.view import Entry, Part, ViewScreen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.queries.touch_models import Adoption
    from csm_tui.store.connection import BookConnection

# Of so many versions the keys are compared at once; those before are told by the command line.
_COMPARED = 40
_NAMED = 20


class Against(NamedTuple):
    """How a model differs from another: how many keys, and they as lines."""

    keys: int
    lines: list[str]


class Other(NamedTuple):
    """A preset, or a model kept in the book, against the one in force; None cannot be read."""

    key: str
    name: str
    what: str
    toml: str
    against: Against | None


class Known(NamedTuple):
    """All versions, newest first, each against the one before; presets and kept models."""

    versions: list[Adoption]
    against: list[Against | None]
    others: list[Other]
    model: TouchModel


class VersionsScreen(ViewScreen[Known]):
    """Each version a section of what it changed; A adopts the one under the cursor again."""

    NAME = "Versions"
    VIEW = "versions"
    ASIDE: ClassVar[bool] = True
    SPANNED: ClassVar[bool] = False
    FILTERED: ClassVar[bool] = False
    OFFERS: ClassVar[tuple[str, ...]] = (
        "adopt-version", "next-measure", "copy", "back", "close",
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = (
        "open", "adopt-version", "next-measure", "fold-all", "copy",
    )  # fmt: skip
    BINDINGS = bindings(OFFERS)

    def question(self, book: BookConnection) -> Known:
        """Return the versions, what each changed, and the models besides."""
        versions = adoptions(book)
        read = [_read(one.toml) for one in versions[: _COMPARED + 1]]
        against = [
            _against(read[place + 1], read[place]) if place + 1 < len(read) else None
            for place in range(min(len(versions), _COMPARED))
        ]
        current = versions[0]
        model = load(current.toml, file=current.version.name)
        others = [
            Other(f"kept {one.name}", one.name, "kept", one.toml, _against(model, _read(one.toml)))
            for one in kept(book)
        ]
        for name in PRESETS:
            toml = preset(name)
            others.append(
                Other(f"preset {name}", name, "preset", toml, _against(model, _read(toml)))
            )
        return Known(versions, against, others, model)

    # What is shown

    def noted(self) -> Sequence[Piece]:
        """Return how many versions there are."""
        if self.answer is None:
            return ()
        number = formatting.plural(len(self.answer.versions), "version")
        return (Piece(f"{number} ", "muted"),)

    def parts(self, answer: Known) -> Sequence[Part]:
        """Return the versions, newest first, then what else can be adopted."""
        return [*self._versions(answer), *map(self._other, answer.others)]

    def _versions(self, answer: Known) -> Iterator[Part]:
        glyphs = self.csm.glyphs
        for place, one in enumerate(answer.versions):
            earlier = answer.versions[place + 1] if place + 1 < len(answer.versions) else None
            compared = place < len(answer.against)
            against = answer.against[place] if compared else None
            lines = [*rows.version_lines(one, earlier, against and against.lines, self.room)]
            if not compared and earlier is not None:
                words = f"csm model diff {earlier.version.id} {one.version.id} compares them."
                lines = [line(Piece(words, "muted"))]
            keys = against.keys if against else None
            yield Part(
                _section(one),
                rows.version_head(one, keys, self.today, glyphs),
                [
                    *(Entry(shown, number) for number, shown in enumerate(lines)),
                    *self._accounts(one, earlier),
                ],
                folded=place > 0,
                why=self._why(f"version {one.version.id}", in_force=one.version.in_force),
            )

    def _accounts(self, one: Adoption, earlier: Adoption | None) -> Iterator[Entry]:
        """Yield the largest accounts that a version moved; Enter opens them."""
        moved, setting = one.moved, self.csm.setting
        if moved is None or earlier is None:
            return
        for account in moved.first[:_NAMED]:
            key = f"account {account.account_id}"
            shown, why = rows.moved_line(account, setting), rows.moved_why(account, setting)
            yield Entry(shown, key, account.account_id, why)
        rest = moved.moved - min(_NAMED, len(moved.first))
        if rest > 0:
            command = f"csm model diff {earlier.version.id} {one.version.id} --accounts"
            yield Entry(line(Piece(f"        and {rest:,} more: {command}", "muted")), "more")

    def _other(self, other: Other) -> Part:
        against = other.against
        if against is None:
            said = [line(Piece("It cannot be read: csm model check says why.", "warn"))]
        elif not against.lines:
            said = [line(Piece("No key differs from the one in force.", "muted"))]
        else:
            said = [line(Piece("Against the one in force:", "muted"))]
            said += rows.key_lines(against.lines, self.room)
        return Part(
            other.key,
            rows.other_head(other.name, other.what, against.keys if against else None),
            [Entry(shown, number) for number, shown in enumerate(said)],
            folded=True,
            why=self._why(other.name, in_force=False),
        )

    def _why(self, name: str, *, in_force: bool) -> Line:
        if in_force:
            return line(Piece(f" {name} is in force", "strong"))
        opens = self.csm.keymap.shown("open")
        ways = self.ways(("adopt-version", f"adopts {name} as a new version")).rstrip(".")
        said = f" {opens} shows how it differs{f', {ways}' if ways else ''}"
        return line(Piece(said, "muted"))

    def empty_line(self, answer: Known) -> Line:  # noqa: ARG002
        """Return nothing: no book is without a version."""
        return BLANK

    # Commands

    def action_adopt_version(self) -> None:
        """Adopt the version or model under the cursor, once what it changes was seen."""
        from csm_tui.tui.dialogs.model_forms import AdoptModelForm, Wanted

        answer = self.answer
        if answer is None:
            return
        current = answer.versions[0]
        title, toml = self._under(answer)
        if toml == current.toml:
            self.notice(f"It is in force: {title} has the very same text.", "muted")
            return
        try:
            model = load(toml, file=title)
        except ModelProblem as fault:
            self.notice(str(fault), "bad")
            return
        table = plain_values(current.toml, file=current.version.name)
        ground = ground_of(self.csm, answer.versions, answer.model, table)
        lines = difference_lines(answer.model, model)
        name = f"Adopted the touch model {title}"
        self.app.push_screen(AdoptModelForm(Wanted(title, title, toml, model, lines, name), ground))

    def _under(self, answer: Known) -> tuple[str, str]:
        """Return what the model of the section is called, and its text."""
        here = self._list.cursor_section
        for one in answer.versions:
            if _section(one) == here:
                return f"{one.version.name} (version {one.version.id})", one.toml
        other = next(other for other in answer.others if other.key == here)
        return other.name, other.toml


def _section(one: Adoption) -> str:
    return f"version {one.version.id}"


def _read(toml: str) -> TouchModel | None:
    try:
        return load(toml, file="")
    except ModelProblem:
        return None


def _against(before: TouchModel | None, after: TouchModel | None) -> Against | None:
    if before is None or after is None:
        return None
    return Against(len(differences(before, after)), difference_lines(before, after))
