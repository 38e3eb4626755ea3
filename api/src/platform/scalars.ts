import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from "graphql";
import { dateTime } from "./clock.ts";
import { docUrl, type Problem, problems } from "./refusal.ts";

export const refuse = problems({
  DATE_FORMAT: {
    zh: "日期须为 YYYY-MM-DD 且真实存在",
    en: "A date is YYYY-MM-DD and must exist.",
    actor: "APP",
  },
  DATE_TIME_FORMAT: {
    zh: "时间须为带时区的 RFC 3339 格式，例如 2026-11-23T12:00:00+08:00",
    en: "A time is RFC 3339 with an offset, for example 2026-11-23T12:00:00+08:00.",
    actor: "APP",
  },
  TEXT_EXPECTED: { zh: "此处须为字符串", en: "A string is expected here.", actor: "APP" },
});

/** A refused scalar: GraphQL shows it as an error with our code, before anything runs. */
export const scalarError = (problem: Problem) =>
  new GraphQLError(problem.message, {
    extensions: {
      code: problem.code,
      messageEn: problem.messageEn,
      actor: problem.actor,
      docUrl: docUrl(problem.code),
      retryable: problem.retryable,
    },
  });

/** `parseValue` and `parseLiteral` of a scalar that is a string on the wire, from one function that answers with a value or a problem. */
export function parsing<T>(parse: (text: string) => { value: T } | Problem) {
  const accept = (input: unknown): T => {
    if (typeof input !== "string") throw scalarError(refuse.TEXT_EXPECTED);
    const parsed = parse(input);
    if ("code" in parsed) throw scalarError(parsed);
    return parsed.value;
  };
  return {
    parseValue: accept,
    parseLiteral: (node: ValueNode) => accept(node.kind === Kind.STRING ? node.value : undefined),
  };
}

const exists = (day: string) => {
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
};

export const DateScalar = new GraphQLScalarType<string, string>({
  name: "Date",
  description: "日期 YYYY-MM-DD，按北京时间（UTC+8）的日历。",
  extensions: { en: "A calendar day YYYY-MM-DD in Asia/Shanghai (UTC+8)." },
  serialize: (value) => value as string,
  ...parsing((text) =>
    /^\d{4}-\d{2}-\d{2}$/.test(text) && exists(text) ? { value: text } : refuse.DATE_FORMAT,
  ),
});

export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  description: "时间，RFC 3339，北京时间，例如 2026-11-23T12:00:00+08:00。",
  extensions: { en: "An instant in RFC 3339 with +08:00, for example 2026-11-23T12:00:00+08:00." },
  serialize: (value) => dateTime(value as Date),
  ...parsing((text) => {
    const value = new Date(text);
    const shaped = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(text);
    return shaped && exists(text.slice(0, 10)) && !Number.isNaN(value.getTime())
      ? { value }
      : refuse.DATE_TIME_FORMAT;
  }),
});

const literal = (node: ValueNode, variables?: Record<string, unknown> | null): unknown => {
  switch (node.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.LIST:
      return node.values.map((value) => literal(value, variables));
    case Kind.OBJECT:
      return Object.fromEntries(
        node.fields.map((field) => [field.name.value, literal(field.value, variables)]),
      );
    case Kind.VARIABLE:
      return variables?.[node.name.value];
    default:
      return null;
  }
};

export const JSONScalar = new GraphQLScalarType({
  name: "JSON",
  description: "任意 JSON 值。",
  extensions: { en: "Any JSON value." },
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: literal,
});
