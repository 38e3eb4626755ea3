import { Arg, Ctx, ID, Resolver } from "type-graphql";
import { refuse } from "../platform/access.ts";
import type { Context } from "../platform/context.ts";
import { explainingOf } from "../platform/explaining.ts";
import { userError } from "../platform/payload.ts";
import { Refusal } from "../platform/refusal.ts";
import { DateScalar, JSONScalar } from "../platform/scalars.ts";
import { AccessExplanation } from "./access-explanation.ts";
import { Reads } from "./operations.ts";

const MOST_PROBLEMS = 100;

@Resolver(() => AccessExplanation)
export class ExplainAccessResolver {
  @Reads(() => AccessExplanation, {
    zh: "为什么不行？调用之前说明一个操作会不会被拒绝、全部原因、由谁处理。未获授权的纳税人与不存在的纳税人回答相同。",
    en: "Why not? Says before the call whether an operation would be refused, every reason, and who must act. A taxpayer without a consent and one that does not exist are answered alike.",
    scope: "public:read",
    cost: 10,
  })
  async explainAccess(
    @Ctx() { environment, caller }: Context,
    @Arg("document", () => String, { description: "GraphQL 文档。" }) document: string,
    @Arg("operationName", () => String, { nullable: true, description: "文档含多个操作时，指明其一。" })
    operationName?: string | null,
    @Arg("variables", () => JSONScalar, { nullable: true, description: "变量。" })
    variables?: Record<string, unknown> | null,
    @Arg("taxpayerId", () => ID, { nullable: true, description: "为哪个纳税人；默认为令牌所属的纳税人。" })
    taxpayerId?: string | null,
    @Arg("periodFrom", () => DateScalar, { nullable: true, description: "涉及的最早税款所属日期。" })
    periodFrom?: string | null,
    @Arg("periodTo", () => DateScalar, { nullable: true, description: "涉及的最晚税款所属日期。" })
    periodTo?: string | null,
  ): Promise<AccessExplanation> {
    const explain = explainingOf(environment);
    if (!explain) throw new Refusal([refuse.SERVICE_UNAVAILABLE]);
    const { problems, ...explained } = await explain(
      {
        document,
        operationName: operationName ?? undefined,
        variables: variables ?? undefined,
        taxpayerId: taxpayerId ?? undefined,
        periodFrom: periodFrom ?? undefined,
        periodTo: periodTo ?? undefined,
      },
      caller,
    );
    return Object.assign(new AccessExplanation(), {
      ...explained,
      allowed: problems.length === 0,
      problems: problems.slice(0, MOST_PROBLEMS).map(userError),
    });
  }
}
