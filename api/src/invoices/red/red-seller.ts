import type { Context } from "../../platform/context.ts";
import type { Problem } from "../../platform/refusal.ts";
import { riskAllowsIssuing } from "../issuing/issue.rules.ts";

/** A seller at high risk neither issues nor confirms. */
export async function sellerMayAct(
  { environment }: Context,
  sellerId: string,
): Promise<(Problem | undefined | false)[]> {
  const { rows } = await environment.database.reader.query<{ level: "RED" | "YELLOW" | "GREEN" }>({
    name: "red:seller-risk",
    text: "select level from seller_risk where taxpayer_id = $1",
    values: [sellerId],
  });
  return [riskAllowsIssuing(rows[0]?.level ?? "GREEN")];
}
