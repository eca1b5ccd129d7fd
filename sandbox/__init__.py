"""A local Azure DevOps, Teams and mail endpoint over real HTTP and SMTP, for the demo, the tests and rehearsals."""
