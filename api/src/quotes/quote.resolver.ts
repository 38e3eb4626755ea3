import { Arg, Ctx, Resolver } from "type-graphql";
import { refuse } from "../platform/access.ts";
import type { Context } from "../platform/context.ts";
import { userError } from "../platform/payload.ts";
import { quotingOf } from "../platform/quoting.ts";
import { Refusal } from "../platform/refusal.ts";
import { JSONScalar } from "../platform/scalars.ts";
import { Reads } from "./operations.ts";
import { Quote } from "./quote.ts";

const MOST_PROBLEMS = 100;

@Resolver(() => Quote)
export class QuoteResolver {
  @Reads(() => Quote, {
    zh: "询价：不执行操作，只计算它最多花费的点数，并列出不能运行的原因。",
    en: "Quotes an operation: what it costs at most and why it would not run, without running it.",
    scope: "public:read",
    cost: 5,
  })
  quote(
    @Ctx() { environment, caller }: Context,
    @Arg("document", () => String, { description: "GraphQL 文档。" }) document: string,
    @Arg("operationName", () => String, { nullable: true, description: "文档含多个操作时，指明其一。" })
    operationName?: string | null,
    @Arg("variables", () => JSONScalar, { nullable: true, description: "变量。" })
    variables?: Record<string, unknown> | null,
  ): Quote {
    const quoting = quotingOf(environment);
    if (!quoting) throw new Refusal([refuse.SERVICE_UNAVAILABLE]);
    const { problems, ...quoted } = quoting(
      { document, operationName: operationName ?? undefined, variables: variables ?? undefined },
      caller,
    );
    return Object.assign(new Quote(), {
      ...quoted,
      problems: problems.slice(0, MOST_PROBLEMS).map(userError),
    });
  }
}
