import { Float, Int } from "type-graphql";
import { Shape, Show } from "../platform/model.ts";
import { UserError } from "../platform/payload.ts";

@Shape({
  zh: "报价：一个操作最多花费多少点数，以及它能否运行。不执行该操作。",
  en: "A quote: how many points an operation costs at most, and whether it would run. The operation is not executed.",
})
export class Quote {
  @Show(() => String, "文档的 SHA-256（十六进制）。", "The SHA-256 of the document, in hex.")
  hash!: string;

  @Show(() => String, "操作名称。", "The operation's name.", { nullable: true })
  operationName!: string | null;

  @Show(
    () => String,
    "操作类型：QUERY、MUTATION 或 SUBSCRIPTION；无法确定时为空。",
    "QUERY, MUTATION or SUBSCRIPTION; null when it is unclear.",
    { nullable: true },
  )
  kind!: string | null;

  @Show(
    () => Int,
    "按所给变量最多花费的点数，实际花费不会超过它；文档无法运行时为空。",
    "The most points it can cost with these variables, which what it really costs never exceeds; null when the document cannot run.",
    { nullable: true },
  )
  requested!: number | null;

  @Show(
    () => Int,
    "调用方每个操作最多可花费的点数。",
    "The most points one operation of this caller may cost.",
  )
  perOperation!: number;

  @Show(
    () => Int,
    "调用方现有点数（以最紧的额度计）。",
    "The points the caller has at present, in its tightest bucket.",
  )
  available!: number;

  @Show(() => Float, "每秒恢复的点数。", "The points that come back each second.")
  restoreRate!: number;

  @Show(
    () => Boolean,
    "该操作能否运行。无权查看的字段仍会返回空，原因见 problems。",
    "Whether the operation would run. Fields the caller may not see answer null all the same; problems says which.",
  )
  allowed!: boolean;

  @Show(
    () => [UserError],
    "不能运行或有字段为空的全部原因。",
    "Every reason why it would not run, or would answer null somewhere.",
    { max: 100 },
  )
  problems!: UserError[];
}
