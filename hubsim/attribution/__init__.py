"""What relieved the network: every event alone and together, and which assets took it away."""
