/** An answer of the look-alike, before it goes over the wire. */
export interface Answer {
  status: number;
  /** JSON when an object or array; text is sent as it is. */
  body: unknown;
  contentType?: string;
  headers?: Readonly<Record<string, string>>;
}

/** Thrown by handlers to refuse a request. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

/** 404 the way Maxio says it: a JSON content type and a body of one space. */
export const notFound: Answer = { status: 404, body: " " };

/** 401: plain text although JSON was asked for. */
export const accessDenied: Answer = { status: 401, body: "HTTP Basic: Access denied.\n" };

/** 422 with Maxio's usual list of messages. */
export function unprocessable(...messages: string[]): Refusal {
  return new Refusal({ status: 422, body: { errors: messages } });
}

const BIG = "\u0000big:";

/** An integer beyond 2^53 for a JSON body; `JSON.stringify` alone cannot write one. */
export function bigNumber(value: number | bigint): number | string {
  return typeof value === "bigint" ? `${BIG}${value}` : value;
}

export function toJson(body: unknown): string {
  const text = JSON.stringify(body);
  return text.includes("\\u0000big:") ? text.replace(/"\\u0000big:(\d+)"/g, "$1") : text;
}
