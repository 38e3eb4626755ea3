import { verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { SignedXml } from "xml-crypto";
import { aKey, aWholeInvoice } from "./files.testing.ts";
import { INVOICE_NAMESPACE, invoiceXml } from "./invoice-xml.ts";
import { isGenuine, readSigned, signXml } from "./xml-signature.ts";

const key = aKey();
const remark = 'a & b <c> ]]> "q" \'\r\n第二行\t龘';
const root = invoiceXml(
  aWholeInvoice({ remark, specialDetails: { transport: { to: "上海", from: "杭州" } } }, 3),
  "sandbox",
);
const { xml, digest } = signXml(root, key);

/** `true` genuine, `false` forged, nothing when it has not the form of an original. */
function judged(text: string, keys = [key.publicJwk]): boolean | undefined {
  const document = readSigned(text, "Invoice", INVOICE_NAMESPACE);
  return document && isGenuine(document, keys);
}

/** What an implementation that has nothing in common with ours says. */
function judgedByLibrary(text: string): boolean {
  const checker = new SignedXml({
    publicCert: key.publicKey.export({ type: "spki", format: "pem" }),
    getCertFromKeyInfo: () => null,
  });
  checker.SignatureAlgorithms = {
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256": class {
      getAlgorithmName = () => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
      getSignature = () => "";
      verifySignature = (material: string, publicKey: unknown, value: string) =>
        verify(
          "sha256",
          Buffer.from(material),
          { key: publicKey as string, dsaEncoding: "ieee-p1363" },
          Buffer.from(value, "base64"),
        );
    },
  };
  checker.loadSignature(/<Signature .*<\/Signature>/s.exec(text)![0]);
  return checker.checkSignature(text);
}

const signature = /<Signature .*<\/Signature>/s.exec(xml)![0];
const body = xml.replace(signature, "");

