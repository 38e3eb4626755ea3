import { Int } from "type-graphql";
import { Shape, Show } from "../platform/model.ts";
import { DateTimeScalar } from "../platform/scalars.ts";

const C1 = { class: "C1" } as const;

/** One scope of a consent, as the consent page worded it. */
@Shape({ zh: "一项单独同意。", en: "A consent given with a tick of its own." })
export class SeparateConsentRecord {
  @Show(() => String, "授权范围。", "The scope.", C1)
  scope!: string;

  @Show(() => String, "所示文本的版本。", "The version of the text shown.", C1)
  textVersion!: string;

  @Show(() => String, "所示文本的 SHA-256。", "The SHA-256 of the text shown.", C1)
  textSha256!: string;
}

/** One scope in the words under which it was agreed to. */
@Shape({ zh: "授权中的一项权限，按授权页所示的说法。", en: "One scope of a consent, as the page worded it." })
export class ConsentItem {
  @Show(() => String, "授权范围。", "The scope.", C1)
  scope!: string;

  @Show(() => String, "中文说明。", "What it means, in Chinese.", C1)
  zh!: string;

  @Show(() => String, "英文说明。", "What it means, in English.", C1)
  en!: string;

  @Show(() => String, "数据类别，C0–C4。", "The data class, C0 to C4.", C1)
  class!: string;
}

/** One field that the consent names. */
@Shape({ zh: "授权中的一个字段。", en: "One field that a consent names." })
export class ConsentField {
  @Show(() => String, "字段坐标，例如 Invoice.total。", "The field, for example Invoice.total.", C1)
  coordinate!: string;

  @Show(() => String, "中文说明。", "What it means, in Chinese.", C1)
  zh!: string;

  @Show(() => String, "英文说明。", "What it means, in English.", C1)
  en!: string;

  @Show(() => String, "数据类别，C0–C4。", "The data class, C0 to C4.", C1)
  class!: string;
}

/** What an app said about deleting. */
@Shape({ zh: "应用的删除证明。", en: "An app's word that it deleted what it had obtained." })
export class DeletionAttestation {
  @Show(() => DateTimeScalar, "证明时间。", "When it was said.", C1)
  attestedAt!: Date;

  @Show(() => Int, "删除的数据条数。", "How many records were deleted.", C1)
  deletedItems!: number;
}
