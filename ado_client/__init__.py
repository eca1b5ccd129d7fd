"""Talk to Azure DevOps: a sans-I/O wire, a session that sends and sleeps, verbs in the domain's words."""
