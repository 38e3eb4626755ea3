/** What every subgraph's schema begins with: the federation it speaks and the directives of our own. */
export const PREAMBLE = /* GraphQL */ `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@tag", "@requiresScopes", "@cost", "@listSize", "@composeDirective"])
  @link(url: "https://specs.open-tax.example/open-tax/v1.0", import: ["@class", "@mask", "@stepUp", "@lane"])
  @composeDirective(name: "@class")
  @composeDirective(name: "@mask")
  @composeDirective(name: "@stepUp")
  @composeDirective(name: "@lane")

"数据分级：C0 公开，C1 一般，C2 关系内部，C3 涉税秘密，C4 敏感个人信息。"
enum DataClass { C0 C1 C2 C3 C4 }

"脱敏规则。"
enum MaskRule { NAME ID_CARD PHONE BANK EMAIL ADDRESS PASSPORT AMOUNT_BAND TOKEN }

"此字段的数据分级，未注明者为 C0。"
directive @class(level: DataClass!) on FIELD_DEFINITION

"此字段按规则脱敏后给出。"
directive @mask(rule: MaskRule!) on FIELD_DEFINITION

"此操作须由本人以该级别再次确认。"
directive @stepUp(acr: String!) on FIELD_DEFINITION

"此操作在申报期最后几日优先受理（DEADLINE：申报、缴款）。"
directive @lane(name: String!) on FIELD_DEFINITION
`;
