from __future__ import annotations

from pathlib import Path

import pytest

from csm_tui.config import load_config
from csm_tui.errors import UsageError


def test_without_a_file_everything_is_default(tmp_path: Path) -> None:
    config = load_config(tmp_path / "none.toml")
    assert (config.theme, config.start_screen, config.ascii) == ("csm-dark", "portfolio", False)
    assert set(config.origins.values()) == {"default"}


def test_the_environment_beats_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config.toml"
    file.write_text('theme = "nord"\nascii = false\n[keys]\nlog = "ctrl+n"\n', encoding="utf-8")
    monkeypatch.setenv("CSM_ASCII", "1")
    config = load_config(file)
    assert config.ascii is True
    assert config.theme == "nord"
    assert config.keys == {"log": "ctrl+n"}
    assert config.origins["ascii"] == "$CSM_ASCII"
    assert config.origins["theme"] == str(file)


def test_an_unknown_setting_names_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('tehme = "nord"\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"unknown setting: tehme\. Did you mean theme\?"):
        load_config(file)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ascii = 3", "ascii .* must be true or false"),
        ('start_screen = "matrix"', "must be one of portfolio, today, calendar"),
        ("theme = 1", "theme .* must be a text in quotes"),
        ("keys = 1", "keys .* must be a table"),
        ("ascii = ", "not valid TOML"),
        ("internal_share = 100", "internal_share .* must be a percent from 0 to less than 100"),
        ("internal_share = true", "must be a percent"),
    ],
)
def test_a_wrong_value_says_what_would_fit(tmp_path: Path, text: str, expected: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=expected):
        load_config(file)
