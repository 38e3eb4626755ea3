import { expect, it } from "vitest";
import { inlineScripts } from "./after-build.ts";

it("hashes each inline script once, and neither files nor data", () => {
  const page = `<script src="/a.js" defer></script><script type="application/ld+json">{}</script><script>alert(1)</script>`;
  expect(inlineScripts([page, page])).toEqual(["sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI="]);
});

it("hashes a script with attributes by what it says", () => {
  expect(inlineScripts([`<script data-rh="true">alert(1)</script>`])).toEqual(
    inlineScripts(["<script>alert(1)</script>"]),
  );
});
