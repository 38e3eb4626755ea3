import { type GraphQLField, type GraphQLNamedType, getNamedType, isObjectType, isScalarType } from "graphql";
import { fieldsOf, namedBy, type Published, publicTypes } from "./published.ts";

export type RootKind = "Query" | "Mutation" | "Subscription";
export type RootField = GraphQLField<unknown, unknown> & { root: RootKind };

/** One page: a business object with its operations and the types only it needs. */
export interface Page {
  subgraph: string;
  /** The business object, absent on the page of shared types. */
  object?: GraphQLNamedType;
  operations: RootField[];
  related: GraphQLNamedType[];
  /** Below `/docs/reference/`. */
  path: string;
}

export interface Plan {
  pages: Page[];
  /** Where a type is explained: path and, unless it is the page's own object, the anchor. */
  homeOf(type: GraphQLNamedType): string | undefined;
}

const kebab = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();

/** Envelopes are explained once in the guides; their content is what matters. */
export const isEnvelope = (type: GraphQLNamedType) => /(Connection|Edge|Payload)$/.test(type.name);

/** What an operation is about: the noun inside a list, a connection or a payload. */
export function subject(field: GraphQLField<unknown, unknown>): GraphQLNamedType {
  const type = getNamedType(field.type);
  if (!isObjectType(type) || !isEnvelope(type)) return type;
  const fields = type.getFields();
  const inner = fields.nodes ?? Object.values(fields).find((member) => member.name !== "userErrors");
  return inner ? getNamedType(inner.type) : type;
}

/** The types a type or an operation mentions, envelopes opened. */
function mentioned(from: GraphQLNamedType | RootField): GraphQLNamedType[] {
  const fields = "root" in from ? [from] : fieldsOf(from);
  return fields.flatMap(namedBy).flatMap((type) => [type, ...(isEnvelope(type) ? mentioned(type) : [])]);
}

/** Decides which pages there are: one for each object with an id or a query of its own, the rest beside its user. */
export function planPages(published: Published): Plan {
  const { schema, ownerOf } = published;
  const types = publicTypes(schema);
  const roots: RootField[] = (["Query", "Mutation", "Subscription"] as const).flatMap((root) => {
    const type = schema.getType(root);
    return isObjectType(type) ? Object.values(type.getFields()).map((field) => ({ ...field, root })) : [];
  });
  const asked = new Set(roots.map(subject));
  const pages: Page[] = types
    .filter((type) => isObjectType(type) && !isEnvelope(type) && ownerOf(type.name))
    .filter((type) => asked.has(type) || (isObjectType(type) && type.getFields().id))
    .map((object) => {
      const subgraph = ownerOf(object.name) as string;
      return { subgraph, object, operations: [], related: [], path: `${subgraph}/${kebab(object.name)}` };
    });
  const shared: Page = { subgraph: "", operations: [], related: [], path: "shared" };
  const pageOf = new Map<GraphQLNamedType, Page>(
    pages.map((page) => [page.object as GraphQLNamedType, page]),
  );

  for (const field of roots) {
    const page =
      pageOf.get(subject(field)) ??
      pages.find((one) => one.subgraph === ownerOf(`${field.root}.${field.name}`));
    (page ?? shared).operations.push(field);
  }
  for (const page of pages) {
    const queue: Array<GraphQLNamedType | RootField> = [page.object as GraphQLNamedType, ...page.operations];
    for (let next = queue.shift(); next; next = queue.shift()) {
      for (const type of mentioned(next)) {
        if (pageOf.has(type) || isEnvelope(type) || isScalarType(type)) continue;
        if (ownerOf(type.name) !== page.subgraph || isUsedElsewhere(type, page.subgraph, published)) continue;
        pageOf.set(type, page);
        page.related.push(type);
        queue.push(type);
      }
    }
  }
  shared.related = types.filter((type) => !pageOf.has(type) && !isEnvelope(type));
  for (const type of shared.related) pageOf.set(type, shared);

  return {
    pages: [...pages, shared].filter((page) => page.object || page.related.length > 0),
    homeOf: (type) => {
      const page = pageOf.get(type);
      if (!page) return undefined;
      return page.object === type ? page.path : `${page.path}#${kebab(type.name)}`;
    },
  };
}

/** True when objects or inputs of another subgraph mention the type as well. */
function isUsedElsewhere(type: GraphQLNamedType, subgraph: string, { schema, ownerOf }: Published): boolean {
  return publicTypes(schema).some(
    (user) =>
      !isEnvelope(user) && ownerOf(user.name) !== subgraph && user !== type && mentioned(user).includes(type),
  );
}

export const anchorOf = (type: GraphQLNamedType) => kebab(type.name);
