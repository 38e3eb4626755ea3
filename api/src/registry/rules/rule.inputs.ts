import { ID } from "type-graphql";
import { IdempotencyKey, InputOf, Takes } from "../../platform/model.ts";
import { DateScalar, JSONScalar } from "../../platform/scalars.ts";

@InputOf({ zh: "发布一条全国规则。", en: "Publishes a national rule." })
export class PublishRuleInput {
  @Takes(() => String, "规则代码。", "The key of the rule.", { max: 80 })
  key!: string;

  @Takes(
    () => JSONScalar,
    '值，格式随规则而定，例如 "0.13"。',
    'The value, in the form of the rule, for example "0.13".',
  )
  value!: unknown;

  @Takes(() => DateScalar, "有效期起。", "The first day it holds.")
  validFrom!: string;

  @Takes(
    () => DateScalar,
    "有效期止（含当日）；长期有效的不填。",
    "The last day it holds; absent when open.",
    {
      nullable: true,
    },
  )
  validTo?: string | null;

  @Takes(() => String, "依据的文件名称和文号。", "The law or notice it rests on.", { max: 200 })
  sourceDoc!: string;

  @Takes(() => String, "条款。", "The article.", { nullable: true, max: 100 })
  sourceArticle?: string | null;

  @Takes(() => Boolean, "是否对过去的更正。缺省为否。", "Whether it corrects the past. No by default.", {
    nullable: true,
  })
  correction?: boolean | null;

  @Takes(() => String, "更正的理由，10 至 200 字。", "Why, for a correction, 10 to 200 characters.", {
    nullable: true,
    max: 200,
  })
  reason?: string | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({
  zh: "省级税务机关提出本省规定。须有法律依据和终止日。",
  en: "A province asks for a rule of its own, with its legal basis and its end.",
})
export class ProposeRuleOverrideInput {
  @Takes(() => String, "规则代码。", "The key of the rule.", { max: 80 })
  key!: string;

  @Takes(() => JSONScalar, "本省的值。", "The province's value.")
  value!: unknown;

  @Takes(() => DateScalar, "有效期起。", "The first day it shall hold.")
  validFrom!: string;

  @Takes(() => DateScalar, "有效期止（含当日）。", "The last day it shall hold.")
  validTo!: string;

  @Takes(() => String, "法律依据：文件名称和文号。", "The legal basis: law or notice.", { max: 200 })
  sourceDoc!: string;

  @Takes(() => String, "法律依据：条款。", "The legal basis: article.", { max: 100 })
  sourceArticle!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "决定一项本省规定的提议。", en: "Decides on a province's proposal." })
export class DecideRuleOverrideInput {
  @Takes(() => ID, "提议。", "The proposal.")
  proposalId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "终止一个规则版本。", en: "Ends a version of a rule." })
export class EndRuleInput {
  @Takes(() => ID, "规则版本。", "The version.")
  ruleVersionId!: string;

  @Takes(() => DateScalar, "最后有效日，不早于今天。", "The last day it holds, not before today.")
  validTo!: string;

  @Takes(() => String, "理由和依据，10 至 200 字。", "Why, and on what ground, 10 to 200 characters.", {
    max: 200,
  })
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}
