"""csm: a customer success manager's book of business, by keyboard, offline."""

__version__ = "0.1.0"
