import { ID } from "type-graphql";
import { choice, Shape, Show } from "../platform/model.ts";

export enum AgentKind {
  APP = "APP",
  PERSON = "PERSON",
  AGENCY = "AGENCY",
  TAXPAYER = "TAXPAYER",
}
choice(AgentKind, {
  name: "AccessAgentKind",
  zh: "代理链上一方的种类。",
  en: "What a party of the agent chain is.",
  values: {
    APP: ["应用", "The app that called"],
    PERSON: ["经办的自然人", "The person behind the call"],
    AGENCY: ["涉税专业服务机构", "The tax agency the person works for"],
    TAXPAYER: ["被代理的纳税人", "The taxpayer on whose behalf it was"],
  },
});

/** One party of the chain of those who acted for one another, from the app to the taxpayer. */
@Shape({
  zh: "代理链上的一方：应用、自然人、机构、纳税人，依次代表后一方行事。",
  en: "A party of the agent chain: app, person, agency, taxpayer, each on behalf of the next.",
  name: "AccessAgent",
})
export class AccessAgent {
  @Show(() => AgentKind, "种类。", "The kind.", { class: "C1" })
  kind!: AgentKind;

  @Show(() => ID, "编号。", "The id.", { class: "C1" })
  id!: string;

  @Show(() => String, "名称；自然人不显示姓名。", "The name; none for a person.", {
    class: "C1",
    nullable: true,
  })
  name!: string | null;

  @Show(() => String, "自然人以何种身份办理。", "As what a person acted.", { class: "C1", nullable: true })
  role!: string | null;
}
