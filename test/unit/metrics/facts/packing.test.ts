import { describe, expect, it } from "vitest";
import { packCurrency, packId, unpackCurrency, unpackId } from "../../../../src/metrics/facts/packing.js";

describe("an id", () => {
  it.each(["1", "6200001", "999999999999999"])("%s is a number", (id) => {
    expect(packId(id)).toBe(Number(id));
  });

  it.each(["0", "007", "1e3", "-5", "1.0", "9999999999999999", "inv_1", "", " 1"])("%j stays a text", (id) => {
    expect(packId(id)).toBe(id);
  });

  it.each(["1", "0", "007", "9999999999999999", "sub-1", ""])("%j comes back as it was", (id) => {
    expect(unpackId(packId(id))).toBe(id);
  });

  it("that is absent is 0, and absent again", () => {
    expect(packId(undefined)).toBe(0);
    expect(unpackId(0)).toBeUndefined();
  });
});

describe("a currency", () => {
  it.each(["AAA", "AAB", "USD", "JPY", "XXX", "ZZZ"])("%s is a number and comes back", (code) => {
    expect(packCurrency(code)).toBeTypeOf("number");
    expect(unpackCurrency(packCurrency(code))).toBe(code);
  });

  it("is another number for every code", () => {
    const codes = ["USD", "USE", "EUR", "GBP", "JPY", "AUD", "CAD", "UST"];
    expect(new Set(codes.map(packCurrency)).size).toBe(codes.length);
  });

  it.each(["usd", "US", "USDT", "Ü€$", ""])("%j is none, and stays a text", (code) => {
    expect(packCurrency(code)).toBe(code);
    expect(unpackCurrency(packCurrency(code))).toBe(code);
  });
});
