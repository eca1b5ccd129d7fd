"""What the bot remembers: work items with their history, what it did, what it posted; on SQLite or PostgreSQL."""
