import { buildSchema, type OperationDefinitionNode, parse } from "graphql";
import { expect, it } from "vitest";
import { isDeadlineLane } from "./lanes.ts";

const schema = buildSchema(/* GraphQL */ `
  directive @lane(name: String!) on FIELD_DEFINITION
  type Query { read: Int }
  type Mutation { file: Int @lane(name: "DEADLINE") pay: Int @lane(name: "DEADLINE") other: Int odd: Int @lane(name: "SLOW") }
`);

it.each([
  ["mutation { file }", true],
  ["mutation { file pay __typename }", true],
  ["mutation { ...Both } fragment Both on Mutation { file ... on Mutation { pay } }", true],
  ["mutation { file other }", false],
  ["mutation { odd }", false],
  ["mutation { __typename }", false],
  ["{ read }", false],
])("%s is in the deadline lane: %s", (text, expected) => {
  const document = parse(text);
  expect(isDeadlineLane(schema, document, document.definitions[0] as OperationDefinitionNode)).toBe(expected);
});
