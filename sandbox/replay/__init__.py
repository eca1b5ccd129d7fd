"""Play recorded conversations with Azure DevOps against the sandbox, and say where it answers differently."""
