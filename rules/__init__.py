"""What is true about the programme, and what should happen because of it; pure, with no clock and no I/O."""
