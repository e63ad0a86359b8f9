import { describe, expect, test } from "vitest";
import { AppError, errors, UpstreamError, type UpstreamFailure } from "../../../src/errors.js";
import { errorBody, fromUpstream } from "../../../src/http/error-body.js";
import { finishDocument } from "../../../src/http/openapi-document.js";
import { ErrorMessage } from "../../../src/model/platform/error.js";

const correlationId = "0123456789abcdef0123456789abcdef";

describe("the error body", () => {
  test.each([
    errors.badRequest("no", [{ itemId: "x", message: "no", validatorName: "body" }]),
    errors.unauthorized(),
    errors.tooManyRequests(3),
    errors.internal(new Error("SECRET")),
    errors.datasetNotReady("wait", 5),
  ])("of $code is Codat's", (error) => {
    const body = errorBody(error, correlationId);
    expect(ErrorMessage.strict().parse(body)).toEqual(body);
    expect(body).toMatchObject({ statusCode: error.statusCode, correlationId, detailedErrorCode: 0 });
    expect(JSON.stringify(body)).not.toContain("SECRET");
  });
});

describe("what a failed source is to the caller", () => {
  test.each<[UpstreamFailure, number, string]>([
    ["unauthorized", 403, "False"],
    ["forbidden", 403, "False"],
    ["notFound", 404, "False"],
    ["blocked", 422, "False"],
    ["rejected", 422, "False"],
    ["throttled", 503, "True"],
    ["unavailable", 502, "True"],
    ["timeout", 504, "True"],
    ["badPayload", 502, "True"],
    ["circuitOpen", 503, "True"],
    ["aborted", 503, "True"],
  ])("%s is a %i", (kind, statusCode, canBeRetried) => {
    const shown = fromUpstream(new UpstreamError(kind, "why", { retryAfterSeconds: 7 }));
    expect(shown).toBeInstanceOf(AppError);
    expect(shown).toMatchObject({ statusCode, canBeRetried, message: "why", retryAfterSeconds: 7 });
  });
});

describe("the finished document", () => {
  const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const content = (name: string) => ({ "application/json": { schema: schema(name) } });
  const generated = {
    components: {
      schemas: {
        Thing: { properties: { part: schema("Part") } },
        ThingInput: {},
        Part: {},
        OnlyInput: { properties: { part: schema("Part") } },
        Unused: {},
        Problem: {},
      },
    },
    paths: {
      "/things": {
        post: {
          requestBody: { content: content("OnlyInput") },
          responses: {
            200: { description: "ok", content: content("Thing") },
            429: { description: "slow down", content: content("Problem") },
          },
        },
      },
    },
  };
  const finished = finishDocument(generated) as unknown as {
    components: Record<string, Record<string, { headers?: object }>>;
    paths: { "/things": { post: { requestBody: unknown; responses: Record<string, unknown> } } };
  };

  test("has the components that are used, under their short names", () => {
    expect(Object.keys(finished.components["schemas"] ?? {})).toEqual(["Only", "Part", "Problem", "Thing"]);
    expect(finished.paths["/things"].post.requestBody).toEqual({ content: content("Only") });
  });

  test("says errors once, with the headers they have", () => {
    expect(finished.paths["/things"].post.responses["429"]).toEqual({ $ref: "#/components/responses/Error429" });
    expect(Object.keys(finished.components["responses"]?.["Error429"]?.headers ?? {})).toEqual([
      "X-Correlation-Id",
      "X-Rate-Limit-Limit",
      "X-Rate-Limit-Remaining",
      "X-Rate-Limit-Reset",
      "Retry-After",
    ]);
  });

  test("leaves what it was made of as it was", () => {
    expect(Object.keys(generated.components.schemas)).toHaveLength(6);
  });
});
