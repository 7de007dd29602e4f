"""What the electricity market makes of the weather: synthetic prices and carbon factors."""
