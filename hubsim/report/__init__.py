"""What people read: terminal summary, HTML report, comparison."""
