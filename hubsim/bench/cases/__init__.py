"""What is measured: every function marked with `case`, found by its file lying here."""
