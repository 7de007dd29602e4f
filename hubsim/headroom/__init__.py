"""How much more fits before the first violation, alone and together, and what copper would cost."""
