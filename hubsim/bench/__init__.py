"""hubsim's own benchmark: counts that repeat exactly, and time against a fixed loop beside it.

A case is one function in `cases`; `measure` runs it, `record` keeps what came out, `against` compares
two records, `action` and `history` show them elsewhere. `command` is what ``hubsim bench`` does.
"""
