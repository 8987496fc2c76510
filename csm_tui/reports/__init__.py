"""Documents made of queries: a brief before a call, the Monday report; same book, same bytes."""
