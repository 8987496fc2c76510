"""Every test runs offline, in its own home, in one time zone, without the user's settings."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, settings

OFFLINE = Path(__file__).with_name("offline")
SHARED_DATA = Path(__file__).parents[1].parent / "shared" / "data"

# `make torture` asks each law for many more cases.
for name, cases in (("csm", 100), ("long", 500)):
    settings.register_profile(
        name,
        deadline=None,
        max_examples=cases,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
settings.load_profile(os.environ.get("CSM_LAWS", "csm"))


# Half of what the tests wait for is a disk that is told to sync; `make torture` waits for it.
IN_MEMORY = Path("/dev/shm")
ROOM_BYTES = 2 << 30


def pytest_configure(config: pytest.Config) -> None:
    """Keep the folders of the tests in memory where there is room for them, in the short form."""
    roomy = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free >= ROOM_BYTES
    if roomy and config.option.basetemp is None and os.environ.get("CSM_LAWS") != "long":
        config.option.basetemp = mkdtemp(prefix="csm-tests-", dir=IN_MEMORY)
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))


class NetworkUsed(AssertionError):
    """The program opened a socket: it promises never to (TORTURE T126)."""


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the program's folders inside this test's own."""
    for variable in ("CSM_DB", "CSM_CONFIG", "CSM_AS_OF", "CSM_THEME", "CSM_ASCII", "NO_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    for variable in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{variable}_HOME", str(tmp_path / "home" / variable.lower()))
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse every socket but the pairs that asyncio makes for itself; in children too (T126)."""

    def refuse(self: socket.socket, *_: object) -> None:
        if self.family != getattr(socket, "AF_UNIX", None):
            raise NetworkUsed("a test tried to reach the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket.socket, "bind", refuse)
    paths = (str(OFFLINE), os.environ.get("PYTHONPATH", ""))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
    yield


@pytest.fixture
def shared_data() -> Path:
    """Return the folder of real files beside the checkout, or skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("../shared/data is not on this machine")
    return SHARED_DATA
