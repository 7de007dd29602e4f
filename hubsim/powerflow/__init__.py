"""Power flow over time: injections -> flows, by a compiled block fixed point."""
