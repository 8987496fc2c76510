"""Processes side by side: as many as are worth their start."""

from __future__ import annotations

import os

import pytest

from csm_tui.store import processes


def test_a_book_of_few_accounts_or_one_processor_begins_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert processes.processes_for(processes.SIDE_BY_SIDE - 1) == 1
    assert processes.processes_for(processes.SIDE_BY_SIDE) == 4
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert processes.processes_for(100_000) == 1


def test_items_are_handed_out_in_chunks() -> None:
    items = [*range(processes.CHUNK + 1)]
    assert [*processes.chunks(items)] == [items[:-1], items[-1:]]
