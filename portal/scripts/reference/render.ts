import {
  astFromValue,
  type GraphQLArgument,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  print,
} from "graphql";
import { exampleOf } from "./example.ts";
import {
  anchorOf,
  isEnvelope,
  type Page,
  type Plan,
  type RootField,
  type RootKind,
  subject,
} from "./plan.ts";
import { directive, type Published } from "./published.ts";
import { type Locale, SUBGRAPHS, WORDS } from "./words.ts";

type Member = GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument | GraphQLEnumValue;

const html = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const prose = (text: string) =>
  html(text)
    .replace(/\s+/g, " ")
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .trim();
const chip = (kind: string, label: string, value: string) =>
  `<span class="chip chip--${kind}"><span class="chip__label">${html(label)}</span> ${value}</span>`;

/** Writes the pages of one language. */
export class Renderer {
  readonly #published: Published;
  readonly #plan: Plan;
  readonly #locale: Locale;

  constructor(published: Published, plan: Plan, locale: Locale) {
    this.#published = published;
    this.#plan = plan;
    this.#locale = locale;
  }

  get #words() {
    return WORDS[this.#locale];
  }

  /** The description in the page's language; an element not yet translated shows its Chinese, marked as such. */
  say(name: string, description: string | null | undefined): string {
    const chinese = prose(description ?? "");
    if (this.#locale === "zh-CN") return chinese;
    const english = this.#published.english[name];
    return english ? prose(english) : chinese && `<span lang="zh-CN">${chinese}</span>`;
  }

  page(page: Page): string {
    const { object } = page;
    const title = object ? object.name : this.#words.shared;
    const short = object ? shortName(this.#published, object, this.#locale) : "";
    const front = [
      "---",
      `title: ${title}`,
      `sidebar_label: ${JSON.stringify([title, short].filter(Boolean).join(" "))}`,
      "format: md",
      "pagination_prev: null",
      "pagination_next: null",
      ...(object ? [] : ["sidebar_position: 99"]),
      "---",
    ];
    const lead = object ? this.say(object.name, object.description) : html(this.#words.sharedIntro);
    const body = [
      front.join("\n"),
      `<p class="lead">${lead}</p>`,
      ...(object && isObjectType(object)
        ? [
            this.#typeChips(object),
            `## ${this.#words.fields} <!-- #fields -->`,
            this.#members(object.name, Object.values(object.getFields())),
          ]
        : []),
      ...this.#operations(page.operations, "Query", this.#words.queries),
      ...this.#operations(page.operations, "Mutation", this.#words.mutations),
      ...this.#operations(page.operations, "Subscription", this.#words.subscriptions),
      ...(page.related.length > 0 && object ? [`## ${this.#words.related} <!-- #related -->`] : []),
      ...page.related.map((type) => this.#section(type, object ? "###" : "##")),
    ];
    return `${body.filter(Boolean).join("\n\n")}\n`;
  }

  #typeChips(type: GraphQLNamedType): string {
    const chips = this.#chips(type);
    return chips && `<p class="chips">${chips}</p>`;
  }

  #operations(all: RootField[], root: RootKind, heading: string): string[] {
    const fields = all.filter((field) => field.root === root);
    if (fields.length === 0) return [];
    return [
      `## ${heading} <!-- #${root.toLowerCase()} -->`,
      ...fields.map((field) => this.#operation(field)),
    ];
  }

  #operation(field: RootField): string {
    const { document, variables } = exampleOf(field);
    const name = `${field.root}.${field.name}`;
    const query = new URLSearchParams({ query: document, variables: JSON.stringify(variables, null, 2) });
    return [
      `### ${field.name} <!-- #${field.root.toLowerCase()}-${field.name} -->`,
      `<p>${this.say(name, field.description)}</p>`,
      `<p class="chips">${this.#chips(field)}${chip("type", this.#words.returns, this.#type(field.type))}</p>`,
      field.args.length > 0
        ? `<p class="caption">${this.#words.arguments}</p>\n\n${this.#members(name, field.args)}`
        : "",
      `\`\`\`graphql title="${this.#words.example}"\n${document}\n\`\`\``,
      Object.keys(variables).length > 0
        ? `\`\`\`json title="${this.#words.variables}"\n${JSON.stringify(variables, null, 2)}\n\`\`\``
        : "",
      field.root === "Query"
        ? `[${this.#words.explorer}](/explorer?${query.toString().replaceAll("(", "%28").replaceAll(")", "%29")})`
        : "",
    ]
      .filter(Boolean)
      .join("\n\n");
  }

  #section(type: GraphQLNamedType, level: string): string {
    const members = isEnumType(type)
      ? type.getValues()
      : isObjectType(type) || isInputObjectType(type)
        ? Object.values(type.getFields())
        : [];
    const kind = isEnumType(type)
      ? this.#words.enum
      : isScalarType(type)
        ? this.#words.scalar
        : isInputObjectType(type)
          ? this.#words.input
          : this.#words.object;
    return [
      `${level} ${type.name} <!-- #${anchorOf(type)} -->`,
      `<p><span class="kind">${kind}</span> ${this.say(type.name, type.description)}</p>`,
      this.#typeChips(type),
      members.length > 0 ? this.#members(type.name, members) : "",
    ]
      .filter(Boolean)
      .join("\n\n");
  }

  #members(owner: string, members: readonly Member[]): string {
    const separator = owner.includes(".") ? ["(", ")"] : [".", ""];
    const rows = members.map((member) => {
      const said = this.say(`${owner}${separator[0]}${member.name}${separator[1]}`, member.description);
      const type = "type" in member ? ` <span class="member__type">${this.#type(member.type)}</span>` : "";
      const chips = this.#chips(member);
      const args =
        "args" in member && member.args.length > 0
          ? this.#members(`${owner}.${member.name}`, member.args)
          : "";
      return `<div class="member"><div class="member__head"><code class="member__name">${member.name}</code>${type}${chips && ` <span class="member__chips">${chips}</span>`}</div>${said && `<div class="member__text">${said}</div>`}${args}</div>`;
    });
    return `<div class="members">${rows.join("")}</div>`;
  }

