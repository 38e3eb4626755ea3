import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MaskRule, mask } from "./mask.ts";

describe("a masked value", () => {
  it.each<[MaskRule, string, string]>([
    ["NAME", "张三", "张*"],
    ["NAME", "李小明", "李**"],
    ["NAME", "欧阳修", "欧阳*"],
    ["NAME", "欧阳", "欧*"],
    ["ID_CARD", "11010519491231002X", "110***********002X"],
    ["PHONE", "13812345678", "138****5678"],
    ["BANK", "6222021234567890123", "***************0123"],
    ["EMAIL", "li@ex.cn", "l*@ex.cn"],
    ["ADDRESS", "浙江省杭州市西湖区文三路9号", "浙江省杭州市西湖区***"],
    ["ADDRESS", "文三路9号", "***"],
    ["PASSPORT", "E12345678", "E1*****78"],
    ["AMOUNT_BAND", "35120000", "10–100万"],
    ["AMOUNT_BAND", "0", "0"],
    ["AMOUNT_BAND", "999999", "<1万"],
    ["AMOUNT_BAND", "1000000", "1–10万"],
    ["AMOUNT_BAND", "1000000000", "≥1000万"],
    ["AMOUNT_BAND", "999999999", "100–1000万"],
    ["AMOUNT_BAND", "-35120000", "−10–100万"],
    ["NAME", "王", "*"],
    ["NAME", "𠮷田", "𠮷*"],
    ["NAME", "诸葛孔明", "诸葛**"],
    ["NAME", "Li Na", "L****"],
    ["NAME", "", ""],
    ["EMAIL", "a@b@ex.cn", "a**@ex.cn"],
    ["EMAIL", "x@ex.cn", "*@ex.cn"],
    ["EMAIL", "no address", "**********"],
    ["ADDRESS", "内蒙古自治区阿拉善盟阿拉善左旗巴彦浩特镇1号", "内蒙古自治区阿拉善盟阿拉善左旗***"],
    ["ADDRESS", "浙江省金华市义乌市稠城街道1号", "浙江省金华市义乌市***"],
    ["ADDRESS", "广西壮族自治区南宁市青秀区民族大道1号", "广西壮族自治区南宁市青秀区***"],
    [
      "ADDRESS",
      "新疆维吾尔自治区伊犁哈萨克自治州伊宁市解放路1号",
      "新疆维吾尔自治区伊犁哈萨克自治州伊宁市***",
    ],
    ["ADDRESS", "", "***"],
    ["PASSPORT", "E123", "****"],
  ])("%s of %s is %s", (rule, value, shown) => expect(mask(rule, value)).toBe(shown));

  it("hides a value too short to keep anything of", () => {
    expect(mask("PHONE", "1234567")).toBe("*******");
    expect(mask("BANK", "0123")).toBe("****");
  });

  it("differs from app to app as a TOKEN, and is the same for one", () => {
    const of = (app: string) => (value: string) =>
      createHmac("sha256", app).update(value).digest("base64url");
    expect(mask("TOKEN", "1", of("a"))).toBe(mask("TOKEN", "1", of("a")));
    expect(mask("TOKEN", "1", of("a"))).not.toBe(mask("TOKEN", "1", of("b")));
    expect(() => mask("TOKEN", "1")).toThrow("there is none here");
  });

  it("stays nothing when it is nothing", () => expect(mask("NAME", null)).toBeNull());

  it("never shows more than the rule keeps", () => {
    const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 8, maxLength: 30 });
    fc.assert(fc.property(digits, (number) => mask("ID_CARD", number)!.replaceAll("*", "").length === 7));
  });
});
