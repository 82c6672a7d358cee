// Just enough of three formats to ask questions of the files in deploy/. What is malformed throws.

/** Values of a systemd unit by section and key; a key may come several times. */
export function parseUnit(text: string): Record<string, Record<string, string[]>> {
  const sections: Record<string, Record<string, string[]>> = {};
  let section: Record<string, string[]> | undefined;
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [, title] = /^\[(\w+)\]$/.exec(line) ?? [];
    if (title !== undefined) {
      section = {};
      sections[title] = section;
      continue;
    }
    const [, key, value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key === undefined || section === undefined) throw new Error(`no setting of a section: ${line}`);
    section[key] = [...(section[key] ?? []), value];
  }
  return sections;
}

/** A block of an nginx configuration, `location = /health { … }`. */
export interface Block {
  readonly name: string;
  readonly args: string;
  readonly directives: { readonly name: string; readonly args: string }[];
  readonly blocks: Block[];
}

export function parseNginx(text: string): Block {
  const tokens = text.replace(/^\s*#.*$/gm, "").match(/"[^"]*"|[{};]|[^\s{};"]+/g) ?? [];
  const root: Block = { name: "", args: "", directives: [], blocks: [] };
  const open = [root];
  let words: string[] = [];
  for (const token of tokens) {
    const block = open.at(-1);
    if (block === undefined) throw new Error("a } too many");
    if (token !== "{" && token !== "}" && token !== ";") {
      words.push(token);
      continue;
    }
    if (token === "}") {
      if (words.length > 0) throw new Error(`no ; behind ${words.join(" ")}`);
      open.pop();
      continue;
    }
    const [name, ...args] = words;
    if (name === undefined) throw new Error(`nothing before ${token}`);
    words = [];
    if (token === ";") {
      block.directives.push({ name, args: args.join(" ") });
      continue;
    }
    const inner: Block = { name, args: args.join(" "), directives: [], blocks: [] };
    block.blocks.push(inner);
    open.push(inner);
  }
  if (open.length !== 1 || words.length > 0) throw new Error("a block is not closed");
  return root;
}

/** An element of an XML file: its names from the root on, its text, the variable that it comes from. */
export interface XmlElement {
  readonly path: string;
  readonly text: string;
  readonly fromEnv: string | undefined;
}

export function elementsOf(xml: string): XmlElement[] {
  const elements: XmlElement[] = [];
  const open: string[] = [];
  const parts = xml.replace(/<!--[\s\S]*?-->/g, "").matchAll(/<(\/?)([\w]+)([^>]*?)(\/?)>([^<]*)/g);
  for (const [, closes, name = "", attributes = "", closesItself, text = ""] of parts) {
    if (closes === "/") {
      if (open.pop() !== name) throw new Error(`</${name}> closes another element`);
      continue;
    }
    open.push(name);
    const fromEnv = /from_env="(\w+)"/.exec(attributes)?.[1];
    elements.push({ path: open.join("/"), text: text.trim(), fromEnv });
    if (closesItself === "/") open.pop();
  }
  if (open.length > 0) throw new Error(`${open.join("/")} is not closed`);
  return elements;
}