  #type(type: GraphQLType): string {
    const named = getNamedType(type);
    const target = isEnvelope(named) && isObjectType(named) ? subject({ type: named } as RootField) : named;
    const home = isSpecifiedScalarType(target) ? undefined : this.#plan.homeOf(target);
    const text = `<code>${html(String(type))}</code>`;
    return home ? `<a href="/docs/reference/${home}">${text}</a>` : text;
  }

  #chips(element: Member | GraphQLNamedType): string {
    const words = this.#words;
    const scopes = directive(element, "requiresScopes")?.scopes as string[][] | undefined;
    const chips = [
      scopes &&
        chip(
          "scope",
          words.scope,
          scopes
            .map((all) => all.map((one) => `<code>${html(one)}</code>`).join(" + "))
            .join(` ${words.or} `),
        ),
      given(directive(element, "class")?.level, (level) =>
        chip(`class-${level.toLowerCase()}`, words.class, level),
      ),
      given(directive(element, "mask")?.rule, (rule) =>
        chip("mask", words.mask, `<code>${html(rule)}</code>`),
      ),
      given(directive(element, "stepUp")?.acr, (acr) => chip("step-up", words.stepUp, html(acr))),
      given(directive(element, "cost")?.weight, (weight) => chip("cost", words.cost, html(weight))),
      given(directive(element, "listSize")?.assumedSize, (size) =>
        chip("list", words.list, `${words.upTo} ${html(size)}`),
      ),
      "defaultValue" in element && element.defaultValue !== undefined
        ? chip("default", words.optional, `<code>${html(defaultOf(element))}</code>`)
        : undefined,
      given("deprecationReason" in element ? element.deprecationReason : undefined, (why) =>
        chip("deprecated", words.deprecated, prose(why)),
      ),
    ];
    return chips.filter(Boolean).join(" ");
  }

  index(pages: readonly Page[]): string {
    const groups = [...new Set(pages.map((page) => page.subgraph))].filter(Boolean);
    const cards = groups.map((subgraph) => {
      const own = pages.filter((page) => page.subgraph === subgraph && page.object);
      const links = own.map(({ object, path }) => {
        const type = object as GraphQLNamedType;
        return `<a class="object-card" href="/docs/reference/${path}"><code>${type.name}</code><span>${this.say(type.name, type.description)}</span></a>`;
      });
      return `## ${subgraphName(subgraph, this.#locale)} <!-- #${subgraph} -->\n\n<div class="objects">${links.join("")}</div>`;
    });
    const shared = pages.some((page) => !page.object)
      ? `[${this.#words.shared}](/docs/reference/shared)`
      : "";
    return `${cards.join("\n\n")}\n\n${shared}\n`;
  }
}

/** The name of a subgraph for people. */
export function subgraphName(subgraph: string, locale: Locale): string {
  const names = SUBGRAPHS[subgraph];
  if (!names)
    throw new Error(`the subgraph ${subgraph} has no name for people; add it to reference/words.ts`);
  return names[locale];
}

/** The Chinese sidebar shows what the object is called in Chinese, when the description begins with it. */
function shortName({ english }: Published, type: GraphQLNamedType, locale: Locale): string {
  if (locale !== "zh-CN" || !(type.name in english)) return "";
  const [first = ""] = (type.description ?? "").split(/[。，；：（,.]/);
  return first.length <= 8 ? first : "";
}

const given = <T>(value: T | null | undefined, show: (text: string) => string) =>
  value === null || value === undefined ? undefined : show(String(value));

function defaultOf(element: GraphQLInputField | GraphQLArgument): string {
  const value = astFromValue(element.defaultValue, element.type);
  return value ? print(value) : "null";
}
