import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Where the script lies below the issuer. */
export const PASSKEY_SCRIPT = "/assets/passkey.js";

/**
 * The only script of these pages. It opens the browser's passkey dialogue with the options the form carries and posts
 * the answer as one more field. Until it runs, the button is disabled and the page says why.
 */
const OURS = `
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const { browserSupportsWebAuthn, startAuthentication, startRegistration } = SimpleWebAuthnBrowser;
  const button = form.querySelector("button[disabled]");
  const reason = form.querySelector("[data-reason]");
  if (!browserSupportsWebAuthn()) {
    reason.textContent = reason.dataset.unsupported;
    continue;
  }
  button.disabled = false;
  reason.textContent = "";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const start = form.dataset.passkey === "register" ? startRegistration : startAuthentication;
    button.disabled = true;
    try {
      form.elements.answer.value = JSON.stringify(await start({ optionsJSON: JSON.parse(form.dataset.options) }));
      form.submit();
    } catch {
      button.disabled = false;
      reason.textContent = reason.dataset.failed;
    }
  });
}
`;

let text: string | undefined;

/** @simplewebauthn/browser as its makers bundled it, and ours behind it. */
export function passkeyScript(): string {
  const main = createRequire(import.meta.url).resolve("@simplewebauthn/browser");
  text ??= `${readFileSync(join(main, "../../dist/bundle/index.umd.min.js"), "utf8")}\n(() => {${OURS}})();\n`;
  return text;
}
