"""Bills: who pays whom, by member and month, alone and together, so that every cent closes."""
