"""Loaded by every Python that a test starts: a process that would use the network ends (T126)."""

import sys

# What local sockets do is not the network: their addresses are paths.
_REFUSED = {"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"}


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in _REFUSED and not (len(arguments) > 1 and isinstance(arguments[1], str | bytes)):
        raise AssertionError(f"a test tried to reach the network: {event}")


sys.addaudithook(_refuse)
