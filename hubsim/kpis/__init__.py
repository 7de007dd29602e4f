"""Key figures: one file a family, one function a figure."""
