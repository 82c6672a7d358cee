/** Where the instance is, which a proxy may serve below a path of its own. */
const BASE = new URL("..", import.meta.url);

/** Characters of a reply that are shown. */
const MOST_SHOWN = 20_000;

/** An element with properties and what is in it. */
function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

const code = (value) => make("pre", { tabIndex: 0 }, JSON.stringify(value, null, 2));

function start(description) {
  document.getElementById("about").textContent = description.info.description;
  const routes = document.getElementById("routes");
  for (const { name } of description.tags) routes.append(...tagSection(name, description.paths));
  const schemas = document.getElementById("schemas");
  for (const [name, schema] of Object.entries(description.components.schemas)) {
    schemas.append(
      make(
        "details",
        { id: `schema-${name}` },
        make("summary", {}, name),
        make("div", { className: "inside" }, code(schema)),
      ),
    );
  }
  document.getElementById("find").addEventListener("input", ({ target }) => find(target.value));
}

function tagSection(tag, paths) {
  const found = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => operationDetails(method.toUpperCase(), path, operation)),
  );
  return [make("h2", {}, tag), ...found];
}

function operationDetails(method, path, operation) {
  const inside = make("div", { className: "inside" });
  if (operation.description) inside.append(make("p", {}, operation.description));
  if (onlyReads(method, operation)) inside.append(tryForm(method, path, operation));
  else for (const parameter of operation.parameters ?? []) inside.append(parameterLine(parameter));
  if (operation.requestBody)
    inside.append(make("h3", {}, "Body"), ...contents(operation.requestBody.content));
  for (const [status, reply] of Object.entries(operation.responses)) {
    inside.append(make("h3", {}, `${status}: ${reply.description}`), ...contents(reply.content ?? {}));
  }
  const head = make(
    "summary",
    {},
    make("span", { className: "method" }, method),
    make("code", {}, path),
    make("span", {}, operation.summary),
    make("small", { className: "access" }, operation["x-access"]),
  );
  const details = make("details", { id: operation.operationId }, head, inside);
  details.dataset.words = `${method} ${path} ${operation.summary}`.toLowerCase();
  return details;
}

/** A query is sent as a POST, and changes nothing either. */
const onlyReads = (method, operation) =>
  method === "GET" || (method === "POST" && operation["x-access"] === "site:view");

function contents(content) {
  return Object.entries(content).flatMap(([type, { schema, example }]) => [
    make("p", {}, make("code", {}, type), " ", schemaLink(schema)),
    ...(example === undefined ? [] : [code(example)]),
  ]);
}

function schemaLink(schema) {
  const name = schema.$ref?.split("/").pop();
  if (name === undefined) return code(schema);
  const link = make("a", { href: `#schema-${name}` }, name);
  link.addEventListener("click", () => {
    document.getElementById(`schema-${name}`).open = true;
  });
  return link;
}

const parameterLine = ({ name, description }) =>
  make("p", {}, make("code", {}, name), " ", make("small", {}, description));

/** Fields for the parameters, a body where there is one, and the reply. */
function tryForm(method, path, { parameters = [], requestBody }) {
  const result = make("div", { role: "status" });
  const example = requestBody?.content["application/json"]?.example;
  const body = example === undefined ? null : bodyField(example);
  const fields = [...parameters.map(field), ...(body === null ? [] : [body.label])];
  const form = make("form", {}, ...fields, make("button", {}, "Try it"), result);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const url = addressOf(path, parameters, new FormData(form));
    result.replaceChildren("Asking …");
    result.replaceChildren(...(await ask(method, url, body?.area.value)));
  });
  return form;
}

function bodyField(example) {
  const text = JSON.stringify(example, null, 2);
  const area = make("textarea", { value: text, rows: text.split("\n").length, spellcheck: false });
  return { area, label: make("label", { className: "body" }, "Body", area) };
}

function field(parameter) {
  const { name, description, required = false, schema, example = "" } = parameter;
  const id = `field-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const properties = { id, name, required, value: example };
  const input = schema.enum
    ? make(
        "select",
        { id, name, required },
        ...(required ? [] : [make("option", { value: "" }, "")]),
        ...schema.enum.map((value) => make("option", { value, selected: value === example }, value)),
      )
    : make("input", { ...properties, autocomplete: "off" });
  return make(
    "div",
    { className: "field" },
    make("label", { htmlFor: id }, name),
    input,
    make("small", {}, description),
  );
}

function addressOf(path, parameters, values) {
  let url = BASE.pathname + path.slice(1);
  const query = new URLSearchParams();
  for (const { name, in: place } of parameters) {
    const value = values.get(name) ?? "";
    if (place === "path") url = url.replace(`{${name}}`, encodeURIComponent(value));
    else if (value !== "") query.set(name, value);
  }
  return query.size === 0 ? url : `${url}?${query}`;
}

async function ask(method, url, body) {
  const line = make("p", {}, make("code", {}, `${method} ${url}`));
  try {
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const reply = await fetch(url, { method, headers, body });
    const text = await reply.text();
    const isJson = reply.headers.get("content-type")?.startsWith("application/json");
    const shown = isJson ? JSON.stringify(JSON.parse(text), null, 2) : text;
    const cut = shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN)}\n… and more` : shown;
    return [line, make("p", {}, `${reply.status} ${reply.statusText}`), make("pre", { tabIndex: 0 }, cut)];
  } catch (error) {
    return [line, make("p", {}, `No answer: ${error.message}`)];
  }
}

function find(words) {
  const wanted = words.toLowerCase().trim();
  for (const details of document.querySelectorAll("#routes details")) {
    details.hidden = !details.dataset.words.includes(wanted);
  }
}

try {
  const reply = await fetch(new URL("api/openapi.json", BASE));
  if (!reply.ok) throw new Error(`the server answered ${reply.status}`);
  start(await reply.json());
} catch (error) {
  document.getElementById("notice").textContent = `The description could not be read: ${error.message}`;
}
