/** The fewest characters a new password has. Nothing is demanded of their kind: NIST SP 800-63B-4, 3.1.1.2. */
const SHORTEST_PASSWORD = 12;
const LONGEST_PASSWORD = 200;

export type PasswordFault = "short" | "long" | "simple" | "login" | "different" | "same";

/** What everybody tries first, in small letters; longer ones that repeat or count are found by rule. */
const USUAL = [
  "password1234",
  "passw0rd1234",
  "admin1234567",
  "iloveyou1234",
  "qwertyuiop12",
  "1qaz2wsx3edc",
];

const repeats = (text: string) => /^(.{1,4})\1+.{0,3}$/su.test(text);

const counts = (text: string) => {
  const codes = [...text].map((character) => character.codePointAt(0)!);
  const steps = codes.slice(1).map((code, i) => code - codes[i]!);
  return steps.filter((step) => Math.abs(step) <= 1 || Math.abs(step) === 9).length > steps.length * 0.8;
};

/** Everything wrong with a new password. */
export function passwordFaults({
  login,
  old,
  fresh,
  again,
}: {
  login: string;
  old: string;
  fresh: string;
  again: string;
}): PasswordFault[] {
  const plain = fresh.normalize("NFC").toLowerCase();
  const length = [...plain].length;
  const faults: [PasswordFault, boolean][] = [
    ["short", length < SHORTEST_PASSWORD],
    ["long", length > LONGEST_PASSWORD],
    ["simple", repeats(plain) || counts(plain) || USUAL.some((usual) => plain.startsWith(usual))],
    ["login", login.length >= 4 && plain.includes(login.toLowerCase())],
    ["same", fresh === old],
    ["different", fresh !== again],
  ];
  return faults.filter(([, is]) => is).map(([fault]) => fault);
}
