"""Touch models that are only supposed, written into files of their own."""

from __future__ import annotations

from pathlib import Path

from csm_tui.domain.model_changes import apply
from csm_tui.domain.model_file import load
from csm_tui.errors import FileProblem
from csm_tui.exchange.atomic import whole_file


def save(toml: str, name: str) -> Path:
    """Write a model under the name of its file, its remarks kept; return the path.

    ".toml" is added where it is missing. Raises FileProblem where the file cannot be written, or is
    there already.
    """
    path = Path(name if name.lower().endswith(".toml") else f"{name}.toml")
    if path.exists():
        raise FileProblem(f"{path} exists already: give it another name.")
    text = apply(toml, {"name": path.stem}, file=str(path))
    load(text, file=str(path))
    with whole_file(path) as file:
        file.write(text.encode("utf-8"))
    return path
