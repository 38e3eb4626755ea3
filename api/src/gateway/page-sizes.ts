import { listSizeOf } from "@open-tax/sdk/manifest/cost-directives";
import {
  type ASTNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { refuse } from "../platform/access.ts";
import { at, type Problem } from "../platform/refusal.ts";

export const MAX_PAGE = 100;

/** A page size that a request gives by variable. */
interface AskedByVariable {
  variable: string;
  argument: string;
}

/** The page sizes of a document: what is wrong with the written ones, and which variables give the others. */
export interface PageSizes {
  problems: Problem[];
  errors: GraphQLError[];
  variables: AskedByVariable[];
}

const ALWAYS = ["first", "last"];

/** Finds `first`, `last` and every other slicing argument of `@listSize`, once per document. */
export function pageSizes(schema: GraphQLSchema, document: DocumentNode): PageSizes {
  const found: PageSizes = { problems: [], errors: [], variables: [] };
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field(node) {
        const field = info.getFieldDef();
        const size = field && listSizeOf(field);
        if (!field || !size?.requireOneSlicingArgument || size.slicingArguments.length === 0) return;
        const given =
          node.arguments?.filter(
            ({ name, value }) => size.slicingArguments.includes(name.value) && value.kind !== Kind.NULL,
          ) ?? [];
        const count =
          given.length || size.slicingArguments.filter((name) => defaultOf(field, name) !== undefined).length;
        if (count !== 1) found.errors.push(mustSlice(node, field.name, size.slicingArguments));
      },
      Argument(node) {
        const field = info.getFieldDef();
        const name = node.name.value;
        if (
          !field ||
          info.getDirective() ||
          !(ALWAYS.includes(name) || listSizeOf(field)?.slicingArguments.includes(name))
        )
          return;
        if (node.value.kind === Kind.VARIABLE)
          found.variables.push({ variable: node.value.name.value, argument: name });
        if (node.value.kind === Kind.INT && Number(node.value.value) > MAX_PAGE)
          found.problems.push(tooLarge(name, Number(node.value.value)));
      },
    }),
  );
  return found;
}

/** The pages that this request's variables ask for and may not. */
export const pageProblems = ({ variables: asked }: PageSizes, values: Record<string, unknown>): Problem[] =>
  asked.flatMap(({ variable, argument }) => {
    const size = values[variable];
    return typeof size === "number" && size > MAX_PAGE ? [tooLarge(argument, size)] : [];
  });

const tooLarge = (argument: string, found: number): Problem =>
  at(refuse.PAGE_TOO_LARGE, [argument], { found, max: MAX_PAGE });

const defaultOf = (field: GraphQLField<unknown, unknown>, name: string): unknown =>
  field.args.find((argument) => argument.name === name)?.defaultValue;

const mustSlice = (node: ASTNode, field: string, names: readonly string[]) =>
  new GraphQLError(
    `Field "${field}" must be given exactly one of the arguments ${names.map((name) => `"${name}"`).join(", ")}.`,
    { nodes: node },
  );
