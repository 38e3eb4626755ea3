import {
  buildASTSchema,
  execute,
  getNamedType,
  isAbstractType,
  isEnumType,
  isObjectType,
  isScalarType,
  isTypeDefinitionNode,
  Kind,
  parse,
} from "graphql";
import { Authentication } from "../../dist/gateway/authentication.js";
import { metaOf, snake } from "../../dist/platform/model.js";
import { loadOne, read } from "../../dist/platform/read.js";
import { subgraphs as declared } from "../../dist/subgraphs.js";
import { caller, graphOf } from "../platform.mjs";
import { serve } from "./ours.mjs";

/** The platform's resolvers without federation: one schema, one execution, references followed by a loader. */
export async function unfederated({ environment }) {
  Authentication.prototype.authenticate = () => ({ caller });
  const { subgraphs, supergraphSdl } = graphOf();
  const schema = merged(subgraphs);
  const executor = {
    schema,
    prepare: (document, operationName) => ({ document, operationName }),
    execute: ({ document, operationName }, variableValues, contextValue) =>
      execute({ schema, document, operationName, variableValues, contextValue }),
  };
  return serve(environment, supergraphSdl, executor);
}

/** One schema with all types, and the resolvers of the subgraphs that have them. */
function merged(subgraphs) {
  const types = new Map();
  for (const { sdl } of subgraphs)
    for (const node of parse(sdl).definitions) {
      if (!isTypeDefinitionNode(node)) continue;
      const there = types.get(node.name.value);
      types.set(node.name.value, there ? united(there, node) : node);
    }
  const schema = buildASTSchema(
    { kind: Kind.DOCUMENT, definitions: [...types.values()] },
    { assumeValid: true, assumeValidSDL: true },
  );
  for (const { schema: from } of subgraphs)
    for (const type of Object.values(from.getTypeMap())) adopt(schema.getType(type.name), type);
  for (const { sdl, schema: from } of subgraphs) followReferences(schema, from, referencesOf(sdl));
  return schema;
}

function united(one, other) {
  if (!one.fields || !other.fields) return one;
  const names = new Set(one.fields.map(({ name }) => name.value));
  return { ...one, fields: [...one.fields, ...other.fields.filter(({ name }) => !names.has(name.value))] };
}

function adopt(into, from) {
  if (!into || from.name.startsWith("__")) return;
  if (isScalarType(from)) {
    const { serialize, parseValue, parseLiteral } = from;
    Object.assign(into, { serialize, parseValue, parseLiteral });
  } else if (isEnumType(from))
    Object.assign(into, { _values: from._values, _valueLookup: null, _nameLookup: from._nameLookup });
  else if (isAbstractType(from)) into.resolveType ??= from.resolveType;
  else if (isObjectType(from)) {
    into.isTypeOf ??= from.isTypeOf;
    for (const [name, { resolve }] of Object.entries(from.getFields())) {
      const field = into.getFields()[name];
      if (field) field.resolve ??= resolve;
    }
  }
}

/** The types that a subgraph knows only by their key. */
const referencesOf = (sdl) =>
  parse(sdl)
    .definitions.filter((node) => isReference(node))
    .map(({ name }) => name.value);

const isReference = ({ directives = [] }) =>
  directives.some(
    ({ name, arguments: given = [] }) =>
      name.value === "key" &&
      given.some((argument) => argument.name.value === "resolvable" && argument.value.value === false),
  );

/** Where a subgraph answers a key, the loader answers the row, by the statement that federation uses. */
function followReferences(schema, from, references) {
  const models = declared.flatMap((subgraph) => subgraph.models);
  const loaders = new Map();
  for (const name of references) {
    const model = models.find((candidate) => candidate.name === name);
    if (!model) continue;
    const { key } = metaOf(model);
    const rows = read(model, "entities", `t.${snake(key)} = any(:ids)`);
    loaders.set(name, (stub, context) => (stub?.[key] ? loadOne(context, rows, stub[key]) : null));
  }
  for (const type of Object.values(from.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const { name, type: answers, resolve } of Object.values(type.getFields())) {
      const load = loaders.get(getNamedType(answers).name);
      const field = schema.getType(type.name)?.getFields()[name];
      if (!load || !field || references.includes(type.name)) continue;
      field.resolve = async (source, args, context, info) => {
        const found = await (resolve ? resolve(source, args, context, info) : source[name]);
        return Array.isArray(found)
          ? Promise.all(found.map((stub) => load(stub, context)))
          : load(found, context);
      };
    }
  }
}
