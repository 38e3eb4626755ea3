import { Entity, Enum, Filter, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import type { GraphQLScalarType } from "graphql";
import {
  type ClassType,
  Directive,
  Extensions,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
} from "type-graphql";
import { newId } from "./id.ts";
import type { MaskRule } from "./mask.ts";
import { CNY, CnyColumn, fen, Rate } from "./money.ts";
import { alternatives, type Owner, ownerFilter } from "./owner.ts";
import { rowPolicies } from "./row-policies.ts";
import { DateScalar, DateTimeScalar } from "./scalars.ts";
import { snake } from "./snake.ts";

/*
 * One class is the table, the GraphQL type and the data dictionary. Each attribute says in Chinese and in
 * English what it means; the sentence becomes the column's comment, the schema's description and the portal's
 * reference.
 */

/** C0 public · C1 ordinary · C2 internal to the relation · C3 confidential tax information · C4 sensitive personal information. */
export type DataClass = "C0" | "C1" | "C2" | "C3" | "C4";

type TypeOf = () => unknown;

/** The properties a computed field is computed from; for an object, by the fields of the object. */
export type Needs = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** Any class, whatever it is made from. */
export type Class = abstract new (...args: never[]) => object;

/** The bound of a field that answers a connection, for the cost of a query. */
export const PAGED = `@listSize(assumedSize: 20, slicingArguments: ["first"], sizedFields: ["nodes", "edges"], requireOneSlicingArgument: false)`;

export interface ShowOptions {
  nullable?: boolean;
  /** Default C0. A C3 or C4 field needs a scope, its own or its type's. */
  class?: DataClass;
  /** The scope the field needs beyond what its type needs. */
  scope?: string;
  mask?: MaskRule;
  /** Why a C4 value is shown without a mask, or where it is masked by hand. */
  clear?: string;
}

export interface ColumnOptions extends ShowOptions {
  index?: boolean;
  unique?: boolean;
  /** Part of the key of a record that is part of another. */
  primary?: boolean;
  /** The longest text allowed, in Unicode code points. */
  max?: number;
}

export interface AttributeMeta extends ColumnOptions {
  /** Of a computed field: what it is computed from. */
  needs?: Needs;
  property: string;
  type?: TypeOf;
  zh?: string;
  en?: string;
  stored: boolean;
  /** From the driver's value to the property's, where they differ. */
  decode?: (raw: string) => unknown;
}

interface ModelOptions {
  zh: string;
  en: string;
  /** Of the ids: `inv` makes `inv_0193…`. Absent where the key is a real-world code. */
  prefix?: string;
  /** The property that is the key; `id` by default. */
  key?: string;
  owner?: Owner;
  /** The property that names the record this one is part of. Such rows are reached only through it, and are no entity of the federation. */
  partOf?: string;
  /** No other subgraph points to it: it is no entity of the federation, and reached only through operations. */
  alone?: true;
  /** What anybody who reaches a row may read of it; the other fields are its owner's. Without it the whole row is its owner's. */
  face?: readonly string[];
  /** The scope every field of the type needs. */
  scope?: string;
  table?: string;
}

export interface ModelMeta extends ModelOptions {
  name: string;
  key: string;
  table: string;
  attributes: ReadonlyMap<string, AttributeMeta>;
  /** What each computed field is computed from, where it says so, and its type; known once the subgraph is built. */
  derived: Map<string, { needs: Needs; type: string }>;
}

const attributesOf = new WeakMap<object, Map<string, AttributeMeta>>();
const models = new WeakMap<object, ModelMeta>();
const english = new Map<string, string>();

/** What the kernel knows of a model; throws for a class that is none. */
export function metaOf(model: Class): ModelMeta {
  const meta = models.get(model);
  if (!meta) throw new Error(`${model.name} is no @Model`);
  return meta;
}
/** The class an object is of. */
export const classOf = (object: object) => object.constructor as Class;
export const isModel = (model: Class) => models.has(model);
export const attributes = (target: Class): ReadonlyMap<string, AttributeMeta> =>
  attributesOf.get(target.prototype) ?? new Map();

/** The English twin of descriptions that GraphQL can hold only once: `Type`, `Type.field`, `Enum.VALUE`, `Query.operation`. */
export const englishOf = (coordinate: string) => english.get(coordinate);
export const describeInEnglish = (coordinate: string, en: string) => void english.set(coordinate, en);
export const englishDescriptions = () =>
  Object.fromEntries([...english].sort(([a], [b]) => (a < b ? -1 : 1)));

function remember(target: object, meta: AttributeMeta) {
  if (!attributesOf.has(target)) attributesOf.set(target, new Map());
  attributesOf.get(target)!.set(meta.property, meta);
}

function show(target: object, key: string, meta: AttributeMeta) {
  Field(meta.type as never, { description: meta.zh, nullable: meta.nullable ?? false })(target, key);
  mark(target, key, meta);
}

/** The directives and the English of a field. */
function mark(target: object, key: string, meta: AttributeMeta) {
  Extensions({ en: meta.en, attribute: meta })(target, key, {} as never);
  if (meta.class && meta.class !== "C0") Directive(`@class(level: ${meta.class})`)(target, key, {} as never);
  if (meta.scope) Directive(`@requiresScopes(scopes: [["${meta.scope}"]])`)(target, key, {} as never);
  if (meta.mask) Directive(`@mask(rule: ${meta.mask})`)(target, key, {} as never);
}

type Decode = (raw: string) => unknown;

const attribute =
  (type: TypeOf, column: object, decode?: Decode) =>
  (zh: string, en: string, options: ColumnOptions = {}): PropertyDecorator =>
  (target, key) => {
    const meta: AttributeMeta = {
      property: String(key),
      type,
      zh,
      en,
      stored: true,
      ...(decode ? { decode } : {}),
      ...options,
    };
    remember(target, meta);
    show(target, String(key), meta);
    const { nullable, index, unique, primary } = options;
    const Stored = primary ? PrimaryKey : Property;
    Stored({
      ...column,
      nullable: nullable ?? false,
      ...(index ? { index } : {}),
      ...(unique ? { unique } : {}),
      comment: zh,
    })(target, String(key));
  };

export const Text = attribute(() => String, { type: "text" });
export const Count = attribute(() => Int, { type: "integer" });
export const Flag = attribute(() => Boolean, { type: "boolean" });
/** `YYYY-MM-DD`. */
export const Day = attribute(() => DateScalar, { type: "date" });
/** A `Date` in code. */
export const Moment = attribute(() => DateTimeScalar, { columnType: "timestamptz(3)", type: "datetime" });
/** Whole 分 as bigint in code. */
export const Amount = attribute(() => CNY, { type: CnyColumn }, fen);
/** A decimal string in code. */
export const RateOf = attribute(() => Rate, { type: "text", columnType: "numeric(9,6)" });
/** A decimal string in code: quantities and unit prices, up to 13 fraction digits. */
export const Decimal = attribute(
  () => String,
  { type: "text", columnType: "numeric(30,13)" },
  (raw) => (raw.includes(".") ? raw.replace(/\.?0+$/, "") : raw),
);

/** A column with a scalar of its own: `@Scalar(() => Uscc, "text", "…", "…")`. */
export const Scalar = (
  type: () => GraphQLScalarType,
  columnType: string,
  zh: string,
  en: string,
  options: ColumnOptions = {},
) => attribute(type, { type: "text", columnType })(zh, en, options);

export const Choice =
  (of: () => object, zh: string, en: string, options: ColumnOptions = {}): PropertyDecorator =>
  (target, key) => {
    const meta: AttributeMeta = { property: String(key), type: of, zh, en, stored: true, ...options };
    remember(target, meta);
    show(target, String(key), meta);
    const { nullable, index } = options;
    Enum({
      items: of as never,
      type: "text",
      nativeEnumName: undefined,
      nullable: nullable ?? false,
      ...(index ? { index } : {}),
      comment: zh,
    } as never)(target, String(key));
  };

/** Stored, but no part of the schema: foreign keys, secrets. */
export const Column =
  (columnType: string, options: ColumnOptions & { type?: string } = {}): PropertyDecorator =>
  (target, key) => {
    const {
      nullable,
      index,
      unique,
      primary,
      type = columnType === "jsonb"
        ? "json"
        : columnType.startsWith("timestamptz")
          ? "datetime"
          : columnType === "integer"
            ? "integer"
            : "text",
    } = options;
    remember(target, {
      property: String(key),
      stored: true,
      ...(nullable ? { nullable } : {}),
      ...(options.class ? { class: options.class } : {}),
    });
    const Stored = primary ? PrimaryKey : Property;
    Stored({
      type,
      columnType,
      nullable: nullable ?? false,
      ...(index ? { index } : {}),
      ...(unique ? { unique } : {}),
    })(target, String(key));
  };

/** The key: `<prefix>_<uuidv7>`, made when the record is made. */
export const Id = (): PropertyDecorator => (target, key) => {
  const meta: AttributeMeta = {
    property: String(key),
    type: () => ID,
    zh: "编号，不透明且永久不变。",
    en: "The id, opaque and stable for ever.",
    stored: true,
  };
  remember(target, meta);
  show(target, String(key), meta);
  PrimaryKey({
    type: "text",
    onCreate: (entity: object) => newId(metaOf(classOf(entity)).prefix ?? "x"),
  } as never)(target, String(key));
};

/** A key that is a real-world code, with its own scalar. */
export const KeyCode =
  (type: TypeOf, zh: string, en: string): PropertyDecorator =>
  (target, key) => {
    const meta: AttributeMeta = { property: String(key), type, zh, en, stored: true };
    remember(target, meta);
    show(target, String(key), meta);
    PrimaryKey({ type: "text" })(target, String(key));
  };

export const Model =
  (options: ModelOptions): ClassDecorator =>
  (target) => {
    const { zh, en, owner, partOf, alone, scope, key = "id", table = snake(target.name).slice(1) } = options;
    const known = attributes(target as unknown as Class);
    for (const { property } of owner ? alternatives(owner) : [])
      if (!known.has(property)) throw new Error(`${target.name}: owner column ${property} is no attribute`);
    models.set(target, { ...options, name: target.name, key, table, attributes: known, derived: new Map() });
    if (owner)
      Filter({
        name: "owner",
        default: true,
        cond: ((caller: object) => ownerFilter(owner, caller ?? {})) as never,
      })(target);
    if (!partOf && !alone) Directive(`@key(fields: "${key}")`)(target);
    if (scope) Directive(`@requiresScopes(scopes: [["${scope}"]])`)(target);
    Extensions({ en })(target as never);
    ObjectType({ description: zh, simpleResolvers: true })(target as never);
    Entity({ tableName: table, comment: zh, policies: rowPolicies({ table, owner, partOf }) })(
      target as never,
    );
  };

/** A GraphQL object without a table: a party on an invoice, the result of a verification. */
export const Shape =
  ({ zh, en, scope, name }: { zh: string; en: string; scope?: string; name?: string }): ClassDecorator =>
  (target) => {
    if (scope) Directive(`@requiresScopes(scopes: [["${scope}"]])`)(target);
    Extensions({ en })(target as never);
    ObjectType(name ?? target.name, { description: zh, simpleResolvers: true })(target as never);
  };

/** A field of a Shape. A list says its `max`. */
export const Show =
  (type: TypeOf, zh: string, en: string, options: ShowOptions & { max?: number } = {}): PropertyDecorator =>
  (target, key) => {
    const meta: AttributeMeta = { property: String(key), type, zh, en, stored: false, ...options };
    remember(target, meta);
    show(target, String(key), meta);
    if (options.max) Directive(`@listSize(assumedSize: ${options.max})`)(target, String(key), {} as never);
  };

/**
 * A field that is computed, on a method of a resolver class. A list says its `max`, a connection that it is `paged`.
 * `needs` are the properties of the record it is computed from; without it, asking for the field reads all of them.
 */
export const Derived =
  (
    type: TypeOf,
    zh: string,
    en: string,
    options: ShowOptions & { max?: number; cost?: number; paged?: true; needs?: Needs } = {},
  ): MethodDecorator =>
  (target, key, descriptor) => {
    FieldResolver(type as never, { description: zh, nullable: options.nullable ?? false })(
      target,
      key,
      descriptor,
    );
    const meta: AttributeMeta = { property: String(key), type, zh, en, stored: false, ...options };
    Extensions({ en, attribute: meta })(target, key, descriptor);
    if (meta.class && meta.class !== "C0") Directive(`@class(level: ${meta.class})`)(target, key, descriptor);
    if (meta.scope) Directive(`@requiresScopes(scopes: [["${meta.scope}"]])`)(target, key, descriptor);
    if (meta.mask) Directive(`@mask(rule: ${meta.mask})`)(target, key, descriptor);
    if (options.max) Directive(`@listSize(assumedSize: ${options.max})`)(target, key, descriptor);
    if (options.cost) Directive(`@cost(weight: ${options.cost})`)(target, key, descriptor);
    if (options.paged) Directive(PAGED)(target, key, descriptor);
  };

/** Registers a GraphQL enum with both languages, each value too. */
export function choice<E extends Record<string, string>>(
  of: E,
  {
    name,
    zh,
    en,
    values,
  }: { name: string; zh: string; en: string; values: { [V in keyof E]: readonly [zh: string, en: string] } },
): void {
  const valuesConfig = Object.fromEntries(
    Object.entries(values).map(([value, [description]]) => [value, { description }]),
  );
  registerEnumType(of, { name, description: zh, valuesConfig: valuesConfig as never });
  describeInEnglish(name, en);
  for (const [value, [, inEnglish]] of Object.entries(values))
    describeInEnglish(`${name}.${value}`, inEnglish);
}

/** An input made of some of a record's attributes, types and descriptions included, and of the idempotency key every write takes. */
export function Input<T extends object, K extends keyof T & string>(
  name: string,
  of: ClassType<T>,
  keys: readonly K[],
) {
  @InputType(name)
  class Picked {}
  for (const key of keys) {
    const meta = attributes(of).get(key);
    if (!meta?.type) throw new Error(`${name}: ${of.name}.${key} is no attribute`);
    TakesAs(Picked.prototype, key, meta);
  }
  IdempotencyKey()(Picked.prototype, "idempotencyKey");
  return Picked as ClassType<Pick<T, K> & { idempotencyKey: string }>;
}

function TakesAs(target: object, key: string, { type, zh, en, nullable, max }: AttributeMeta) {
  Field(type as never, { description: zh, nullable: nullable ?? false })(target, key);
  Extensions({ en, max })(target, key, {} as never);
  remember(target, {
    property: key,
    type,
    zh,
    en,
    stored: false,
    ...(nullable ? { nullable } : {}),
    ...(max ? { max } : {}),
  } as AttributeMeta);
}

/** A field of an input class that is written by hand (`@InputOf(...)`). */
export const Takes =
  (
    type: TypeOf,
    zh: string,
    en: string,
    options: { nullable?: boolean; max?: number } = {},
  ): PropertyDecorator =>
  (target, key) =>
    TakesAs(target, String(key), { property: String(key), type, zh, en, stored: false, ...options });

/** The key under which a write is done once, however often it is sent. */
export const IdempotencyKey = (): PropertyDecorator =>
  Takes(
    () => ID,
    "幂等键（UUID）：同一键重复提交只执行一次，并得到同一结果。",
    "The idempotency key (a UUID): however often it is sent, the write happens once and answers the same.",
  );

/** A class that is a GraphQL input; it has the fields of the class it extends, too. */
export const InputOf =
  ({ zh, en, name }: { zh: string; en: string; name?: string }): ClassDecorator =>
  (target) => {
    const type = name ?? target.name;
    InputType(type, { description: zh })(target as never);
    describeInEnglish(type, en);
    for (let from = target.prototype; from; from = Object.getPrototypeOf(from))
      for (const meta of attributesOf.get(from)?.values() ?? [])
        describeInEnglish(`${type}.${meta.property}`, meta.en ?? "");
  };

/** A type owned by another subgraph, known here only by its key: `Reference("Taxpayer")`. */
export function Reference(name: string, key = "id") {
  @Directive(`@key(fields: "${key}", resolvable: false)`)
  @ObjectType(name, { simpleResolvers: true })
  class Stub {
    [property: string]: unknown;
  }
  Field(() => (key === "id" ? ID : String))(Stub.prototype, key);
  return Stub;
}
