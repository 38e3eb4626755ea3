import { Shape, Show } from "../platform/model.ts";
import { UserError } from "../platform/payload.ts";

@Shape({
  zh: "访问说明：一个操作现在能否完整运行；不能时列出全部原因、由谁处理。不执行该操作。",
  en: "Whether an operation would run whole now, and if not every reason why and who must act. The operation is not executed.",
})
export class AccessExplanation {
  @Show(() => String, "文档的 SHA-256（十六进制）。", "The SHA-256 of the document, in hex.")
  hash!: string;

  @Show(() => String, "操作名称。", "The operation's name.", { nullable: true })
  operationName!: string | null;

  @Show(() => Boolean, "能否完整运行。", "Whether it would run, with no field refused.")
  allowed!: boolean;

  @Show(
    () => [String],
    "除公开信息外所需的权限；一个字段可由多种权限取得时列第一种。",
    "The scopes it needs beyond what is public; of a field that several scopes open, the first.",
    { max: 100 },
  )
  scopes!: string[];

  @Show(() => [UserError], "全部原因。", "Every reason.", { max: 100 })
  problems!: UserError[];
}
