"""Backtest: what other rules would have done, on history as it stood day by day."""
