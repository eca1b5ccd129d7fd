// Let the unmodified azure-devops-node-api do one act against a sandbox, and print what came of it as JSON.
//
// node client.cjs ACT BASE_URL TOKEN

const azdev = require("azure-devops-node-api");
const { QueryExpand, WorkItemExpand } = require("azure-devops-node-api/interfaces/WorkItemTrackingInterfaces");

const PROJECT = "MHHS";
const TEAM = { project: "MHHS", team: "MHHS Team" };
const WIKI = "MHHS.wiki";
const MARKDOWN = "ms.vss-dashboards-web.Microsoft.VisualStudioOnline.Dashboards.MarkdownWidget";

const add = (path, value) => ({ op: "add", path, value });
const field = (name, value) => add(`/fields/${name}`, value);

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return { status: error.statusCode, type: error.result && error.result.typeKey, message: error.message };
  }
  return null;
}

const acts = {
  async projects(connection) {
    const core = await connection.getCoreApi();
    const projects = await core.getProjects();
    const teams = await core.getTeams(PROJECT);
    const who = await connection.connect();
    return {
      projects: projects.map((each) => each.name),
      teams: teams.map((each) => each.name),
      who: who.authenticatedUser.providerDisplayName,
    };
  },

  async create(connection) {
    const items = await connection.getWorkItemTrackingApi();
    const made = await items.createWorkItem(
      undefined,
      [field("System.Title", "DIP is down"), field("Microsoft.VSTS.Common.Severity", "2 - High")],
      PROJECT,
      "Bug",
    );
    const read = await items.getWorkItem(made.id, undefined, undefined, WorkItemExpand.All);
    const refused = await refusal(items.createWorkItem(undefined, [field("System.Title", "")], PROJECT, "Bug"));
    return { id: made.id, state: read.fields["System.State"], severity: read.fields["Microsoft.VSTS.Common.Severity"], refused };
  },

  async patch(connection) {
    const items = await connection.getWorkItemTrackingApi();
    const made = await items.createWorkItem(undefined, [field("System.Title", "DIP is down")], PROJECT, "Bug");
    const changed = await items.updateWorkItem(
      undefined,
      [{ op: "test", path: "/rev", value: 1 }, field("System.Tags", "sit"), field("System.History", "Looked at it")],
      made.id,
    );
    const stale = await refusal(items.updateWorkItem(undefined, [{ op: "test", path: "/rev", value: 1 }], made.id));
    const comment = await items.addComment({ text: "Fixed" }, PROJECT, made.id);
    const said = await items.getComments(PROJECT, made.id);
    const revisions = await items.getRevisions(made.id);
    const updates = await items.getUpdates(made.id);
    return {
      rev: changed.rev,
      tags: changed.fields["System.Tags"],
      stale,
      comment: comment.text,
      comments: said.comments.map((each) => each.text),
      revisions: revisions.map((each) => each.rev),
      updates: updates.length,
    };
  },

  async query(connection) {
    const items = await connection.getWorkItemTrackingApi();
    for (const title of ["One", "Two", "Three"]) {
      await items.createWorkItem(undefined, [field("System.Title", title)], PROJECT, "Bug");
    }
    const wiql = "SELECT [System.Id] FROM workitems WHERE [System.Title] <> 'Two' ORDER BY [System.Id] DESC";
    const found = await items.queryByWiql({ query: wiql }, TEAM);
    const read = await items.getWorkItemsBatch({ ids: [1, 2, 99], fields: ["System.Title"], errorPolicy: 2 });
    const stored = await items.createQuery({ name: "all", wiql }, PROJECT, "Shared Queries");
    const shown = await items.getQuery(PROJECT, "Shared Queries/all", QueryExpand.Wiql);
    const run = await items.queryById(stored.id, TEAM);
    return {
      found: found.workItems.map((each) => each.id),
      read: read.map((each) => each && each.fields["System.Title"]),
      wiql: shown.wiql === wiql,
      run: run.workItems.map((each) => each.id),
    };
  },

  async link(connection) {
    const items = await connection.getWorkItemTrackingApi();
    const made = [];
    for (const title of ["Parent", "Child"]) {
      made.push(await items.createWorkItem(undefined, [field("System.Title", title)], PROJECT, "Bug"));
    }
    const parent = { rel: "System.LinkTypes.Hierarchy-Reverse", url: made[0].url, attributes: { comment: "belongs" } };
    await items.updateWorkItem(undefined, [add("/relations/-", parent)], made[1].id);
    const twice = await refusal(items.updateWorkItem(undefined, [add("/relations/-", parent)], made[1].id));
    const seen = await items.getWorkItem(made[0].id, undefined, undefined, WorkItemExpand.Relations);
    const gone = await items.updateWorkItem(undefined, [{ op: "remove", path: "/relations/0" }], made[1].id);
    return {
      rel: seen.relations.map((each) => each.rel),
      comment: seen.relations[0].attributes.comment,
      twice,
      left: gone.relations || [],
    };
  },

  async wiki(connection, url) {
    const wiki = await connection.getWikiApi();
    const made = await wiki.createWiki({ name: WIKI, type: 0, projectId: (await (await connection.getCoreApi()).getProject(PROJECT)).id });
    // The client has no method that writes a page; its REST client does it, with its own sign-in.
    const page = `${url}/${PROJECT}/_apis/wiki/wikis/${WIKI}/pages?path=/Stand-up&api-version=7.1`;
    const written = await wiki.rest.replace(page, { content: "# One" });
    const etag = written.headers.etag;
    const changed = await wiki.rest.replace(page, { content: "# Two" }, { additionalHeaders: { "If-Match": etag } });
    const stale = await refusal(wiki.rest.replace(page, { content: "# No" }, { additionalHeaders: { "If-Match": etag } }));
    const text = await wiki.getPageText(PROJECT, WIKI, "/Stand-up");
    const chunks = [];
    for await (const chunk of text) chunks.push(chunk);
    const listed = await wiki.getPagesBatch({ top: 10 }, PROJECT, WIKI);
    return {
      name: made.name,
      statuses: [written.statusCode, changed.statusCode],
      stale,
      text: Buffer.concat(chunks).toString(),
      pages: listed.map((each) => each.path),
    };
  },

  async dashboard(connection) {
    const boards = await connection.getDashboardApi();
    const made = await boards.createDashboard({ name: "Environments" }, TEAM);
    const sent = {
      name: "Notes",
      contributionId: MARKDOWN,
      position: { row: 1, column: 1 },
      size: { rowSpan: 1, columnSpan: 2 },
      settings: "# One",
    };
    const widget = await boards.createWidget(sent, TEAM, made.id);
    const changed = await boards.updateWidget({ ...widget, settings: "# Two" }, TEAM, made.id, widget.id);
    const stale = await refusal(boards.updateWidget({ ...widget, settings: "# No" }, TEAM, made.id, widget.id));
    const shown = await boards.getDashboard(TEAM, made.id);
    const listed = await boards.getDashboardsByProject(TEAM);
    await boards.deleteWidget(TEAM, made.id, widget.id);
    const left = await boards.getDashboard(TEAM, made.id);
    return {
      listed: listed.map((each) => each.name),
      settings: [widget.settings, changed.settings, shown.widgets[0].settings],
      stale,
      left: left.widgets,
    };
  },
};

async function main([act, url, token]) {
  const connection = new azdev.WebApi(url, azdev.getPersonalAccessTokenHandler(token));
  process.stdout.write(JSON.stringify(await acts[act](connection, url)));
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
