"""Build the organisation that the official examples speak of, with the names and numbers they use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sandbox.attachments import Attachment, Attachments
from sandbox.classification import Trees, tree
from sandbox.dashboards import Dashboards
from sandbox.hooks import Hooks, Subscription
from sandbox.item_templates import ItemTemplate, ItemTemplates
from sandbox.patches import Draft
from sandbox.queries import Queries
from sandbox.saving import Saver
from sandbox.state import Person, Project, World
from sandbox.tags import TagIds
from sandbox.team_settings import AllTeamSettings
from sandbox.widget_types import MARKDOWN
from sandbox.widgets import Widget
from sandbox.wiki import WikiKind, Wikis
from sandbox.work_item_state import Comment, Relation, WorkItem, WorkItems
from sandbox.work_item_types import Field, Tracking

GIT, SCRUM, FIBER = "Fabrikam-Fiber-Git", "Fabrikam-Scrum", "Fabrikam-Fiber"
_BEGINNING = datetime(2014, 12, 1, tzinfo=UTC)
_BUGS = "SELECT [System.Id], [System.Title], [System.State] FROM workitems WHERE [System.WorkItemType] = 'Bug'"
_OTHER_LINKS = "ms.vss-dashboards-web.Microsoft.VisualStudioOnline.Dashboards.OtherLinksWidget"
_BACKGROUND = (1, 8, 9, 11, 12, 13, 14, 15, 16, 17, 28, 29, 72, 297, 298, 299, 300, 335, 398, 403, 564)
_BUG_NUMBERS = (8, 9, 398, 403)


@dataclass
class Fabrikam:
    """The organisation, and what the names of the examples are called in it.

    Attributes:
        now: What time it is; acts move it on.
        world: The organisation.
        names: What stands in an example, and what stands for it here; identifiers are given by the sandbox.
    """

    now: datetime = _BEGINNING
    names: dict[str, str] = field(default_factory=dict)
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.world = World(clock=lambda: self.now, organization="fabrikam")
        self.someone = self._person("Jamal Hartnett", "fabrikamfiber4@hotmail.com")
        self.world.add_token("sandbox-pat", self.someone)
        self.git = self._project(GIT, "Scrum")
        self.fiber = self._project(FIBER, "Scrum")
        for name in (SCRUM, "Test Project", "TestProject"):
            self._project(name, "Scrum")
        for name in _PROJECTS:
            self.names[name] = self.git.id
        for name in _TEAMS:
            self.names[name] = self.git.default_team
        self.names["8e8aa4ff-848a-474a-9033-93190137c8e4"] = self.world.add_team(self.git, "New team").id
        self.names["d9bb59ee-cd01-4569-80d1-dce8c2e712f4"] = self.fiber.id
        self.names["1d8e5f76-54bd-4d11-889b-fee63c864ea6"] = self.fiber.default_team
        self._nodes()
        self._items()
        self._queries()
        self._dashboard()
        self._wikis()
        self.now = datetime(2019, 1, 22, tzinfo=UTC)

    def _person(self, name: str, mail: str) -> Person:
        person = self.world.add_person(name, mail)
        for example in ("d291b0c4-a05c-4ea6-8df1-4b41d5f39eff", "73a2309e-d0b3-6bf5-9500-9af8bcc805ec"):
            self.names[example] = person.id
        return person

    def _project(self, name: str, process: str) -> Project:
        project = self.world.add_project(name, process=process)
        project.teams[project.default_team].members.append(self.someone)
        return project

    def _nodes(self) -> None:
        trees, world = self.world.part(Trees), self.world
        areas, iterations = tree(world, self.git, "area"), tree(world, self.git, "iteration")
        for name in ("Web", "Website", "Parent Area"):
            trees.add(world, areas, name)
        moved = trees.add(world, areas, "Moved Area")
        for name in ("Final Iteration", "Ultimate iteration", "Parent Iteration"):
            trees.add(world, iterations, name)
        other = trees.add(world, iterations, "Moved Iteration")
        moved.id, other.id, areas.id = 126391, 126392, 3568
        for name in ("Auto", "Fiber", "Optics"):
            trees.add(world, tree(world, self.fiber, "area"), name)
        for example in _ITERATIONS:
            node = trees.add(world, tree(world, self.fiber, "iteration"), f"Sprint {example[:2]}")
            self.names[example] = node.identifier
            settings = world.part(AllTeamSettings).of(self.fiber, world.team(self.fiber))
            settings.iterations.append(node.identifier)

    def _items(self) -> None:
        tracking, items = self.world.part(Tracking), self.world.part(WorkItems)
        tracking.add_fields([Field("Custom.TestField", "Test Field")])
        for number in _BACKGROUND:
            items._last_id = number - 1
            kind = "Bug" if number in _BUG_NUMBERS else "Task"
            draft = Draft(changes={"System.Title": f"Work item {number}"})
            Saver(self.world, self.someone).create(self.git, tracking.type(self.git, kind), draft)
            self.now += timedelta(hours=1)
        for text in ("One", "Two"):
            self.change(1, {"System.Title": text})
        talked = items.get(299)
        for number in (42, 43, 50):
            talked.comments.append(Comment(number, f"Comment {number}", self.someone, self.now))
        talked.relations += [Relation("Hyperlink", url=f"https://example.com/{number}") for number in range(3)]
        self.delete(403)

    def _queries(self) -> None:
        queries, now = self.world.part(Queries), self.now
        mine, shared = queries.roots(self.git.id, now)
        folder = queries.create(shared, "Website team", now)
        folder.id = "8a8c8212-15ca-41ed-97aa-1d6fbfbcd581"
        queries.create(mine, "Website", now)
        for name, example in _QUERIES:
            query = queries.create(folder, name, now, wiql=_BUGS)
            query.id = example or query.id

    def _dashboard(self) -> None:
        dashboards = self.world.part(Dashboards)
        made = self.dashboard = dashboards.create(self.git.id, self.git.default_team, {"name": "Overview"}, self.now)
        made.etag = 18
        self.names["e17c2ae9-c35c-4ddd-9d4b-6aa47aa4d01a"] = made.id
        example = "69f6c5b7-0eb0-4067-b75f-6edff74d0fcf"
        state: dict[str, Any] = {
            "name": "Other Links",
            "position": {"row": 9, "column": 1},
            "size": {"rowSpan": 1, "columnSpan": 2},
            "settings": None,
            "contributionId": _OTHER_LINKS,
        }
        made.widgets[example] = Widget(example, 2, state)

    def _wikis(self) -> None:
        wikis = self.world.part(Wikis)
        book = wikis.create(project=self.git.id, name="sampleProjectWiki")
        wikis.create(
            project=self.git.id, name="sampleCodeWiki", kind=WikiKind.CODE, repository=self.git.id, version="master"
        )
        for path, number in (("/SamplePage36", 36), ("/SamplePage417", 417), ("/SamplePage418", 418), ("/Edited", 51)):
            book.numbers = count(number)
            book.plant(path, "old", self.now)
        etag = book.page("/Edited").etag
        self.names |= {
            "Microsoft.VisualStudioOnline.Dashboards.OtherLinks?": f"{MARKDOWN.contribution}?",
            "0ede3074-ce9f-4e0e-b9d6-20c23b774e05": book.id,
            "ffa4628c-8f6d-45c0-b61b-52c16d06c925": book.id,
            "4c6adda4736aae086c7ae1956da1d91aba09d6fb": etag,
            "%2FSamplePage973": "%2FEdited",
            "DFkODYtNTYxYS03ZDdiLWJj": "1",
        }

    def change(self, number: int, changes: dict[str, Any]) -> WorkItem:
        """Change fields of a work item, an hour later."""
        self.now += timedelta(hours=1)
        item = self.world.part(WorkItems).get(number)
        return Saver(self.world, self.someone).update(item, Draft(changes=changes))

    def raise_to(self, number: int, rev: int) -> None:
        """Change a work item until it has a revision."""
        while (item := self.world.part(WorkItems).get(number)).rev < rev:
            self.change(number, {"System.Title": f"Revision {item.rev + 1}"})

    def delete(self, number: int) -> None:
        """Put a work item into the recycle bin."""
        item = self.world.part(WorkItems).get(number)
        Saver(self.world, self.someone, bypass_rules=True).mark_deleted(item, deleted=True)
        item.deleted = (self.someone, self.now)

    def delete_query(self, reference: str) -> None:
        """Delete a query or a folder with all in it."""
        queries = self.world.part(Queries)
        queries.delete(queries.find(self.git.id, reference, self.now))

    def delete_node(self, name: str) -> None:
        """Delete an iteration."""
        root = tree(self.world, self.git, "iteration")
        root.children = [child for child in root.children if child.name != name]

    def delete_wiki(self, name: str) -> None:
        """Delete a wiki."""
        wikis = self.world.part(Wikis)
        wikis.delete(wikis.find(name))

    def subscribe(self, identity: str) -> None:
        """Have a subscription of a service hook."""
        sent = {
            "publisherId": "tfs",
            "eventType": "build.complete",
            "consumerId": "myGet",
            "consumerActionId": "publishPackage",
        }
        made = Subscription(identity, sent, self.someone, self.now, self.someone, self.now)
        self.world.part(Hooks).subscriptions[identity] = made

    def attach(self, identity: str) -> None:
        """Have an attachment."""
        self.world.part(Attachments).by_id[identity] = Attachment("myattachment.png", b"content")

    def tag(self, identity: str) -> None:
        """Have a tag."""
        self.change(1, {"System.Tags": "my-first-tag"})
        self.world.part(TagIds).by_name[self.git.id, "my-first-tag"] = identity

    def template(self, identity: str) -> None:
        """Have a template of work items."""
        project = self.world.project("Test Project")
        sent = {"name": "Test Template", "workItemTypeName": "Feature"}
        self.world.part(ItemTemplates).by_id[identity] = ItemTemplate(identity, project.default_team, sent)

    def version_of_widgets(self, dashboard: int, widget: int) -> None:
        """Have the dashboard and its widget in these versions."""
        self.dashboard.etag = dashboard
        for each in self.dashboard.widgets.values():
            each.etag = widget


_PROJECTS = (
    "15cbba90-8ac5-450e-934c-16f43021546b",
    "6c9633e5-5633-4b1d-8081-02b35e39258e",
    "6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c",
    "83e53972-81cd-434e-b15a-6fafcf405ac7",
    "8e5a3cfb-fed3-46f3-8657-e3b175cd0305",
    "94e82dfb-8ce4-430c-aa97-07ee10c83d5f",
    "aaee31d9-14cf-48b9-a92b-3f1446c13f80",
    "e5e9e01e-801a-47eb-80bb-0ad24f448abe",
    "eb6e4656-77fc-42a1-9181-4c6d8e9da5d1",
)
_TEAMS = (
    "564e8204-a90b-4432-883b-d4363c6125ca",
    "8b69d2eb-2e18-4c75-a1ca-4c1820800e2e",
    "ac3cf153-3ae1-44ea-8663-e75006873f81",
)
_ITERATIONS = (
    "2ec76bfe-ba74-4060-970d-4567a3e997ee",
    "8C2457E8-8936-4CDC-B3AA-17B20F56C76C",
    "a589a806-bf11-4d4f-a031-c19813331553",
    "def498ab-a9cf-41eb-a7c7-9eb67d1852ef",
)
_QUERIES = (
    ("All Bugs", "342f0f44-4069-46b1-a940-3d0468979ceb"),
    ("Active Bugs", "f0ade206-32f8-4360-9254-ad33f906cd2e"),
    ("Open Bugs", "1e4e5b17-f212-4ba2-9c2f-a95600ef50a5"),
    ("Work Items With Summary Values", "c6725763-d9ae-487e-bb42-00222e2f4d9f"),
    ("Product Planning", "c19eec2d-07a0-4c20-be57-3f7903792ca6"),
    ("Feedback", "298f94fd-30ea-40f3-8d25-3202c9effa3a"),
)
