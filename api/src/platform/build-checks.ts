import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { type AttributeMeta, describeInEnglish, englishOf } from "./model.ts";

/*
 * What must be true of a subgraph's schema before it may be served. Also gathers the English descriptions,
 * which the schema itself has no room for.
 */

const ROOTS = ["Query", "Mutation", "Subscription"];

/** Every fault, each one sentence. Empty when the schema may be served. */
export function inspect(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith("__")) return [];
    gather(type);
    if (isObjectType(type))
      return [...english(type), ...Object.values(type.getFields()).flatMap((field) => faultsOf(type, field))];
    if (isEnumType(type)) {
      const silent = type.getValues().filter(({ name }) => !englishOf(`${type.name}.${name}`));
      return [
        ...english(type),
        ...silent.map(({ name }) => `${type.name}.${name} has no English description`),
      ];
    }
    if (isInputObjectType(type))
      return Object.values(type.getFields())
        .filter(({ name }) => !englishOf(`${type.name}.${name}`))
        .map(({ name }) => `${type.name}.${name} has no English description`);
    return [];
  });
}

/** A type known here only by its key belongs to another subgraph, which describes it. */
const foreign = (type: GraphQLNamedType) =>
  Boolean(
    type.astNode?.directives?.some(({ arguments: args }) =>
      args?.some(({ name }) => name.value === "resolvable"),
    ),
  );

/** A type that `_entities` answers: whoever reaches the subgraph may ask for it by its key. */
const isEntity = (type: Parameters<typeof faultsOf>[0]) =>
  !foreign(type) && Boolean(type.astNode?.directives?.some(({ name }) => name.value === "key"));

function gather(type: GraphQLNamedType) {
  const en = type.extensions.en as string | undefined;
  if (en) describeInEnglish(type.name, en);
  if (!isObjectType(type) && !isInputObjectType(type)) return;
  for (const field of Object.values(type.getFields())) {
    const inEnglish = field.extensions.en as string | undefined;
    if (inEnglish) describeInEnglish(`${type.name}.${field.name}`, inEnglish);
  }
}

const english = (type: GraphQLNamedType) =>
  ROOTS.includes(type.name) || foreign(type) || englishOf(type.name)
    ? []
    : [`${type.name} has no English description`];

const carries = (field: GraphQLField<unknown, unknown>, directive: string) =>
  Boolean(field.astNode?.directives?.some(({ name }) => name.value === directive));

function faultsOf(
  type: GraphQLNamedType & { astNode?: { directives?: readonly { name: { value: string } }[] } | null },
  field: GraphQLField<unknown, unknown>,
): string[] {
  const name = `${type.name}.${field.name}`;
  const faults: string[] = [];
  if (!foreign(type) && !englishOf(name)) faults.push(`${name} has no English description`);
  if (ROOTS.includes(type.name)) faults.push(...operationFaults(type.name, name, field));
  const attribute = field.extensions.attribute as AttributeMeta | undefined;
  const confidential = attribute?.class === "C3" || attribute?.class === "C4";
  const typeHasScope = type.astNode?.directives?.some(
    (directive) => directive.name.value === "requiresScopes",
  );
  if (confidential && !attribute?.scope && !typeHasScope)
    faults.push(`${name} is ${attribute?.class} and needs a scope`);
  const known = attribute?.class === undefined || attribute.class === "C0" || confidential;
  if (isEntity(type) && !known && !attribute?.scope && !typeHasScope)
    faults.push(`${name} is ${attribute?.class} of an entity, which no operation guards, and needs a scope`);
  if (
    attribute?.class === "C4" &&
    isLeafType(getNamedType(field.type)) &&
    !attribute.mask &&
    !attribute.clear
  )
    faults.push(`${name} is C4 and needs a mask, or a reason to be shown in clear`);
  const bare = isNonNullType(field.type) ? field.type.ofType : field.type;
  const sizedByConnection = type.name.endsWith("Connection") && ["nodes", "edges"].includes(field.name);
  if (isListType(bare) && !sizedByConnection && !carries(field, "listSize"))
    faults.push(`${name} is a list without a bound`);
  return faults;
}

function operationFaults(root: string, name: string, field: GraphQLField<unknown, unknown>): string[] {
  const faults: string[] = [];
  if (!field.extensions.policy) faults.push(`${name} declares no policy; use @Reads, @Writes or @Watches`);
  if (root === "Mutation") {
    const input = field.args.find((arg) => arg.name === "input")?.type;
    const shape = input && isNonNullType(input) ? input.ofType : input;
    const key = isInputObjectType(shape) ? shape.getFields().idempotencyKey : undefined;
    if (!key || !isNonNullType(key.type)) faults.push(`${name} takes no input with an idempotencyKey`);
  }
  return faults;
}
