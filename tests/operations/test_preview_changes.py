"""What is changed by hand in a preview."""

from __future__ import annotations

from csm_tui.operations.import_report import ImportOptions
from csm_tui.operations.preview_changes import as_field, as_kind, kept, left_out
from csm_tui.operations.preview_files import ColumnPreview, FilePreview

MOOD = FilePreview(
    "mood.csv",
    ("metrics",),
    "",
    "",
    2,
    (),
    tuple(ColumnPreview(name, at, "field") for at, name in enumerate(("Customer", "Mood"))),
)


def test_a_column_is_one_thing_at_a_time() -> None:
    options = as_field(ImportOptions(), "mood.csv", "Mood", "score")
    assert options.mapping == {"score": "Mood"}
    options = kept(options, "mood.csv", "Mood")
    assert (options.mapping, options.custom) == ({}, ("Mood",))
    options = left_out(options, "mood.csv", "Mood")
    assert (options.custom, options.answers) == ((), {"mood.csv:take:Mood": "leave-out"})
    options = as_field(options, "mood.csv", "Mood", "value")
    assert (options.mapping, options.answers) == ({"value": "Mood"}, {})


def test_another_kind_drops_what_was_said_of_the_columns_of_that_file_alone() -> None:
    options = ImportOptions(
        kind="metrics",
        kinds={"other.csv": "tasks"},
        mapping={"value": "Mood", "title": "What"},
        answers={"mood.csv:take:Customer": "leave-out", "mood.csv:date-order:Mood": "dmy"},
    )
    changed = as_kind(options, MOOD, "surveys")
    assert (changed.kind, changed.kinds) == (None, {"other.csv": "tasks", "mood.csv": "surveys"})
    assert changed.mapping == {"title": "What"}
    assert changed.answers == {"mood.csv:date-order:Mood": "dmy"}
    assert as_kind(changed, MOOD, None).kinds == {"other.csv": "tasks"}
