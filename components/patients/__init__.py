"""What the pages of a doctor's own patients are made of."""
