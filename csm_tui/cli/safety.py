"""`csm backup`, `restore`, `doctor` and `where`: nothing is lost, and one can see it."""

from __future__ import annotations
