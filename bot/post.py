"""Post documents where the settings say, each through the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from email.message import EmailMessage

from bot.announcing import keep_told
from bot.assemble import Azure, House, postman
from bot.deliver.dashboards import dashboard_key, put_dashboard
from bot.deliver.delivery import Channel, Delivery, Fate, undelivered
from bot.deliver.feed import keep_feed
from bot.deliver.mail import compose, mail_key, send_mail
from bot.deliver.teams import card_key, send_card
from bot.deliver.wiki import page_key, put_page
from bot.plan import Escalation
from bot.publish.board import Board
from bot.publish.documents import Document, Kind
from bot.publish.minutes import REMARKS
from bot.settings import Settings
from bot.store.ledger import Standing

ESCALATION = "escalation"
"""The kind under which the ledger keeps that everybody of a role was told."""


@dataclass(slots=True)
class Posting:
    """What was posted in one run.

    Attributes:
        copies: every mail as it was sent, for the records.
    """

    deliveries: list[Delivery] = field(default_factory=list)
    copies: list[EmailMessage] = field(default_factory=list)

    def count(self, channel: Channel, fate: Fate = Fate.POSTED) -> int:
        """Give how many documents had this fate on a channel."""
        return sum(one.channel is channel and one.fate is fate for one in self.deliveries)

    @property
    def problems(self) -> tuple[str, ...]:
        """What failed or was withheld, in words."""
        return undelivered(self.deliveries)


class Post:
    """Knows where each kind of document goes in one installation."""

    def __init__(self, house: House, azure: Azure, run: int, *, again: bool = False) -> None:
        """Prepare to post.

        Args:
            house: whose settings, ledger and clock count.
            azure: the open connection.
            run: the run in whose name the ledger keeps it.
            again: a person wants it sent although it was sent before, or may have been.
        """
        self._again = again
        self._house = house
        self._azure = azure
        self._run = run
        self.posting = Posting()

    def require_secrets(self) -> None:
        """Look up every secret that posting takes, before anything is written.

        Raises:
            Mistake: One is not where the settings say.
        """
        for channel in self._house.settings.publish.teams.values():
            channel.secret(self._house.environment)
        postman(self._house, self._azure.http)

    async def documents(self, documents: Iterable[Document], progress: Callable[[str], None]) -> None:
        """Post each document on every way that the settings name for its kind."""
        for document in documents:
            progress(document.title)
            await _WAYS[document.kind](self, document)

    async def dashboard(self, board: Board) -> None:
        """Make the dashboard and its queries."""
        wanted = self._house.settings.publish.dashboard
        if wanted is None:
            return
        board = replace(board, name=wanted.name, folder=wanted.queries)
        self._reopen(dashboard_key(board.name))
        self.posting.deliveries.append(
            await put_dashboard(board, self._azure.boards, self._house.store.ledger, self._run)
        )

    def settle(self, escalations: Iterable[Escalation]) -> None:
        """Keep in the ledger that an escalation reached everybody of its role, so that it is not planned again.

        Where the settings name no mail, the channels that get escalations stand for everybody. While a card certainly
        did not leave, nothing urgent is settled: the next run plans it again, and sends what is missing of it.
        """
        way = Kind.ALERT if self._house.settings.publish.mail is None else Kind.ESCALATION
        not_reached = {
            one.target
            for one in self.posting.deliveries
            if one.document == way and one.fate in (Fate.FAILED, Fate.WITHHELD)
        }
        lacks_a_card = any(one.document == Kind.ALERT and one.fate is Fate.FAILED for one in self.posting.deliveries)
        ledger = self._house.store.ledger
        for escalation in escalations:
            if lacks_a_card and escalation.is_urgent:
                continue
            recipients = self._told(escalation)
            if not recipients or not_reached.intersection(recipients):
                continue
            intent = ledger.intend(
                escalation.key, kind=ESCALATION, target=escalation.role, payload_hash="", run=self._run
            )
            if intent.standing is not Standing.DONE:
                ledger.confirm(escalation.key, ", ".join(recipients))

    def _told(self, escalation: Escalation) -> tuple[str, ...]:
        """Give who or what is told of an escalation."""
        settings = self._house.settings
        if settings.publish.mail is not None:
            return settings.roles.get(escalation.role, ())
        return alerted_channels(settings) if escalation.is_urgent else ()

    async def _page(self, document: Document) -> None:
        if self._house.settings.publish.wiki is None:
            return
        links = self._house.links
        path = links.agenda_path(document.day)
        wiki = self._azure.wiki(links.wiki)
        self._reopen(page_key(path))
        self.posting.deliveries.append(
            await put_page(document, path, links.wiki_page(path), wiki, self._house.store.ledger, self._run)
        )

    async def _release(self, document: Document) -> None:
        wanted = self._house.settings.publish.releases
        if wanted is None:
            return
        path = f"{wanted.folder}/{document.path}"
        address = replace(self._house.links, wiki=wanted.wiki).wiki_page(path)
        self._reopen(page_key(path))
        self.posting.deliveries.append(
            await put_page(
                document,
                path,
                address,
                self._azure.wiki(wanted.wiki),
                self._house.store.ledger,
                self._run,
                mark=REMARKS,
            )
        )

    async def _card(self, document: Document) -> None:
        for name, channel in self._house.settings.publish.teams.items():
            if document.kind is Kind.ALERT and not channel.escalations:
                continue
            self._reopen(card_key(document, name))
            webhook = channel.secret(self._house.environment).get_secret_value()
            self.posting.deliveries.append(
                await send_card(document, name, webhook, self._azure.http, self._house.store.ledger, self._run)
            )

    async def _announcement(self, document: Document) -> None:
        """Tell of a planned outage. What is told is kept before: a run after a crash tells the others the same."""
        if document.announcement is None:
            return
        keep_told(document.announcement, self._house.store.ledger, self._run)
        await self._mail(document)
        await self._card(document)

    async def _outages(self, document: Document) -> None:
        wanted = self._house.settings.publish.announcements
        if wanted is None:
            return
        if wanted.page is not None:
            path, wiki = wanted.page.path, wanted.page.wiki
            address = replace(self._house.links, wiki=wiki).wiki_page(path)
            self._reopen(page_key(path))
            ledger = self._house.store.ledger
            self.posting.deliveries.append(
                await put_page(document, path, address, self._azure.wiki(wiki), ledger, self._run, mark=REMARKS)
            )
        if wanted.feed is not None:
            self.posting.deliveries.append(keep_feed(document, wanted.feed))

    async def _board(self, document: Document) -> None:
        if document.board is not None:
            await self.dashboard(document.board)

    async def _mail(self, document: Document) -> None:
        post = postman(self._house, self._azure.http)
        mail = self._house.settings.publish.mail
        if post is None or mail is None:
            return
        for recipient in self._recipients(document):
            self._reopen(mail_key(document, recipient))
            message = compose(document, recipient, mail.sender, self._house.now())
            delivery = await send_mail(document, message, post, self._house.store.ledger, self._run)
            self.posting.deliveries.append(delivery)
            if delivery.fate is Fate.POSTED:
                self.posting.copies.append(message)

    def _reopen(self, key: str) -> None:
        """Let the ledger take an act for undone, if a person asked for it again."""
        if self._again and self._house.store.ledger.state(key) is not None:
            self._house.store.ledger.fail(key, "A person asked for it again.")

    def _recipients(self, document: Document) -> tuple[str, ...]:
        """Give everybody whom a document is for, each once, whatever roles they fill."""
        filled = self._house.settings.roles
        if document.announcement is not None:
            return tuple(dict.fromkeys(who for role in document.announcement.roles for who in filled.get(role, ())))
        role, party = document.audience
        return filled.get(f"{role} of {party}" if party else role, ())


def alerted_channels(settings: Settings) -> tuple[str, ...]:
    """Name the Teams channels that get what roles are told at once."""
    return tuple(name for name, channel in settings.publish.teams.items() if channel.escalations)


_WAYS = {
    Kind.AGENDA: Post._page,  # noqa: SLF001 - the table of this class's own ways
    Kind.CARD: Post._card,  # noqa: SLF001 - the same
    Kind.DASHBOARD: Post._board,  # noqa: SLF001 - the same
    Kind.DIGEST: Post._mail,  # noqa: SLF001 - the same
    Kind.ESCALATION: Post._mail,  # noqa: SLF001 - the same
    Kind.RETEST: Post._mail,  # noqa: SLF001 - the same
    Kind.RELEASE: Post._release,  # noqa: SLF001 - the same
    Kind.ALERT: Post._card,  # noqa: SLF001 - the same
    Kind.ANNOUNCEMENT: Post._announcement,  # noqa: SLF001 - the same
    Kind.OUTAGES: Post._outages,  # noqa: SLF001 - the same
}
