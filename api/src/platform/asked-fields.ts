import {
  type DocumentNode,
  type GraphQLSchema,
  isAbstractType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

/** The names of the fields that a document asks of each object type. */
export type AskedFields = ReadonlyMap<string, ReadonlySet<string>>;

/** What a document asks for, wherever in it: fragments and other operations count too, so it is never too little. */
export function askedFields(schema: GraphQLSchema, document: DocumentNode): AskedFields {
  const asked = new Map<string, Set<string>>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const parent = types.getParentType();
        if (!parent) return;
        for (const type of isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent]) {
          if (!asked.has(type.name)) asked.set(type.name, new Set());
          asked.get(type.name)!.add(name.value);
        }
      },
    }),
  );
  return asked;
}