describe("the signature of an original", () => {
  it("is genuine to us and to another implementation of XML Signature", () => {
    expect(judged(xml)).toBe(true);
    expect(judgedByLibrary(xml)).toBe(true);
    expect(readSigned(xml, "Invoice", INVOICE_NAMESPACE)).toMatchObject({ root, signature: { digest } });
  });

  it("is so for 2000 lines, which fit into a megabyte", () => {
    const long = invoiceXml(aWholeInvoice({}, 2000), "sandbox");
    const signed = signXml(long, key);
    const started = performance.now();
    expect(judged(signed.xml)).toBe(true);
    expect(performance.now() - started).toBeLessThan(1500);
    expect(Buffer.byteLength(signed.xml)).toBeLessThan(1_000_000);
  });

  it("survives other line ends, a byte order mark and a missing declaration", () => {
    expect(judged(`\ufeff${xml.replaceAll("\n", "\r\n")}`)).toBe(true);
    expect(judged(xml.replace(/^<\?xml.*\?>\n/, ""))).toBe(true);
  });

  it.each([
    ["a changed amount", xml.replace("<Total>113.00<", "<Total>913.00<")],
    ["a changed line", xml.replace("<No>2<", "<No>4<")],
    ["a line taken out", xml.replace(/<Line><No>2.*?<\/Line>/s, "")],
    ["a changed digest", xml.replace(digest, `${"A".repeat(43)}=`)],
    ["another digest with its content", xml.replace(/<DigestValue>.{4}/, "<DigestValue>AAAA")],
    ["another value", xml.replace(/<SignatureValue>.{8}/, "<SignatureValue>AAAAAAAA")],
    ["an unknown key", xml.replace(key.kid, "invoices-ffffffff")],
    [
      "the signature of another invoice",
      xml.replace(
        signature,
        /<Signature .*<\/Signature>/s.exec(signXml(invoiceXml(aWholeInvoice(), "sandbox"), key).xml)![0],
      ),
    ],
  ])("is false over %s", (_, text) => {
    expect(text).not.toBe(xml);
    expect(judged(text)).toBe(false);
  });

  it("is false under another key of the same name", () => {
    expect(judged(xml, [aKey().publicJwk])).toBe(false);
    expect(judged(signXml(root, aKey()).xml)).toBe(false);
  });

  const inner = /<Invoice .*<\/Invoice>/s.exec(xml)![0];
  const evil = body.replace("<Total>113.00<", "<Total>1.00<");
  it.each([
    ["no signature", body],
    ["two signatures", xml.replace(signature, signature + signature)],
    ["a wrapped original (XSW1)", xml.replace("</SignedInfo>", `</SignedInfo><Object>${inner}</Object>`)],
    [
      "an original beside the forged content (XSW2)",
      evil.replace("</Invoice>", `${inner}${signature}</Invoice>`),
    ],
    [
      "an original before the forged content (XSW3)",
      `<Invoice xmlns="${INVOICE_NAMESPACE}">${inner}${evil}</Invoice>`,
    ],
    [
      "a signature around its content",
      xml.replace(signature, signature.replace("</KeyInfo>", `</KeyInfo><Object>${inner}</Object>`)),
    ],
    [
      "a signature that is not the last child",
      xml.replace(signature, "").replace("<Environment>", `${signature}<Environment>`),
    ],
    ["a signature within a party", xml.replace(signature, "").replace("</Seller>", `${signature}</Seller>`)],
    [
      "a reference by id",
      xml.replace('<Reference URI="">', '<Reference URI="#a">').replace("<Invoice ", '<Invoice Id="a" '),
    ],
    ["two references", xml.replace(/(<Reference .*<\/Reference>)/s, "$1$1")],
    ["no transforms", xml.replace(/<Transforms>.*<\/Transforms>/s, "")],
    [
      "an XPath transform",
      xml.replace(
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
      ),
    ],
    [
      "inclusive canonicalisation",
      xml.replaceAll(
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
      ),
    ],
    ["canonicalisation with comments", xml.replaceAll("xml-exc-c14n#", "xml-exc-c14n#WithComments")],
    [
      "HMAC",
      xml.replace(
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
      ),
    ],
    [
      "SHA-1",
      xml.replace("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"),
    ],
    ["a key of its own", xml.replace("<KeyInfo>", "<KeyInfo><KeyValue>x</KeyValue>")],
    ["a comment in a value", xml.replace("<Total>113.00<", "<Total>1<!-- -->13.00<")],
    ["a comment after the root", `${xml}<!-- x -->`],
    ["CDATA", xml.replace("<Total>113.00<", "<Total><![CDATA[113.00]]><")],
    ["a processing instruction", xml.replace("<Seller>", "<?x y?><Seller>")],
    ["a document type", xml.replace("<Invoice ", "<!DOCTYPE Invoice []><Invoice ")],
    [
      "an external entity",
      xml
        .replace("<Invoice ", '<!DOCTYPE i [<!ENTITY x SYSTEM "file:///etc/passwd">]><Invoice ')
        .replace("113.00", "&x;"),
    ],
    [
      "a billion laughs",
      xml
        .replace("<Invoice ", '<!DOCTYPE i [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Invoice ')
        .replace("113.00", "&b;"),
    ],
    ["an unknown entity", xml.replace("<Total>113.00<", "<Total>&x;<")],
    ["a numeric character reference", xml.replace("<Total>113.00<", "<Total>&#49;13.00<")],
    ["a prefix", xml.replaceAll("<Total>", "<i:Total>").replaceAll("</Total>", "</i:Total>")],
    ["an attribute", xml.replace("<Total>", '<Total currency="CNY">')],
    ["another namespace within", xml.replace("<Total>", '<Total xmlns="urn:other">')],
    ["another root", xml.replace("<Invoice ", "<invoice ").replace("</Invoice>", "</invoice>")],
    ["white space between elements", xml.replace("<Seller>", "\n  <Seller>")],
    ["text beside elements", xml.replace("<Seller>", "x<Seller>")],
    ["a control character", xml.replace("<Total>", "<Total>\u0008")],
    ["an element left open", xml.replace("</Total>", "")],
    ["depth", `${"<a>".repeat(50_000)}${"</a>".repeat(50_000)}`],
    ["UTF-16", xml.replace("UTF-8", "UTF-16")],
    ["nothing", ""],
    ["something else", "<html></html>"],
  ])("is not looked for in %s", (_, text) => {
    expect(text).not.toBe(xml);
    expect(judged(text)).toBeUndefined();
  });
});

describe("the XML of an invoice", () => {
  it("says the same whatever became of the invoice since", () => {
    const whole = aWholeInvoice({ remark });
    const later = {
      ...whole.invoice,
      status: "FULLY_RED",
      redStatus: "FULL",
      usage: "DEDUCT",
      bookkept: true,
    };
    expect(invoiceXml({ ...whole, invoice: later as never }, "sandbox")).toEqual(
      invoiceXml(whole, "sandbox"),
    );
  });

  it("masks what a natural person shows to nobody, and prints an enterprise in full", () => {
    const person = {
      buyerName: "张三",
      buyerTin: "11010519491231002X",
      buyerIsPerson: true,
      buyerAddress: "浙江省杭州市西湖区文三路9号",
      buyerPhone: "13812345678",
      buyerBankAccount: "6222021234567890123",
    };
    const { xml: signed } = signXml(invoiceXml(aWholeInvoice(person), "sandbox"), key);
    expect(signed).toContain("<Tin>110***********002X</Tin>");
    for (const hidden of ["11010519491231002X", "13812345678", "文三路9号</Address></Buyer>"])
      expect(signed).not.toContain(hidden);
    expect(signed).toContain("<BankAccount>6222021234567890123</BankAccount></Seller>");
  });
});
