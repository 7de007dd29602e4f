"""Series on a clock: readers and the library of a scenario."""
