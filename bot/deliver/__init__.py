"""How documents get to people: each way goes through the ledger, so that nothing is sent twice."""
