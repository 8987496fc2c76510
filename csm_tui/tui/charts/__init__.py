"""Charts: what is shown as pure data (figures), and a widget for each kind that draws it."""
