import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
} from "graphql";
import { appliedDirective } from "./applied-directive.ts";

/** Alternatives, each a set of scopes that belong together: `[["a", "b"], ["c"]]` is (a and b) or c. */
export type Alternatives = readonly (readonly string[])[];

const known = new WeakMap<GraphQLSchema, Map<string, Alternatives | undefined>>();

/**
 * What a caller must hold to select `field` on `parent`: the scopes of the field, of its parent and of the type it
 * answers with (object, interface, union, enum or scalar), together. A field selected on an interface demands as well
 * what each implementation demands, since the answer may come from any of them. Nothing means: open to everybody.
 */
export function requiredScopes(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  field: GraphQLField<unknown, unknown>,
): Alternatives | undefined {
  let fields = known.get(schema);
  if (!fields) known.set(schema, (fields = new Map()));
  const coordinate = `${parent.name}.${field.name}`;
  if (!fields.has(coordinate)) fields.set(coordinate, compute(schema, parent, field));
  return fields.get(coordinate);
}

function compute(schema: GraphQLSchema, parent: GraphQLCompositeType, field: GraphQLField<unknown, unknown>) {
  let needed = all(declared(parent), declared(field), declared(getNamedType(field.type) as GraphQLNamedType));
  if (isInterfaceType(parent)) {
    for (const type of schema.getPossibleTypes(parent)) {
      const implementation = type.getFields()[field.name];
      if (implementation) needed = all(needed, requiredScopes(schema, type, implementation));
    }
  }
  return needed;
}

const declared = (element: Parameters<typeof appliedDirective>[0]): Alternatives | undefined => {
  const scopes = appliedDirective(element, "requiresScopes")?.scopes as Alternatives | undefined;
  return scopes?.length ? scopes : undefined;
};

/** Both demands together: every pairing of their alternatives. */
function all(...demands: (Alternatives | undefined)[]): Alternatives | undefined {
  const present = demands.filter((demand) => demand !== undefined);
  if (present.length < 2) return present[0];
  const joined = present.reduce((left, right) =>
    left.flatMap((a) => right.map((b) => [...new Set([...a, ...b])].sort())),
  );
  return [...new Map(joined.map((scopes) => [scopes.join(" "), scopes])).values()];
}
