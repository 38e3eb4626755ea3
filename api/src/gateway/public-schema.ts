import {
  type ASTNode,
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type NamedTypeNode,
  parse,
  print,
  type TypeNode,
  visit,
} from "graphql";

/** What an app developer may see of the graph. */
export interface PublicSchema {
  /** `schema/api.graphql`: with descriptions, scopes, costs and data classes; the same graph always gives the same text. */
  sdl: string;
  /** For validation and introspection: it knows nothing of inaccessible elements. */
  schema: GraphQLSchema;
}

/** Directives of the composed graph that concern the machine, not its users. */
const MACHINERY = new Set([
  "inaccessible",
  "tag",
  "link",
  "core",
  "interfaceObject",
  "context",
  "composeDirective",
]);
const isPartOfMachinery = (name: string) => /^(join|link|core)__/.test(name);
const isMachinery = (directive: string) => MACHINERY.has(directive) || isPartOfMachinery(directive);

/** The supergraph without joins, links and inaccessible elements, with the directives that say what a field costs and demands. */
export function publicSchema(supergraphSdl: string): PublicSchema {
  const document = withoutOrphanDirectiveTypes(
    withoutInaccessible(parse(supergraphSdl, { noLocation: true })),
  );
  const ordered: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: document.definitions.map(inOrder).sort(byKindAndName),
  };
  return { sdl: `${print(ordered)}\n`, schema: buildASTSchema(ordered, { assumeValidSDL: true }) };
}

interface Declared {
  name?: { value: string };
  directives?: readonly { name: { value: string } }[];
}
const nameOf = (node: ASTNode): string => (node as Declared).name?.value ?? "";
const isHidden = (node: ASTNode) =>
  ((node as Declared).directives ?? []).some(({ name }) => name.value === "inaccessible") ||
  isPartOfMachinery(nameOf(node));

function withoutInaccessible(document: DocumentNode): DocumentNode {
  const gone = new Set(document.definitions.filter(isHidden).map(nameOf));
  const named = (type: TypeNode): NamedTypeNode => (type.kind === Kind.NAMED_TYPE ? type : named(type.type));
  const hidden = (node: ASTNode) => (isHidden(node) ? null : undefined);
  const hiddenOrTyped = (node: ASTNode & { type: TypeNode }) =>
    isHidden(node) || gone.has(nameOf(named(node.type))) ? null : undefined;
  const remaining = (types: readonly NamedTypeNode[] | undefined) =>
    (types ?? []).filter((type) => !gone.has(nameOf(type)));
  return visit(document, {
    SchemaDefinition: () => null,
    SchemaExtension: () => null,
    DirectiveDefinition: (node) => (isMachinery(node.name.value) ? null : undefined),
    ScalarTypeDefinition: hidden,
    EnumTypeDefinition: hidden,
    EnumValueDefinition: hidden,
    InputObjectTypeDefinition: hidden,
    ObjectTypeDefinition: {
      enter: hidden,
      leave: (node) => ({ ...node, interfaces: remaining(node.interfaces) }),
    },
    InterfaceTypeDefinition: {
      enter: hidden,
      leave: (node) => ({ ...node, interfaces: remaining(node.interfaces) }),
    },
    UnionTypeDefinition: { enter: hidden, leave: (node) => ({ ...node, types: remaining(node.types) }) },
    FieldDefinition: hiddenOrTyped,
    InputValueDefinition: hiddenOrTyped,
    Directive: (node) => (isMachinery(node.name.value) ? null : undefined),
  });
}

/** `requiresScopes__Scope` and the like stay only while the directive they belong to is there. */
function withoutOrphanDirectiveTypes(document: DocumentNode): DocumentNode {
  const directives = new Set(
    document.definitions.filter((node) => node.kind === Kind.DIRECTIVE_DEFINITION).map(nameOf),
  );
  const stays = (node: DefinitionNode) => {
    const [feature, rest] = nameOf(node).split("__");
    return !rest || !feature || directives.has(feature);
  };
  return { ...document, definitions: document.definitions.filter(stays) };
}

const byName = (a: ASTNode, b: ASTNode) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0);

/** The directives of an element by name, the members of a union and the interfaces of a type too; fields keep their order. */
function inOrder(definition: DefinitionNode): DefinitionNode {
  return visit(definition, {
    leave(node) {
      let ordered: ASTNode = node;
      if ("directives" in node && node.directives?.length)
        ordered = { ...ordered, directives: [...node.directives].sort(byName) } as ASTNode;
      if (node.kind === Kind.UNION_TYPE_DEFINITION)
        ordered = { ...ordered, types: [...(node.types ?? [])].sort(byName) } as ASTNode;
      if ("interfaces" in node)
        ordered = { ...ordered, interfaces: [...(node.interfaces ?? [])].sort(byName) } as ASTNode;
      return ordered === node ? undefined : ordered;
    },
  });
}

const ROOTS = ["Query", "Mutation", "Subscription"];
const rank = (node: DefinitionNode) =>
  node.kind === Kind.DIRECTIVE_DEFINITION
    ? 0
    : ROOTS.includes(nameOf(node))
      ? 1 + ROOTS.indexOf(nameOf(node))
      : 9;
const byKindAndName = (a: DefinitionNode, b: DefinitionNode) => rank(a) - rank(b) || byName(a, b);
