import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { digital, verificationBoard } from "./verification.testing.ts";

let v: Awaited<ReturnType<typeof verificationBoard>>;
beforeAll(async () => {
  v = await verificationBoard();
});
afterAll(() => v.board.close());

describe("the face", () => {
  const person = {
    buyerId: null,
    buyerName: "欧阳小明",
    buyerTin: "330106199003074517",
    buyerIsPerson: true,
    buyerAddress: "浙江省杭州市西湖区文三路9号",
    buyerPhone: "13812345678",
    buyerBankAccount: "6222021234567890123",
  };

  it("hides a person's name, phones and accounts from the public", async () => {
    const { face } = await v.publicly(digital(await v.stored(person)));
    expect(face).toMatchObject({
      total: "113.00",
      seller: {
        name: "样例制造（杭州）有限公司",
        tin: "91330106MA2DEM017U",
        phone: "057******1234",
        bankAccount: "***************0123",
      },
      buyer: {
        name: "欧阳**",
        tin: "330***********4517",
        address: "浙江省杭州市西湖区***",
        phone: "138****5678",
        bankAccount: "***************0123",
      },
    });
  });

  it("shows an app the names and the seller's data, but never a person's number", async () => {
    const { face } = await v.verify(digital(await v.stored(person)));
    expect(face).toMatchObject({
      seller: { phone: "0571-88001234", bankAccount: "6222021234567890123" },
      buyer: {
        name: "欧阳小明",
        tin: "330***********4517",
        address: "浙江省杭州市西湖区***",
        phone: "138****5678",
        bankAccount: "***************0123",
      },
    });
  });
});

describe("a request", () => {
  it.each([
    [{ number: "12345678", issuedOn: "2026-11-20", kind: "VAT_SPECIAL_PAPER" }, ["code", "amountEx"]],
    [
      { number: "26332000000012345678", issuedOn: "2026-11-20", kind: "DIGITAL_RAIL", totalIncl: "1.00" },
      ["amountEx"],
    ],
    [{ number: "26332000000012345678", issuedOn: "2026-11-20" }, ["totalIncl"]],
  ])("%j is told everything it lacks at once", async (input, lacking) => {
    const extensions = await v.codeOf(input);
    expect(extensions?.code).toBe("VERIFY_PARAM_REQUIRED");
    const problems = extensions?.problems as { code: string; path: string[] }[];
    expect(problems.map(({ path }) => path)).toEqual(lacking.map((name) => ["input", name]));
    expect(await v.countOf(input.number)).toEqual([]);
  });

  it.each([
    [{ number: "1234567", issuedOn: "2026-11-20", totalIncl: "1.00" }, "INVOICE_NUMBER_FORMAT"],
    [{ number: "27332000000012345678", issuedOn: "2026-11-20", totalIncl: "1.00" }, "INVOICE_NUMBER_FORMAT"],
    [{ number: "12345678", code: "123", issuedOn: "2026-11-20", amountEx: "1.00" }, "INVOICE_CODE_FORMAT"],
    [{ number: "26332000000012345678", issuedOn: "2026-02-30", totalIncl: "1.00" }, "DATE_FORMAT"],
    [{ number: "26332000000012345678", issuedOn: "2026-11-20", totalIncl: "1.0" }, "AMOUNT_SCALE"],
    [
      { number: "12345678", code: "033002600104", issuedOn: "2026-11-20", checkCode6: "12345" },
      "CHECK_CODE_FORMAT",
    ],
  ])("%j is refused with %s", async (input, code) => expect((await v.codeOf(input))?.code).toBe(code));
});
