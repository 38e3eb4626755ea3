import { appliedDirective } from "@open-tax/sdk/manifest/applied-directive";
import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from "graphql";

/**
 * Whether a consent that names its fields leaves this one out. Public fields (C0) need no consent; the keys by which
 * subgraphs meet are always theirs to ask for. A field selected on an interface may come from any of its types, so each
 * of them has to be consented to.
 */
export function isBeyondConsent(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  field: GraphQLField<unknown, unknown>,
  consented: ReadonlySet<string>,
): boolean {
  if (isPersonal(field) && !consented.has(`${parent.name}.${field.name}`) && !isKey(parent, field.name))
    return true;
  if (!isInterfaceType(parent)) return false;
  return schema.getPossibleTypes(parent).some((type) => {
    const own = type.getFields()[field.name];
    return own !== undefined && isBeyondConsent(schema, type, own, consented);
  });
}

const isPersonal = (field: GraphQLField<unknown, unknown>): boolean => {
  const level = appliedDirective(field, "class")?.level;
  return level !== undefined && level !== "C0";
};

const keys = new WeakMap<GraphQLCompositeType, ReadonlySet<string>>();

/** Only a subgraph's own schema names keys; what clients see has none. */
function isKey(type: GraphQLCompositeType, field: string): boolean {
  let known = keys.get(type);
  if (!known) keys.set(type, (known = keysOf(type)));
  return known.has(field);
}

function keysOf(type: GraphQLCompositeType): ReadonlySet<string> {
  if (!isObjectType(type) && !isInterfaceType(type)) return new Set();
  const nodes = [type.astNode, ...type.extensionASTNodes];
  const applied = nodes.flatMap((node) => node?.directives?.filter(({ name }) => name.value === "key") ?? []);
  const texts = applied.flatMap(({ arguments: given = [] }) =>
    given.flatMap(({ name, value }) =>
      name.value === "fields" && value.kind === "StringValue" ? [value.value] : [],
    ),
  );
  return new Set(texts.flatMap((text) => text.split(/[\s,{}]+/).filter(Boolean)));
}
