"""What things are: pure values and rules, no input or output, no clock, no SQL."""
