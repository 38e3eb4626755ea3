import { ID, Int } from "type-graphql";
import { choice, Shape, Show } from "../platform/model.ts";

/** How much one release may hold, so that anybody can read its sheet whole. */
export const LARGEST_SHEET = { operations: 250, fields: 600, scopes: 60 } as const;

export enum OperationKind {
  query = "query",
  mutation = "mutation",
  subscription = "subscription",
}
choice(OperationKind, {
  name: "OperationKind",
  zh: "操作的种类。",
  en: "The kind of an operation.",
  values: {
    query: ["查询", "Reads"],
    mutation: ["办理", "Changes something"],
    subscription: ["订阅", "Is told what happens"],
  },
});

@Shape({ zh: "应用执行的一个操作。", en: "One operation an app runs." })
export class SheetOperation {
  @Show(() => String, "操作名；匿名操作为空文本。", "Its name; empty for an operation without one.")
  name!: string;

  @Show(() => OperationKind, "种类。", "Its kind.")
  kind!: OperationKind;

  @Show(
    () => ID,
    "所在文档的 SHA-256（十六进制，按规范排版后的文本）。",
    "The SHA-256, in hex, of the document it stands in, as printed.",
  )
  hash!: string;

  @Show(() => Int, "最多消耗的点数。", "The points it costs at most.")
  cost!: number;

  @Show(() => [String], "用到的字段，例如 Invoice.total。", "The fields it touches, as Invoice.total.", {
    max: 1000,
  })
  fields!: string[];

  @Show(() => [String], "涉及的授权范围。", "The scopes its fields name.", { max: 100 })
  scopes!: string[];
}

@Shape({ zh: "应用读取或提交的一个字段。", en: "One field an app reads, or gives as input." })
export class SheetField {
  @Show(() => String, "字段，例如 Invoice.total。", "The field, as Invoice.total.")
  coordinate!: string;

  @Show(() => String, "数据分级（C0–C4）。", "The data class, C0 to C4.")
  class!: string;

  @Show(() => String, "脱敏规则；不脱敏的为空。", "The rule it is masked by, if any.", { nullable: true })
  mask?: string | null;

  @Show(() => String, "中文说明。", "What it is, in Chinese.")
  zh!: string;

  @Show(() => String, "英文说明。", "What it is, in English.")
  en!: string;

  @Show(() => [String], "用到它的操作。", "The operations that touch it.", { max: 1000 })
  operations!: string[];
}

@Shape({ zh: "应用需要的一个授权范围。", en: "One scope an app needs." })
export class SheetScope {
  @Show(() => String, "授权范围，例如 invoice:read。", "The scope, as invoice:read.")
  scope!: string;

  @Show(() => [String], "需要它的操作。", "The operations that need it.", { max: 1000 })
  operations!: string[];
}

@Shape({
  zh: "访问清单：由应用登记的查询文档和模式计算得出，应用在生产环境只能做这些。",
  en: "The access sheet, computed from an app's registered documents and the schema: in production the app can do this and no more.",
  name: "AccessSheet",
})
export class AccessSheetShape {
  @Show(() => [SheetOperation], "全部操作。", "Every operation.", { max: LARGEST_SHEET.operations })
  operations!: SheetOperation[];

  @Show(() => [SheetField], "全部字段。", "Every field.", { max: LARGEST_SHEET.fields })
  fields!: SheetField[];

  @Show(() => [SheetScope], "全部授权范围。", "Every scope.", { max: LARGEST_SHEET.scopes })
  scopes!: SheetScope[];

  @Show(() => Boolean, "是否会办理（写入）。", "Whether it changes anything.")
  writes!: boolean;

  @Show(() => String, "最高的数据分级。", "The highest data class among its fields.")
  highestClass!: string;

  @Show(() => Int, "最贵的操作最多消耗的点数。", "The points its dearest operation costs at most.")
  cost!: number;
}
