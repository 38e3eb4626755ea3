/*
 * The little XML that our originals are: elements that hold either elements or text. Whatever else XML knows – document
 * types, entities, comments, CDATA, processing instructions, prefixes, mixed content – does not occur in them, and is
 * refused when read: what cannot be said cannot be used to deceive.
 */

export interface Element {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** Elements, or text. */
  content: readonly Element[] | string;
}

type Content = string | readonly (Element | null)[] | null;

/** An element; nothing where there is nothing to say. */
export function element(name: string, content: null, attributes?: Element["attributes"]): null;
export function element(
  name: string,
  content: readonly (Element | null)[],
  attributes?: Element["attributes"],
): Element;
export function element(name: string, content: Content, attributes?: Element["attributes"]): Element | null;
export function element(
  name: string,
  content: Content,
  attributes: Element["attributes"] = {},
): Element | null {
  if (content === null) return null;
  const kept = typeof content === "string" ? content : content.filter((item) => item !== null);
  return { name, attributes, content: kept };
}

const NAMED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;" };
/** Characters that XML 1.0 cannot carry, or should not. */
const UNSAYABLE = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu;

const escaped = (text: string) =>
  text
    .toWellFormed()
    .replace(UNSAYABLE, "\ufffd")
    .replace(/[&<>\r]/g, (char) => NAMED[char]!);

/** The text of an element, in the form that exclusive canonicalisation gives it. */
export function written({ name, attributes, content }: Element): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  const body = typeof content === "string" ? escaped(content) : content.map(written).join("");
  return `<${name}${head.join("")}>${body}</${name}>`;
}

/** How deep an original goes, its signature included. */
const DEEPEST = 6;
const TOKEN = /<(\/?)([A-Za-z][A-Za-z0-9]*)((?: [A-Za-z]+="[^"<>&\r\n\t]*")*)\s*(\/?)>|([^<>]+)/y;
const REFERENCE = /&(?:amp|lt|gt|quot|apos|#xD);/g;
const TEXT_OF: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&#xD;": "\r",
};

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

function attributesIn(text: string): Record<string, string> | undefined {
  const found: Record<string, string> = Object.create(null);
  for (const [, key, value] of text.matchAll(/ ([A-Za-z]+)="([^"]*)"/g)) {
    if (key! in found) return undefined;
    found[key!] = value!;
  }
  return found;
}

/** An element that holds elements or text; nothing when it holds both, be it white space. */
function closed({ name, attributes, children, text }: Open): Element | undefined {
  if (children.length === 0) return { name, attributes, content: text };
  return text === "" ? { name, attributes, content: children } : undefined;
}

const DECLARATION = /^\ufeff?(?:<\?xml version="1\.0" encoding="(?:UTF|utf)-8"\?>)?[ \n]*/;

/** The root element of a text that holds nothing but elements and text; nothing for any other. */
export function readXml(source: string): Element | undefined {
  if (source.search(UNSAYABLE) !== -1 || !source.isWellFormed()) return undefined;
  const text = source.replace(/\r\n?/g, "\n").replace(DECLARATION, "").trimEnd();
  const open: Open[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text);
    if (!token) return undefined;
    const [, end, name = "", attributes = "", empty, characters] = token;
    const parent = open.at(-1);
    if (characters !== undefined) {
      if (!parent || characters.replaceAll(REFERENCE, "").includes("&")) return undefined;
      parent.text += characters.replaceAll(REFERENCE, (reference) => TEXT_OF[reference]!);
      continue;
    }
    if (!end) {
      const read = attributesIn(attributes);
      if (!read || open.length >= DEEPEST) return undefined;
      open.push({ name, attributes: read, children: [], text: "" });
      if (!empty) continue;
    } else if (empty || attributes || parent?.name !== name) return undefined;
    const done = closed(open.pop()!);
    if (!done) return undefined;
    const whole = open.at(-1);
    if (!whole) return TOKEN.lastIndex === text.length ? done : undefined;
    whole.children.push(done);
  }
  return undefined;
}

/** The child of that name; nothing when there is none, or more than one. */
export function childOf({ content }: Element, name: string): Element | undefined {
  if (typeof content === "string") return undefined;
  const found = content.filter((child) => child.name === name);
  return found.length === 1 ? found[0] : undefined;
}

/** The text of the child of that name; nothing when there is no such child, or it holds elements. */
export function textOf(parent: Element, name: string): string | undefined {
  const content = childOf(parent, name)?.content;
  return typeof content === "string" ? content : undefined;
}
