"""What can go wrong, as sentences for a customer success manager, each with its exit code.

A message says what, where and what to do, in one or two sentences (INTERFACE, ground rules).
"""

from __future__ import annotations


class CsmError(Exception):
    """A failure that the user can understand; `str()` of it is the sentence shown."""

    exit_code = 1


class UsageError(CsmError):
    """The command's words do not fit."""

    exit_code = 2


class UnknownAccount(CsmError):
    """No account, or more than one, answers to what was typed; the nearest are listed."""


class UnknownPerson(CsmError):
    """Nobody, or more than one person, answers to what was typed; they are listed."""


class InvalidValue(CsmError):
    """A value does not fit its field: the field, the value and what would fit are named."""


class FileProblem(CsmError):
    """A file cannot be read or written: missing, unreadable, a folder, full disk, there already."""


class ImportRefused(CsmError):
    """An import was stopped whole; nothing of it is in the book."""


class ModelProblem(CsmError):
    """A touch model file is wrong: file, line, key and the nearest valid key are named.

    `file`, `key` and `said` are the parts of the message, empty where it has no such parts.
    """

    def __init__(self, message: str, *, file: str = "", key: str = "", said: str = "") -> None:
        super().__init__(message)
        self.file, self.key, self.said = file, key, said


class FilterProblem(CsmError):
    """A filter cannot be understood; the unknown key and the nearest are named."""

    exit_code = 2


class QuickLineProblem(CsmError):
    """A quick line cannot be understood; the word and the nearest are named."""

    exit_code = 2


class UndoRefused(CsmError):
    """A row has changed since, so the operation cannot be taken back."""


class ChangedElsewhere(CsmError):
    """What is being edited was changed meanwhile by another face of the program; not saved."""


class Declined(CsmError):
    """The user, or the absence of a terminal to ask on, declined."""


class Cancelled(CsmError):
    """A long change was stopped on the user's word; nothing of it is in the book."""


class BookRefused(CsmError):
    """The book is missing, foreign, newer, empty or damaged; it was not touched."""

    exit_code = 4


class BookReadOnly(CsmError):
    """The book, its folder or the session does not allow writing."""


class BookBusy(CsmError):
    """Another program holds the book for longer than the wait."""

    exit_code = 5


class Interrupted(CsmError):
    """A read was stopped because its answer is no longer wanted; the screens drop it in silence."""
