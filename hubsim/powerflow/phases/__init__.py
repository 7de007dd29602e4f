"""Power flow in three phases: the same walks over the same trees, one for every sequence."""
