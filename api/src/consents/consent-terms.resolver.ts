import { Ctx, Resolver } from "type-graphql";
import type { Context } from "../platform/context.ts";
import { mask } from "../platform/mask.ts";
import { Derived } from "../platform/model.ts";
import { Parent } from "../platform/parent.ts";
import { DateTimeScalar } from "../platform/scalars.ts";
import { ConsentStatus } from "./consent.rules.ts";
import { Consent } from "./consent.ts";
import { ConsentField, ConsentItem, DeletionAttestation, SeparateConsentRecord } from "./consent-shapes.ts";
import { keptFields } from "./consented-fields.ts";
import { OWN_USE, PURPOSES } from "./purposes.ts";
import { Taxpayer } from "./taxpayer.ts";

const C1 = { class: "C1" } as const;
const OR_NOTHING = { ...C1, nullable: true } as const;

/** What a consent says, in words: the parties, the scopes and fields, the receipt, and what became of it. */
@Resolver(() => Consent)
export class ConsentTermsResolver {
  @Derived(() => Taxpayer, "给出授权的纳税人。", "The taxpayer who consented.")
  taxpayer(@Parent() { taxpayerId }: Consent): { id: string } {
    return { id: taxpayerId };
  }

  @Derived(() => String, "获得授权的应用名称。", "The app's name in Chinese.", OR_NOTHING)
  appName(@Parent() { parties }: Consent): string | null {
    return parties.app?.zh ?? null;
  }

  @Derived(() => String, "获得授权的应用英文名称。", "The app's name in English.", OR_NOTHING)
  appNameEn(@Parent() { parties }: Consent): string | null {
    return parties.app?.en ?? null;
  }

  @Derived(() => String, "应用的开发者名称。", "The vendor's name in Chinese.", OR_NOTHING)
  vendorName(@Parent() { parties }: Consent): string | null {
    return parties.vendor?.zh ?? null;
  }

  @Derived(() => String, "应用的开发者英文名称。", "The vendor's name in English.", OR_NOTHING)
  vendorNameEn(@Parent() { parties }: Consent): string | null {
    return parties.vendor?.en ?? null;
  }

  @Derived(() => String, "在授权页上操作的人（脱敏）。", "The person at the consent page, masked.", {
    ...OR_NOTHING,
    mask: "NAME",
  })
  grantedByName(@Parent() { parties }: Consent): string | null {
    return mask("NAME", parties.person?.name);
  }

  @Derived(() => [String], "授权范围。", "The scopes it gives.", { ...C1, max: 50 })
  scopes(@Parent() { scopes }: Consent): string[] {
    return scopes;
  }

  @Derived(
    () => [ConsentItem],
    "授权范围，按授权页所示的说法。",
    "The scopes in the words the page showed.",
    {
      ...C1,
      max: 50,
    },
  )
  items(@Parent() { items }: Consent): ConsentItem[] {
    return items;
  }

  @Derived(
    () => [ConsentField],
    "授权的字段；为空表示只按权限给出。",
    "The fields it names; absent when it goes by scopes alone.",
    { ...OR_NOTHING, max: 1000 },
  )
  async fields(
    @Parent() { fieldsHash }: Consent,
    @Ctx() { environment }: Context,
  ): Promise<ConsentField[] | null> {
    return (await keptFields(environment.database.reader, fieldsHash)) ?? null;
  }

  @Derived(() => String, "用途的中文名称。", "The purpose in Chinese words.", C1)
  purposeText(@Parent() { purposeCode }: Consent): string {
    return purposeCode === OWN_USE
      ? "本人使用平台门户"
      : (PURPOSES.find(({ code }) => code === purposeCode)?.zh ?? purposeCode);
  }

  @Derived(
    () => [SeparateConsentRecord],
    "逐项单独同意的敏感权限。",
    "The sensitive scopes agreed to one by one.",
    { ...C1, max: 50 },
  )
  separateConsents(@Parent() { separateConsents }: Consent): SeparateConsentRecord[] {
    return separateConsents;
  }

  @Derived(() => DateTimeScalar, "暂停时间；未暂停的为空。", "Since when it is suspended.", OR_NOTHING)
  suspendedAt(@Parent() { status, suspendedAt }: Consent): Date | null {
    return status === ConsentStatus.SUSPENDED ? suspendedAt : null;
  }

  @Derived(() => String, "暂停原因；未暂停的为空。", "Why it is suspended.", OR_NOTHING)
  suspendReason(@Parent() { status, suspendReason }: Consent): string | null {
    return status === ConsentStatus.SUSPENDED ? suspendReason : null;
  }

  @Derived(
    () => String,
    "授权回执（compact JWS，类型 consent-receipt+jwt），用平台公布的结果签名公钥验证。",
    "The receipt: a compact JWS of type consent-receipt+jwt, checked with the keys the platform publishes for results.",
    OR_NOTHING,
  )
  receipt(@Parent() { receipt }: Consent): string | null {
    return receipt;
  }

  @Derived(
    () => DeletionAttestation,
    "应用的删除证明；尚未证明的为空。",
    "The app's word that it deleted what it obtained; absent until it says so.",
    OR_NOTHING,
  )
  attestation(@Parent() { attestedAt, deletedItems }: Consent): DeletionAttestation | null {
    return attestedAt ? { attestedAt, deletedItems: deletedItems ?? 0 } : null;
  }
}
