import { buildSubgraphSchema } from "@apollo/subgraph";
import { printSchemaWithDirectives } from "@graphql-tools/utils";
import {
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  parse,
} from "graphql";
import { buildSchemaSync, type ClassType, createResolversMap, type NonEmptyArray } from "type-graphql";
import { refuse } from "./access.ts";
import { inspect } from "./build-checks.ts";
import { connectionResolvers } from "./connection.ts";
import type { Context } from "./context.ts";
import { PREAMBLE } from "./directives.ts";
import { compiled, type Execute } from "./execution.ts";
import { guarded } from "./guarded-execution.ts";
import { mask } from "./mask.ts";
import { type AttributeMeta, type Class, type ModelMeta, metaOf } from "./model.ts";
import type { Scope } from "./operation.ts";
import { owns } from "./owner.ts";
import { type Params, type Read, read } from "./read.ts";
import { Refusal } from "./refusal.ts";
import { unguarded } from "./row-policies.ts";
import { snake } from "./snake.ts";

/** What a subgraph is made of. */
export interface Subgraph {
  name: string;
  /** The classes with a table. */
  models: readonly ClassType<object>[];
  resolvers: NonEmptyArray<Class>;
  scopes: Record<string, Scope>;
}

/** A subgraph ready to answer. */
export interface BuiltSubgraph {
  name: string;
  sdl: string;
  schema: GraphQLSchema;
  scopes: Record<string, Scope>;
  execute: Execute<Context>;
}

type Resolvers = Record<string, Record<string, unknown>>;
type Row = Record<string, unknown>;

/** Builds the schema; throws, naming every one, for operations without a policy, confidential fields without a scope, lists without a bound and descriptions without English. */
export function buildSubgraph({ name, models, resolvers, scopes }: Subgraph): BuiltSubgraph {
  const noPubSub = { subscribe: () => never(), publish: () => never() };
  const base = buildSchemaSync({
    resolvers,
    // Entities can be reached from other subgraphs; what stands alone is there when an operation answers it.
    orphanedTypes: models.filter((model) => !metaOf(model).alone),
    skipCheck: true,
    validate: false,
    pubSub: noPubSub as never,
  });
  const faults = [...inspect(base), ...models.flatMap((model) => unguarded(metaOf(model)))];
  if (faults.length > 0) throw new Error(`subgraph ${name} does not build:\n  ${faults.join("\n  ")}`);

  const sdl = `${PREAMBLE}\n${printSchemaWithDirectives(base)}`;
  const map = createResolversMap(base) as Resolvers;
  for (const type of Object.values(base.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    const own = (map[type.name] ??= {});
    if (type.name.endsWith("Connection")) Object.assign(own, connectionResolvers);
    const model = models.find((candidate) => candidate.name === type.name);
    for (const field of Object.values(type.getFields())) {
      if (model) learnNeeds(metaOf(model), field);
      protect(own, field, model && metaOf(model));
    }
  }
  if (models.some((model) => isEntity(metaOf(model))))
    Object.assign((map.Query ??= {}), { _entities: entities(models) });
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: map as never }]);
  return { name, sdl, schema, scopes, execute: guarded(schema, compiled<Context>(schema)) };
}

const never = () => {
  throw new Error("subscriptions are fed by the environment's events");
};

type Resolve = (row: Row, args: Params, context: Context, info: GraphQLResolveInfo) => unknown;

/** What a computed field is computed from, so that a lean read selects it. */
function learnNeeds({ derived }: ModelMeta, { name, type, extensions }: GraphQLField<unknown, unknown>) {
  const { needs } = (extensions.attribute ?? {}) as Partial<AttributeMeta>;
  if (needs) derived.set(name, { needs, type: getNamedType(type).name });
}

/** Fields beyond the face are their owner's; masked fields leave masked. Both in the subgraph that holds them. */
function protect(
  own: Record<string, unknown>,
  field: GraphQLField<unknown, unknown>,
  meta: ModelMeta | undefined,
) {
  const attribute = field.extensions.attribute as AttributeMeta | undefined;
  const beyondFace = meta?.face && meta.owner && !meta.face.includes(field.name);
  if (!beyondFace && !attribute?.mask) return;
  const inner = (own[field.name] as Resolve | undefined) ?? ((row: Row) => row[field.name]);
  const rule = attribute?.mask;
  const owner = meta?.owner;
  own[field.name] = (row: Row, args: Params, context: Context, info: GraphQLResolveInfo) => {
    if (beyondFace && !owns(owner!, row, context.caller)) throw new Refusal([refuse.FORBIDDEN_SCOPE]);
    const value = inner(row, args, context, info);
    if (!rule) return value;
    const masked = (found: unknown) =>
      mask(rule, found, (text) => context.environment.database.pseudonym(context.caller, text));
    return value instanceof Promise ? value.then(masked) : masked(value);
  };
}

const isEntity = ({ partOf, alone }: ModelMeta) => !partOf && !alone;

/** `_entities`: one prepared statement per type, whatever the number of representations. */
function entities(models: readonly ClassType<object>[]) {
  const byKeys = new Map<string, { key: string; rows: Read<object, { ids: readonly string[] }> }>();
  for (const model of models) {
    const { key } = metaOf(model);
    if (isEntity(metaOf(model)))
      byKeys.set(model.name, {
        key,
        rows: read(model, "entities", `t.${snake(key)} = any(:ids)`, { lean: true }),
      });
  }
  return async (_: unknown, { representations }: { representations: Row[] }, context: Context) => {
    const wanted = Map.groupBy(representations, ({ __typename }) => __typename as string);
    const found = new Map<string, Map<unknown, Row>>();
    await Promise.all(
      [...wanted].map(async ([typename, group]) => {
        const reader = byKeys.get(typename);
        if (!reader) return;
        const ids = [...new Set(group.map((representation) => representation[reader.key] as string))];
        const rows = (await reader.rows(context, { ids })) as Row[];
        found.set(
          typename,
          new Map(rows.map((row) => [row[reader.key], Object.assign(row, { __typename: typename })])),
        );
      }),
    );
    return representations.map((representation) => {
      const typename = representation.__typename as string;
      const reader = byKeys.get(typename);
      return reader ? (found.get(typename)!.get(representation[reader.key]) ?? null) : representation;
    });
  };
}
