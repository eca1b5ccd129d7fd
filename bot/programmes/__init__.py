"""Programmes that ship with the bot, one YAML file each."""
