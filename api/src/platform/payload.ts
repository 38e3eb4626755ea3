import { Directive, Field, Int, ObjectType } from "type-graphql";
import { describeInEnglish } from "./model.ts";
import { docUrl, type Problem } from "./refusal.ts";
import { JSONScalar } from "./scalars.ts";

/** A business refusal, as data. */
@ObjectType({ description: "请求被拒绝的一个原因。", simpleResolvers: true })
@Directive("@shareable")
export class UserError {
  @Field(() => String, { description: "稳定的错误码，供程序判断。" })
  code!: string;

  @Field(() => String, { description: "中文说明。" })
  message!: string;

  @Field(() => String, { description: "英文说明。" })
  messageEn!: string;

  @Field(() => String, { description: "须由谁处理：APP 应用、TAXPAYER 纳税人、USER 操作人、PLATFORM 平台。" })
  actor!: string;

  @Field(() => String, { description: "说明页地址。" })
  docUrl!: string;

  @Field(() => [String], { nullable: true, description: "有问题的输入所在位置。" })
  @Directive("@listSize(assumedSize: 5)")
  path!: string[] | null;

  @Field(() => Boolean, { description: "原样重试是否可能成功。" })
  retryable!: boolean;

  @Field(() => Int, { nullable: true, description: "多少秒后可以重试。" })
  retryAfterSeconds!: number | null;

  @Field(() => JSONScalar, { nullable: true, description: "供程序使用的更多信息。" })
  details!: unknown;
}
for (const [field, en] of Object.entries({
  "": "One reason a request was refused.",
  ".code": "A stable code for programs.",
  ".message": "The reason in Chinese.",
  ".messageEn": "The reason in English.",
  ".actor": "Who must act: APP, TAXPAYER, USER or PLATFORM.",
  ".docUrl": "The page that explains it.",
  ".path": "Where in the input the problem lies.",
  ".retryable": "Whether the same request may succeed later.",
  ".retryAfterSeconds": "After how many seconds to try again.",
  ".details": "More for programs.",
}))
  describeInEnglish(`UserError${field}`, en);

export const userError = (problem: Problem): UserError => ({
  code: problem.code,
  message: problem.message,
  messageEn: problem.messageEn,
  actor: problem.actor,
  docUrl: docUrl(problem.code),
  path: problem.path ?? null,
  retryable: problem.retryable,
  retryAfterSeconds: problem.retryAfterSeconds ?? null,
  details: problem.details ?? null,
});

/** The type a mutation answers: what it made, or why it did not. */
export function Payload(mutation: string, noun: string, returns: () => unknown, max?: number) {
  const name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload`;

  @ObjectType(name, { description: "结果；被拒绝时为空并给出全部原因。", simpleResolvers: true })
  class MutationPayload {
    @Field(() => [UserError], { description: "被拒绝的全部原因；成功时为空列表。" })
    @Directive("@listSize(assumedSize: 5)")
    userErrors!: UserError[];
  }
  Field(returns as never, { nullable: true, description: "结果。" })(MutationPayload.prototype, noun);
  if (max) Directive(`@listSize(assumedSize: ${max})`)(MutationPayload.prototype, noun, {} as never);
  describeInEnglish(name, "The result, or every reason why there is none.");
  describeInEnglish(`${name}.${noun}`, "The result.");
  describeInEnglish(`${name}.userErrors`, "Every reason for a refusal; empty when done.");
  return MutationPayload;
}
