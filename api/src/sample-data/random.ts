/** A small seeded generator (sfc32): the same seed always tells the same story. Not for secrets. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0;
    this.#c = 0x6d2b79f5;
    for (let i = 0; i < 12; i++) this.next32();
  }

  /** 32 random bits, unsigned. */
  next32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }

  /** A whole number from 0 up to, not including, `below`. */
  int(below: number): number {
    return Math.floor((this.next32() / 0x1_0000_0000) * below);
  }

  /** A whole number from `from` to `to`, both possible. */
  between(from: number, to: number): number {
    return from + this.int(to - from + 1);
  }

  /** True so many times in a thousand. */
  perMille(share: number): boolean {
    return this.int(1000) < share;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(from.length)]!;
  }

  /** So many decimal digits. */
  digits(count: number): string {
    let text = "";
    while (text.length < count) text += String(this.int(1_000_000)).padStart(6, "0");
    return text.slice(0, count);
  }
}

/** Picks by weight in one step: `weighted([["a", 3], ["b", 1]])` answers `a` three times out of four. */
export function weighted<T>(choices: readonly (readonly [T, number])[]): (random: Random) => T {
  const table = choices.flatMap(([choice, weight]) => Array.from({ length: weight }, () => choice));
  return (random) => random.pick(table);
}
