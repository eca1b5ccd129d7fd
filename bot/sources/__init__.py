"""What documents and pages say becomes facts, outages here, releases there; what is wrong in it, a problem."""
