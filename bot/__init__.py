"""The bot: settings, store, pull, sources, plan, apply, publish and the command line."""
