import { expect, it } from "vitest";
import { hidden, plainAgent } from "./sign-in-device.ts";

const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
const DESK =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

it.each([
  ["203.0.113.77", "203.0.*.*"],
  ["2001:db8:1:2::3", "2001:db8:…"],
  ["", ""],
])("hides half of the address %s", (address, shown) => expect(hidden(address)).toBe(shown));

it.each([
  [DESK, "Chrome · Windows"],
  [PHONE, "Safari · iPhone"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox · Linux"],
  ["curl/8.5.0", ""],
])("calls %s by its name", (userAgent, name) => expect(plainAgent(userAgent)).toBe(name));
