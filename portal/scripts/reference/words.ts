/** The two languages of the site; the first is the default and sits at the root. */
export const LOCALES = ["zh-CN", "en"] as const;
export type Locale = (typeof LOCALES)[number];

/** Names of the subgraphs as people read them; a subgraph that is missing here does not build. */
export const SUBGRAPHS: Record<string, Record<Locale, string>> = {
  registry: { "zh-CN": "登记与代码", en: "Registry" },
  consents: { "zh-CN": "授权", en: "Consents" },
  invoices: { "zh-CN": "发票服务", en: "Invoices" },
  "app-square": { "zh-CN": "应用广场", en: "App square" },
  quotes: { "zh-CN": "询价与访问说明", en: "Quotes and why not" },
  collaboration: { "zh-CN": "社会协作", en: "Collaboration" },
  "tax-handling": { "zh-CN": "办税服务", en: "Tax handling" },
  information: { "zh-CN": "信息服务", en: "Information" },
  intelligence: { "zh-CN": "智能应用", en: "Intelligence" },
};

interface Words {
  arguments: string;
  class: string;
  cost: string;
  deprecated: string;
  enum: string;
  example: string;
  explorer: string;
  fields: string;
  index: string;
  input: string;
  list: string;
  mask: string;
  mutations: string;
  object: string;
  optional: string;
  or: string;
  queries: string;
  related: string;
  returns: string;
  scalar: string;
  scope: string;
  shared: string;
  sharedIntro: string;
  stepUp: string;
  subscriptions: string;
  upTo: string;
  variables: string;
}

export const WORDS: Record<Locale, Words> = {
  "zh-CN": {
    arguments: "参数",
    class: "数据分级",
    cost: "点数",
    deprecated: "已弃用",
    enum: "枚举",
    example: "示例",
    explorer: "在调试台打开",
    fields: "字段",
    index: "API 参考",
    input: "输入",
    list: "列表",
    mask: "脱敏规则",
    mutations: "变更",
    object: "对象",
    optional: "可不填，默认",
    or: "或",
    queries: "查询",
    related: "相关类型",
    returns: "返回",
    scalar: "标量",
    scope: "所需授权",
    shared: "公共类型",
    sharedIntro: "多个业务共用的标量、枚举、输入与对象。",
    stepUp: "须再次确认",
    subscriptions: "订阅",
    upTo: "最多",
    variables: "变量",
  },
  en: {
    arguments: "Arguments",
    class: "Data class",
    cost: "Points",
    deprecated: "Deprecated",
    enum: "Enum",
    example: "Example",
    explorer: "Open in the explorer",
    fields: "Fields",
    index: "API reference",
    input: "Input",
    list: "List",
    mask: "Mask",
    mutations: "Mutations",
    object: "Object",
    optional: "optional, default",
    or: "or",
    queries: "Queries",
    related: "Related types",
    returns: "Returns",
    scalar: "Scalar",
    scope: "Scope needed",
    shared: "Shared types",
    sharedIntro: "Scalars, enums, inputs and objects that several services use.",
    stepUp: "Step-up",
    subscriptions: "Subscriptions",
    upTo: "up to",
    variables: "Variables",
  },
};
