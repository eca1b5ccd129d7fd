"""Releases: notes in whatever form, and schedules of deployments; each form gives blocks, one reader the claims."""
