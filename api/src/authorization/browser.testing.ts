/** A browser without scripts: it keeps cookies, follows redirects, fills in forms. */
export class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>();
  readonly #language: string | undefined;
  url = "";
  html = "";
  status = 0;
  headers = new Headers();

  constructor(language?: string) {
    this.#language = language;
  }

  /** Goes to an address and follows redirects until a page, or until it leaves `within`. */
  async visit(address: string, init: RequestInit = {}, within = new URL(address).origin): Promise<this> {
    let target = new URL(address);
    let request = init;
    for (let hops = 0; hops < 12; hops += 1) {
      const response = await fetch(target, {
        ...request,
        redirect: "manual",
        headers: {
          ...(request.headers as Record<string, string>),
          cookie: this.#cookiesFor(target),
          ...(this.#language ? { "accept-language": this.#language } : {}),
        },
      });
      this.#keep(response);
      this.url = target.href;
      this.status = response.status;
      this.headers = response.headers;
      const location = response.headers.get("location");
      if (!location) {
        this.html = await response.text();
        return this;
      }
      await response.body?.cancel();
      target = new URL(location, target);
      request = {};
      if (target.origin !== within) {
        this.url = target.href;
        this.html = "";
        return this;
      }
    }
    throw new Error("too many redirects");
  }

  /** Posts the page's form with these fields besides the hidden ones of its form number `form`. */
  submit(
    fields: [string, string][],
    { form = 0, headers = {} as Record<string, string> } = {},
  ): Promise<this> {
    const forms = [
      ...this.html.matchAll(/<form[^>]* method="post"[^>]*action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/g),
    ];
    const [, action, inner] = forms[form] ?? [];
    if (!action || inner === undefined)
      throw new Error(`the page has no form ${form}: ${this.html.slice(0, 400)}`);
    const body = new URLSearchParams(fields);
    for (const [, name, value] of inner.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g))
      body.append(name!, value!);
    const target = new URL(action, this.url);
    return this.visit(target.href, {
      method: "POST",
      body: body.toString(),
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        origin: target.origin,
        "sec-fetch-site": "same-origin",
        ...headers,
      },
    });
  }

  cookies(): ReadonlyMap<string, { value: string; path: string }> {
    return this.#cookies;
  }

  cookiesFor(address: string): string {
    return this.#cookiesFor(new URL(address));
  }

  #cookiesFor({ pathname }: URL): string {
    return [...this.#cookies]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name.split("\n")[0]}=${value}`)
      .join("; ");
  }

  #keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(/;\s*/);
      const at = pair.indexOf("=");
      const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? "/";
      const key = `${pair.slice(0, at)}\n${path}`;
      const value = pair.slice(at + 1);
      if (!value || attributes.some((attribute) => /^expires=Thu, 01 Jan 1970/i.test(attribute)))
        this.#cookies.delete(key);
      else this.#cookies.set(key, { value, path });
    }
  }
}
