import { CriticalityLevel, diff } from "@graphql-inspector/core";
import {
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";

/** How a deprecation says when the element goes: `@deprecated(reason: "2027-06-01: use total")`. */
const NOTICE = /^(\d{4}-\d{2}-\d{2}): \S/;

/**
 * What an app that relies on the released schema would lose in the new one, each one sentence. A removal that was
 * announced – deprecated in the released schema with a date that has come – is none.
 */
export async function breakingChanges(
  released: string,
  next: string,
  today = new Date().toISOString().slice(0, 10),
): Promise<string[]> {
  const before = buildSchema(released, { assumeValidSDL: true });
  const changes = await diff(before, buildSchema(next, { assumeValidSDL: true }));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .filter(({ path, type }) => !(type.endsWith("_REMOVED") && path && announced(before, path, today)))
    .map(({ message }) => message);
}

/** Whether the element at `Type.field` or `Enum.VALUE` was to go by now. */
function announced(schema: GraphQLSchema, path: string, today: string): boolean {
  const [typeName = "", member = ""] = path.split(".");
  const type = schema.getType(typeName);
  const element =
    isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
      ? type.getFields()[member]
      : isEnumType(type)
        ? type.getValue(member)
        : undefined;
  const date = NOTICE.exec(element?.deprecationReason ?? "")?.[1];
  return date !== undefined && date <= today;
}
