"""Show a person everything that was posted to the sandbox, as it would look in Azure DevOps, Teams and a mailbox."""

from __future__ import annotations

from sandbox.pages.routes import page_routes

__all__ = ["page_routes"]
