"""A program under a pseudo-terminal: its raw bytes, its screen, and when each frame was painted.

The terminal answers the query for synchronised output, so Textual brackets every frame and its end
is known exactly. POSIX only.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

FRAME, FRAME_END = b"\x1b[?2026h", b"\x1b[?2026l"
# How long to wait for what must come, on the busiest machine: nobody waits longer than it takes.
PATIENCE = 60.0
ANSWERS = (
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
    (b"\x1b[c", b"\x1b[?62;22c"),
    (b"\x1b[6n", b"\x1b[1;1R"),
)
KEYS = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pgup": b"\x1b[5~",
    "pgdn": b"\x1b[6~",
    "enter": b"\r",
    "tab": b"\t",
    # As terminals with Kitty's keys have it: ESC alone may be the beginning of another key.
    "escape": b"\x1b[27u",
    "backspace": b"\x7f",
    "ctrl+c": b"\x03",
    "ctrl+p": b"\x10",
}
ESCAPES = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    rb"|\x1b[PX^_][^\x1b]*\x1b\\|\x1b[ -/]*[0-~]"
)
UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*u|\x1b\[\?[0-9;]*\$p|\x1b\[>[0-9;]*[mq]")


class Stamp(NamedTuple):
    """Milliseconds from an action to its first frame and to the last output before quiet."""

    frame: float
    settled: float


class Terminal:
    """A running program; `output` is every byte it wrote."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        environment: Mapping[str, str] | None = None,
        quiet: float = 0.12,
    ) -> None:
        self.columns, self.rows, self.quiet = columns, rows, quiet
        self.output = bytearray()
        self._fed = 0
        self._painted: Any = None
        self._stream: Any = None
        self.frames: list[float] = []
        self._last = self.started = time.monotonic()
        self.status: int | None = None
        self.usage: object = None
        # Nanoseconds that each of its threads has waited for a processor.
        self._waited: dict[str, int] = {}
        size = struct.pack("HHHH", rows, columns, 0, 0)
        variables = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        # Textual would take COLUMNS and LINES for the size, whatever the terminal says.
        for name in ("TMUX", "TERM_PROGRAM", "COLUMNS", "LINES"):
            variables.pop(name, None)
        variables |= environment or {}
        self.pid, self.fd = os.forkpty()
        if self.pid == 0:
            try:
                # A shell gives it so, also where the tests themselves run in the background.
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                signal.signal(signal.SIGHUP, signal.SIG_DFL)
                fcntl.ioctl(0, termios.TIOCSWINSZ, size)
                os.execvpe(argv[0], list(argv), variables)
            finally:
                os._exit(127)
        os.set_blocking(self.fd, False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, data: bytes) -> float:
        """Write `data` and return the moment before it."""
        moment = time.monotonic()
        while data:
            try:
                data = data[os.write(self.fd, data) :]
            except BlockingIOError:
                select.select([], [self.fd], [], 0.1)
        return moment

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal and tell the program."""
        self.columns, self.rows = columns, rows
        # Whatever was painted for another size is painted anew.
        self._painted, self._fed = None, len(self.output)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)

    def read(self, wait: float) -> bool | None:
        """Take one chunk: True if some came, False if none in time, None at the end."""
        if not select.select([self.fd], [], [], max(0.0, wait))[0]:
            return False
        try:
            data = os.read(self.fd, 1 << 18)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno == errno.EIO:
                return None
            raise
        if not data:
            return None
        self._last = time.monotonic()
        before = len(self.output)
        self.output += data
        seen = bytes(self.output[max(0, before - 16) :])
        fresh = before - max(0, before - 16)
        self.frames += [self._last] * seen.count(FRAME_END, max(0, fresh - len(FRAME_END) + 1))
        for query, answer in ANSWERS:
            at = seen.find(query)
            if at >= 0 and at + len(query) > fresh:
                self.send(answer)
        return True

    @property
    def between_frames(self) -> bool:
        """Return whether what was begun to be painted was painted to its end."""
        return self.output.rfind(FRAME) <= self.output.rfind(FRAME_END)

    def settle(self, since: float, *, text: str = "", timeout: float = PATIENCE) -> Stamp:
        """Read until `text` was written after `since` and it is quiet; return the times in ms."""
        mark, count = len(self.output), len(self.frames)
        wanted, deadline, found = text.encode(), since + timeout, not text
        while time.monotonic() < deadline:
            found = found or wanted in ESCAPES.sub(b"", bytes(self.output[mark:]))
            spoke = len(self.output) > mark or time.monotonic() > since + 2.0
            quiet = time.monotonic() - self._last >= self.quiet and self.between_frames
            if found and spoke and quiet:
                break
            if self.read(self.quiet) is None:
                break
        frames = self.frames[count:] or [self._last]
        return Stamp((frames[0] - since) * 1000, (self._last - since) * 1000)

    def start(self, text: str) -> float:
        """Return the ms from the start until a frame with `text` is on the screen."""
        wanted, mark = text.encode(), 0
        while wanted not in ESCAPES.sub(b"", bytes(self.output[mark:])):
            if self.read(PATIENCE) is not True:
                raise AssertionError(f"{text!r} never came: {self.screen()}")
        painted = self._last
        self.settle(time.monotonic())
        return (painted - self.started) * 1000

    def key(self, name: str, *, text: str = "") -> Stamp:
        """Press one key and return when it was answered."""
        return self.settle(self.send(KEYS.get(name, name.encode())), text=text)

    def hold(self, name: str, times: int, rate: float) -> float:
        """Press a key `times` at `rate` a second; return how many ms the screen came behind."""
        for number in range(times):
            due = time.monotonic() + 1 / rate
            moment = self.send(KEYS.get(name, name.encode()))
            while (left := due - time.monotonic()) > 0 and number < times - 1:
                self.read(left)
        return self.settle(moment).settled

    def screen(self) -> str:
        """Return the text on the screen, lines stripped on the right."""
        import pyte

        if self._painted is None:
            self._painted = pyte.Screen(self.columns, self.rows)
            self._stream = pyte.ByteStream(self._painted)
        data = bytes(self.output[self._fed :])
        last = data.rfind(b"\x1b")
        if last >= 0 and not ESCAPES.match(data, last):
            data = data[:last]  # the rest of it is to come
        self._fed += len(data)
        self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", data))
        # Its own `display` fails at a wide character that was half painted over. The second cell of
        # a whole one is empty.
        cells, across = self._painted.buffer, range(self.columns)
        lines = ("".join(cells[y][x].data for x in across) for y in range(self.rows))
        return "\n".join(line.rstrip() for line in lines)

    def processor_ms(self) -> float:
        """Return the processor time used so far in ms (Linux)."""
        with Path(f"/proc/{self.pid}/stat").open(encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Return the peak resident memory so far in MB (Linux)."""
        with Path(f"/proc/{self.pid}/status").open(encoding="ascii") as file:
            return next(int(li.split()[1]) for li in file if li.startswith("VmHWM")) / 1024

    def starved(self) -> float:
        """Return the seconds for which the program got no processor for its work (Linux)."""
        for file in Path(f"/proc/{self.pid}/task").glob("*/schedstat"):
            with suppress(OSError, IndexError):  # that thread has just ended
                self._waited[file.parent.name] = int(file.read_text(encoding="ascii").split()[1])
        return sum(self._waited.values()) / 1e9

    def ended(self) -> bool:
        """Return whether the program has ended; its exit code is the status then."""
        if self.status is None:
            pid, status, self.usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                # What it wrote last is still to be read.
                while self.fd >= 0 and self.read(0.05):
                    pass
        return self.status is not None

    def within(self, seconds: float, done: Callable[[], bool]) -> bool:
        """Return whether `done` is true in `seconds` of the program's own.

        Those in which other programs had the processors are not among them.
        """
        began, before = time.monotonic(), self.starved()
        while not done():
            if time.monotonic() - began > seconds + self.starved() - before:
                return done()
            if self.fd < 0 or self.read(0.02) is None:
                select.select([], [], [], 0.01)
        return True

    def wait(self, timeout: float = PATIENCE) -> int | None:
        """Return the exit code once the program has ended, None where it has not in time."""
        deadline = time.monotonic() + timeout
        while not self.ended() and time.monotonic() < deadline:
            if self.read(0.02) is None:
                select.select([], [], [], 0.01)
        return self.status

    def close(self) -> None:
        """End the program: ask first, then kill."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.status is None:
                os.kill(self.pid, number)
                self.wait(PATIENCE / 2)
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1
