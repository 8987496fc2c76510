"""The touch model: the five answers, the common values, what its check says; changed by forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual.app import SuspendNotSupported

from csm_tui.domain.model_file import load
from csm_tui.domain.model_file import plain as plain_values
from csm_tui.domain.model_lines import line_of
from csm_tui.domain.model_review import full_loads, review
from csm_tui.domain.model_values import difference_lines, values_of
from csm_tui.editor import editor, open_in
from csm_tui.errors import CsmError, ModelProblem
from csm_tui.operations import model_texts
from csm_tui.operations.touch_models import edited_name
from csm_tui.queries.model_effects import figures_under
from csm_tui.queries.touch_models import adoptions, early_words
from csm_tui.tui import model_fields as fields
from csm_tui.tui import model_rows as rows
from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import BLANK, Line, Piece, line, wrap
from csm_tui.tui.screens.model_ground import ground_of
from csm_tui.tui.screens.view import Entry, Part, ViewScreen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from csm_tui.domain.model_gaps import Finding
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.domain.what_if_figures import Figures
    from csm_tui.queries.touch_models import Adoption
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.dialogs.model_forms import Ground
    from csm_tui.tui.model_fields import Field


class Held(NamedTuple):
    """The model in force: its text, its plain values, its keys, and what its check says."""

    versions: list[Adoption]
    table: Mapping[str, Any]
    model: TouchModel
    values: Mapping[str, str]
    found: tuple[Finding, ...]

    @property
    def toml(self) -> str:
        """Return the text in force."""
        return self.versions[0].toml

    @property
    def label(self) -> str:
        """Return what the model is called in messages."""
        return self.versions[0].version.name


class TouchModelScreen(ViewScreen[Held]):
    """The model in force as a table; Enter changes what is under the cursor, E the whole text."""

    NAME = "Touch model"
    VIEW = "touch-model"
    ASIDE: ClassVar[bool] = True
    SPANNED: ClassVar[bool] = False
    FILTERED: ClassVar[bool] = False
    OFFERS: ClassVar[tuple[str, ...]] = (
        "edit-values", "edit-file", "next-measure", "copy", "back", "close",
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = (
        "edit-values", "edit-file", "next-measure", "next-section", "copy",
    )  # fmt: skip
    BINDINGS = bindings(OFFERS)

    def __init__(self) -> None:
        super().__init__()
        # The fields by the lines that show them, and the findings.
        self._fields: dict[tuple[str, str | int], tuple[Field, int]] = {}
        self._findings: dict[str | int, Finding] = {}
        self._demand: Figures | None = None
        # A text that was edited and is not adopted.
        self._draft: Path | None = None

    def question(self, book: BookConnection) -> Held:
        """Return the model in force, and what its check says."""
        versions = adoptions(book)
        toml, label = versions[0].toml, versions[0].version.name
        model = load(toml, file=label)
        table = plain_values(toml, file=label)
        return Held(versions, table, model, values_of(model), review(model))

    def taken(self, answer: Held) -> None:
        """Ask what the model asks for in this book."""
        today, available = self.today, self._ground(answer).available
        self._demand = None

        def demand(book: BookConnection) -> Figures:
            return figures_under(book, answer.model, today=today, available=available)

        self.ask_more(demand, self._take_demand)

    def _take_demand(self, found: Figures) -> None:
        self._demand = found
        self.show_parts()

    def _ground(self, answer: Held) -> Ground:
        return ground_of(self.csm, answer.versions, answer.model, answer.table)

    # What is shown

    def noted(self) -> Sequence[Piece]:
        """Return which model is in force, and how many things there are to look at."""
        answer = self.answer
        if answer is None:
            return ()
        wide = self.app.size.width >= rows.WIDE
        version, glyphs = answer.versions[0], self.csm.glyphs
        return rows.noted(version, answer.found, self.today, glyphs, wide=wide)

    def parts(self, answer: Held) -> Sequence[Part]:
        """Return answers, common values, the check, the hours; first whether a change is early."""
        self._fields, self._findings = {}, {}
        wide = self.room >= rows.WIDE
        return [
            *self._early(answer),
            *(self._answers(answer) if wide else self._tiers(answer)),
            self._by_tier(answer),
            self._singles(answer),
            self._check(answer),
            self._hours(answer),
        ]

    def _early(self, answer: Held) -> Iterator[Part]:
        words = early_words(answer.versions, answer.model, self.today)
        if words:
            said = [Entry(line(Piece(part, "muted"))) for part in wrap(words, self.room)]
            head = rows.early_head(answer.versions, answer.model)
            yield Part("early", head, said, folded=True, why=line(Piece(f" {words}", "muted")))

    def _answers(self, answer: Held) -> Iterator[Part]:
        entries = [
            self._entry("answers", f"{field.key} {number}", shown, field, 0)
            for field in fields.answer_fields(answer.model, answer.values)
            for number, shown in enumerate(rows.answer_lines(field, self.room, self.csm.glyphs))
        ]
        yield Part("answers", rows.answers_head(answer.model, self.room), entries)

    def _tiers(self, answer: Held) -> Iterator[Part]:
        """Yield the answers of each tier; all but the first are folded to a line."""
        found = fields.answer_fields(answer.model, answer.values)
        for place, (tier, rule) in enumerate(answer.model.tiers.items()):
            section = f"tier-{tier}"
            entries = [
                self._entry(section, f"{field.key} {number}", shown, field, place)
                for field in found
                for number, shown in enumerate(rows.tier_answer_lines(field, place, self.room))
            ]
            short = [field.values[place].text for field in found if field.key != "outcomes"][:1]
            short += [field.values[place].text for field in found if field.key == "delivery"]
            yield Part(
                section,
                rows.tier_head(rule, short, folded=False),
                entries,
                folded=place > 0,
                short=rows.tier_head(rule, short, folded=True),
            )

    def _by_tier(self, answer: Held) -> Part:
        currency, glyphs = self.csm.currency, self.csm.glyphs
        entries = [
            self._entry(
                "by-tier",
                field.key,
                rows.tier_field_line(field, answer.table, currency, glyphs, self.room),
                field,
                0,
            )
            for field in fields.tier_fields(answer.model, answer.values)
        ]
        return Part("by-tier", rows.tier_fields_head(answer.model, self.room), entries)

    def _singles(self, answer: Held) -> Part:
        currency, glyphs = self.csm.currency, self.csm.glyphs
        entries = [
            self._entry(
                "singles",
                field.key,
                rows.single_field_line(field, answer.table, currency, glyphs, self.room),
                field,
                0,
            )
            for field in fields.single_fields(answer.values)
        ]
        head = line(Piece("Hours, cost, bands, splits", "strong"))
        return Part("singles", head, entries)

    def _entry(self, section: str, key: str, shown: Line, field: Field, place: int) -> Entry:
        self._fields[section, key] = field, place
        opens = self.csm.keymap.shown("open") if self.offered("edit-values") else ""
        copied = "\t".join((field.label, *(value.text for value in field.values)))
        return Entry(shown, key, why=rows.field_why(field, opens), copied=copied)

    def _check(self, answer: Held) -> Part:
        entries = []
        for key, finding, shown in rows.check_lines(answer.found, self.csm.glyphs, self.room):
            if finding is None:
                entries.append(Entry(shown, key))
                continue
            self._findings[key] = finding
            row = line_of(answer.toml, finding.key)
            how = ""
            if self.offered("edit-values"):
                name = "open" if self._field_of(finding.key) else "edit-file"
                how = f"{self.csm.keymap.shown(name)} changes it"
            entries.append(Entry(shown, key, why=rows.finding_why(finding, row, how)))
        return Part("check", rows.check_head(answer.found), entries)

    def _hours(self, answer: Held) -> Part:
        available = self._ground(answer).available(answer.model)
        entries = [
            Entry(rows.load_line(one, answer.model, self.room), one.tier)
            for one in full_loads(answer.model, available)
        ]
        head = rows.demand_head(self._demand, self._demand is None, self.room)
        why = line(Piece(" csm capacity, and Capacity in place 7, say what drives it", "muted"))
        return Part("hours", head, entries, why=why)

    def _field_of(self, key: str) -> tuple[Field, int] | None:
        answer = self.answer
        if answer is None:
            return None
        known = [
            *fields.answer_fields(answer.model, answer.values),
            *fields.tier_fields(answer.model, answer.values),
            *fields.single_fields(answer.values),
        ]
        return fields.field_of(key, known, answer.values)

    def empty_line(self, answer: Held) -> Line:  # noqa: ARG002
        """Return nothing: no book is without a model."""
        return BLANK

    # Commands

    def open_line(self) -> None:
        """Change what is under the cursor."""
        if self.offered("edit-values"):
            self.action_edit_values()
        elif self.csm.desk.refusal:
            self.notice(self.csm.desk.refusal, "warn")

    def action_edit_values(self) -> None:
        """Change the values of the line under the cursor."""
        from csm_tui.tui.dialogs.model_forms import ValuesForm

        here, answer = self._here, self.answer
        if answer is None or here is None:
            self.choose_first("Choose a line first: each has a form of its own.", "muted")
            return
        finding = self._findings.get(here.key)
        found = (
            self._field_of(finding.key)
            if finding is not None
            else self._fields.get((self._list.cursor_section, here.key))
        )
        if found is None:
            how = self.csm.keymap.shown("edit-file")
            self.notice(f"There is nothing to change in this line; {how} opens the whole.", "muted")
            return
        self.app.push_screen(ValuesForm(*found, self._ground(answer)))

    def action_edit_file(self) -> None:
        """Open the whole text in the user's editor; a text that is not adopted is gone on with."""
        answer = self.answer
        if answer is None:
            self.choose_first()
            return
        try:
            words = editor()
            if self._draft is None or not self._draft.exists():
                self._draft = model_texts.begin(answer.toml)
            with self.app.suspend():
                open_in(words, self._draft)
            text = model_texts.read(self._draft)
        except SuspendNotSupported:
            self._drop()
            self.notice("This terminal cannot be left: use csm model edit.", "warn")
        except CsmError as error:
            kept = f" {self._kept()}" if self._draft else ""
            self.notice(f"{error}{kept}", "warn")
        else:
            self.app.refresh()
            self._edited(answer, text, self._draft)

    def _edited(self, answer: Held, text: str, draft: Path) -> None:
        from csm_tui.tui.dialogs.model_forms import AdoptModelForm, FaultDialog, Wanted

        if not text.strip() or text == answer.toml:
            self._drop()
            empty = "The text is empty: nothing was changed."
            self.notice(empty if not text.strip() else "Nothing was changed.", "muted")
            return
        try:
            model = load(text, file=draft.name)
        except ModelProblem as fault:
            self.app.push_screen(FaultDialog(str(fault).replace("`", ""), draft), self._again)
            return
        name = edited_name(answer.toml, text, answer.label)
        lines = difference_lines(answer.model, model)
        wanted = Wanted("the edited text", answer.label, text, model, lines, name)
        form = AdoptModelForm(wanted, self._ground(answer), self._drop)
        self.app.push_screen(form, self._left)

    def _again(self, again: bool | None) -> None:
        if again:
            # Once the dialog is gone, so that the screen is whole when it is left.
            self.call_after_refresh(self.action_edit_file)
        else:
            self._left()

    def _left(self, _none: None = None) -> None:
        """Say that a text which was not adopted is kept."""
        if self._draft is not None:
            self.notice(self._kept(), "muted")

    def _kept(self) -> str:
        goes_on = self.csm.keymap.shown("edit-file")
        return f"Your text is kept, {goes_on} goes on with it: {self._draft}"

    def _drop(self) -> None:
        if self._draft is not None:
            model_texts.discard(self._draft)
            self._draft = None
