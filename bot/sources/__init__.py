"""One module for each kind of source: what it says becomes facts; what is wrong in it, a problem with advice."""
