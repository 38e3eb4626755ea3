import { type ASTNode, type ConstDirectiveNode, valueFromASTUntyped } from "graphql";

interface Declared {
  astNode?: (ASTNode & { directives?: readonly ConstDirectiveNode[] | undefined }) | null | undefined;
  extensionASTNodes?:
    | readonly (ASTNode & { directives?: readonly ConstDirectiveNode[] | undefined })[]
    | null
    | undefined;
}

/** The arguments of a directive where the schema applies it, or nothing. Works without the directive's definition. */
export function appliedDirective(declared: Declared, name: string): Record<string, unknown> | undefined {
  for (const node of [declared.astNode, ...(declared.extensionASTNodes ?? [])]) {
    const applied = node?.directives?.find((directive) => directive.name.value === name);
    if (applied) {
      return Object.fromEntries(
        (applied.arguments ?? []).map((arg) => [arg.name.value, valueFromASTUntyped(arg.value)]),
      );
    }
  }
  return undefined;
}
