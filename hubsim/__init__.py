"""hubsim: how much grid congestion does a neighbourhood energy hub relieve, for whom, at what cost."""
