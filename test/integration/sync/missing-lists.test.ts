import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Linked, link, startTestService, type TestService } from "../../helpers/service.js";

describe("a site that lacks a list records are joined with", () => {
  let service: TestService;
  let acorn: Linked;
  beforeAll(async () => {
    service = await startTestService();
    acorn = await link(service.api, service.upstream);
    service.upstream.misbehave({ path: /subscriptions_components/, kind: "status", status: 404 });
  });
  afterAll(() => service.stop());

  it("serves what there is and says what it was made without", async () => {
    const list = await service.api("GET", `${acorn.company}/subscriptions`);
    expect(list.status).toBe(200);
    expect(list.body.totalResults).toBeGreaterThan(0);
    const { body } = await service.api("GET", `${acorn.company}/dataStatus`);
    expect(body["billing-subscriptions"]).toMatchObject({
      currentStatus: "Complete",
      statusDescription: expect.stringContaining("Made without subscriptions_components"),
    });
  });
});
