"""A mail is shown with its pictures and files, and loads nothing from outside."""

from __future__ import annotations

from email.message import EmailMessage

from sandbox.pages.mails import attachments, framed_html
from sandbox.post_office import Mail, PostOffice
from tests.sandbox.desk import NOON


def kept(message: EmailMessage) -> Mail:
    """Let the post office keep a message."""
    return PostOffice().take_mail("envbot@example.com", ("a@example.com", "b@example.com"), bytes(message), NOON)


def a_message() -> EmailMessage:
    """Give a message with HTML, a picture inside it and a file."""
    message = EmailMessage()
    message["To"] = "A <A@example.com>"
    message.set_content("text")
    message.add_alternative('<img src="cid:chart"><img src="cid:gone"><p>é</p>', subtype="html")
    html = message.get_payload()[1]
    html.add_related(b"PNG", "image", "png", cid="<chart>")
    message.add_attachment("a;b\n", subtype="csv", filename="clocks.csv")
    return message


def test_pictures_are_filled_in_and_the_frame_is_closed() -> None:
    """A picture that came along becomes a data: address, one that did not stays; a policy forbids the rest."""
    html = framed_html(kept(a_message()))
    assert '<img src="data:image/png;base64,UE5H"><img src="cid:gone"><p>é</p>' in html
    assert html.startswith('<meta http-equiv="Content-Security-Policy" content="default-src \'none\'')


def test_files_are_listed_and_pictures_of_the_text_are_not() -> None:
    """Name, kind, size and the whole content as an address."""
    (file,) = attachments(kept(a_message()))
    assert (file.name, file.kind, file.size) == ("clocks.csv", "text/csv", 4)
    assert file.address == "data:text/csv;base64,YTtiCg=="


def test_a_message_can_be_a_file() -> None:
    """A forwarded message has no bytes of its own but is listed."""
    message = EmailMessage()
    message.set_content("see below")
    message.add_attachment(a_message())
    first, inner = attachments(kept(message))
    assert (first.name, first.kind, inner.name) == ("file", "message/rfc822", "clocks.csv")


def test_a_mail_without_html_has_no_frame() -> None:
    """Nothing to show is an empty text."""
    message = EmailMessage()
    message.set_content("text")
    assert framed_html(kept(message)) == ""


def test_recipients_that_no_header_names_are_blind_copies() -> None:
    """Addresses are compared in any case."""
    assert kept(a_message()).blind_copies == ("b@example.com",)
