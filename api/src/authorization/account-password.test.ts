import { expect, it } from "vitest";
import { passwordFaults } from "./account-password.ts";

const faults = (fresh: string, more: { again?: string; old?: string } = {}) =>
  passwordFaults({ login: "linxiaofeng", old: "old", fresh, again: fresh, ...more });

it.each(["correct horse battery", "今天下午我们去西湖边喝茶吧", "Xq7!vb2#Lm9z", "no capitals needed here"])(
  "takes %s",
  (password) => expect(faults(password)).toEqual([]),
);

it.each([
  ["short", "elevenchars"],
  ["short", "十一个汉字够不够用吗呢"],
  ["simple", "aaaaaaaaaaaa"],
  ["simple", "abcabcabcabc"],
  ["simple", "123456789012"],
  ["simple", "zyxwvutsrqpo"],
  ["simple", "Password12345"],
  ["login", "linxiaofeng2026"],
  ["login", "My LinXiaoFeng!"],
  ["long", "xy7 ".repeat(51).trim().slice(1) + "q".repeat(3)],
])("refuses what is %s: %s", (fault, password) => expect(faults(password)).toContain(fault));

it("says everything that is wrong at once", () => {
  expect(faults("111", { again: "112", old: "111" })).toEqual(["short", "simple", "same", "different"]);
});
