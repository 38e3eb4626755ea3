import { TinScalar } from "../../identifiers/tin.ts";
import type { Context } from "../../platform/context.ts";
import { Shape, Show } from "../../platform/model.ts";
import { at, check } from "../../platform/refusal.ts";
import { enterprisesByName } from "../../registry/facts.ts";
import { uniformName } from "./buyer-header.rules.ts";
import { countPublicUse } from "./public-limit.ts";
import { prefixIsLong } from "./request.rules.ts";

/** The most headers a search answers with. */
export const MOST_HEADERS = 10;

@Shape({ zh: "企业的开票抬头。", en: "The header of an enterprise." })
export class HeaderSuggestion {
  @Show(() => String, "企业名称。", "The name of the enterprise.")
  name!: string;

  @Show(() => TinScalar, "纳税人识别号。", "Its tax number.")
  tin!: string;
}

/** Enterprises whose names begin so; no individuals, whose names and numbers are not public. */
export async function searchHeader(context: Context, prefix: string): Promise<HeaderSuggestion[]> {
  await countPublicUse(context, "header-search");
  const begin = uniformName(prefix);
  const problem = prefixIsLong(begin);
  check(problem && at(problem, ["prefix"]));
  return enterprisesByName(context.environment.database.reader, begin.slice(0, 200), MOST_HEADERS);
}
