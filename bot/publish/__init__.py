"""What to say: views made of decisions and facts, laid out by templates; pure but for taking page pictures."""
