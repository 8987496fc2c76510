"""Keys that come before what they are for: they wait for it, none is lost."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from textual.app import App
from textual.events import InputEvent, Key

if TYPE_CHECKING:
    from textual.events import Event
    from textual.screen import Screen

_PATIENCE_SECONDS = 1.0
_LOST_SECONDS = 3.0
# A key's action may say something to its parents, and what hears it something more.
_ROUNDS = 2


class EarlyKeys(App[str]):
    """Hands input on once the screen it is for is up, and its field has the focus."""

    def __init__(self) -> None:
        # Whether a field that was opened is on its way to the focus.
        self.opening_field = False
        self._early: deque[InputEvent] = deque()
        self._returned: deque[InputEvent] = deque()
        # The screen that was shown when a key was handed on.
        self._typed_on: WeakKeyDictionary[Key, Screen[Any]] = WeakKeyDictionary()
        # The key that is being carried out; what is typed after it may be meant for what it opens.
        self._carried_out: Key | None = None
        super().__init__()

    async def on_event(self, event: Event) -> None:
        """Let input wait for a screen that is coming up: no key is too early for it, none lost."""
        if isinstance(event, InputEvent):
            # What no widget took comes back forwarded, and is older than what waits here.
            (self._returned if event.is_forwarded else self._early).append(event)
            await self._take_input()
        else:
            await super().on_event(event)

    def hold_keys(self, *, held: bool) -> None:
        """Let keys wait while a field that was opened is on its way to the focus, or no longer."""
        self.opening_field = held
        if held:
            # Should the field never come up, keys are let go all the same.
            self.set_timer(_PATIENCE_SECONDS, self._let_keys)
        else:
            # What the list behind did not take meanwhile was meant for the field as well.
            meant = [Key(key.key, key.character) for key in self._returned if isinstance(key, Key)]
            self._returned.clear()
            self._early.extendleft(reversed(meant))
            self.call_later(self._take_input)

    def _let_keys(self) -> None:
        if self.opening_field:
            self.hold_keys(held=False)

    async def _take_input(self) -> None:
        while waiting := self._returned or self._early:
            if self._exit:
                # What was typed after the last key has nobody to take it.
                self._returned.clear()
                self._early.clear()
                return
            if self.opening_field or (self._carried_out is not None and not self._returned):
                return
            if self._screen_stack and not self.screen.is_mounted:
                self.call_later(self._take_input)
                return
            event = waiting.popleft()
            anew = not event.is_forwarded
            if isinstance(event, Key):
                if self._typed_on.get(event, self.screen) is not self.screen:
                    # What has come up since is what it was meant for, and a field of that.
                    event, anew = Key(event.key, event.character), True
                self._typed_on[event] = self.screen
            await super().on_event(event)
            if anew and isinstance(event, Key) and self._screen_stack:
                self._carry_out(event)

    def _carry_out(self, key: Key) -> None:
        """Let what is typed next wait until all that `key` has set going has gone its way.

        A call goes behind it and its messages, from what has the focus up to the app.
        """
        self._carried_out = key
        way = iter([*(self.focused or self.screen).ancestors_with_self] * _ROUNDS)

        def done() -> None:
            if self._carried_out is key:
                self._carried_out = None
                lost.cancel()
                self.call_later(self._take_input)

        def follow() -> None:
            if not any(pump.call_later(follow) for pump in way):
                done()

        # Should what it goes through be gone in between, keys are let go all the same.
        lost = asyncio.get_running_loop().call_later(_LOST_SECONDS, done)
        follow()
