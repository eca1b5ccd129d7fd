"""Decide who is calling, and turn strangers away as Azure DevOps does: a sign-in page, or a 401."""

from __future__ import annotations

import base64
import binascii

from sandbox.answers import AdoError, Answer
from sandbox.state import Person

_SIGN_IN_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Azure DevOps Services | Sign In</title></head>
<body><h1>Sign in to your account</h1><p>Azure DevOps</p></body></html>
"""
_TENANT = "00000000-0000-0000-0000-00000000cafe"
_NOBODY = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"


def read_token(authorization: str) -> str:
    """The token in an Authorization header: a PAT as Basic, or any token as Bearer; empty where there is none.

    The reading is as strict as the real one: base64 with stray padding is no credential at all.
    """
    scheme, _, secret = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return secret.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        decoded = base64.b64decode(secret.strip(), validate=True)
        is_exact = base64.b64encode(decoded).decode() == secret.strip()
        return decoded.decode().partition(":")[2] if is_exact else ""
    except (binascii.Error, UnicodeDecodeError):
        return ""


def refuse(method: str, *, has_credentials: bool, url: str) -> Answer:
    """What a stranger gets.

    A bad or expired token is answered with a sign-in page and status 203 for GET and POST, and with 401 and TF400813
    for the other methods; no credentials at all get an empty 401 with a Basic challenge.
    """
    if not has_credentials:
        return Answer(401, b"", {"WWW-Authenticate": 'Basic realm="http://127.0.0.1/"'})
    if method in {"GET", "POST", "OPTIONS", "HEAD"}:
        return Answer(203, _SIGN_IN_PAGE.encode(), {}, "text/html; charset=utf-8")
    return unauthorized(None, url)


def unauthorized(who: Person | None, url: str) -> Answer:
    """What somebody gets who is known, but not in this organisation: 401 with TF400813 and where to sign in."""
    name = f"{who.id}\\{who.unique_name}" if who else _NOBODY
    return AdoError(
        401,
        "UnauthorizedRequestException",
        f"TF400813: The user '{name}' is not authorized to access this resource.",
        headers={
            "WWW-Authenticate": f"Bearer authorization_uri=https://login.microsoftonline.com/{_TENANT}, TFS-Federated",
            "X-TFS-FedAuthRedirect": f"https://login.example.com/_signin?reply_to={url}",
        },
    ).answer()
