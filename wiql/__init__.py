"""The Work Item Query Language: parse, check, evaluate on an item as of any instant, explain clause by clause."""
