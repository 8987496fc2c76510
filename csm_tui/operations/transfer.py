"""Files in and out of the book: the operations behind `csm import` and `csm export`."""

from __future__ import annotations

from csm_tui.operations.exporting import (
    export_all,
    export_calendar,
    export_rows,
    export_workbook,
)
from csm_tui.operations.import_report import (
    ImportAsks,
    ImportOptions,
    ImportReport,
    ImportStopped,
    SourceFile,
)
from csm_tui.operations.importing import import_files

__all__ = [
    "ImportAsks",
    "ImportOptions",
    "ImportReport",
    "ImportStopped",
    "SourceFile",
    "export_all",
    "export_calendar",
    "export_rows",
    "export_workbook",
    "import_files",
]
