import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { newWebhookSecret, signatureHeaders } from "../../../src/lib/standard-webhooks.js";

test("the sample of the specification", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const headers = signatureHeaders(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330_999, '{"test": 2432232314}');
  expect(headers).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

test("the reference implementation agrees, and with no other body", () => {
  const secret = newWebhookSecret();
  const body = JSON.stringify({ name: "Zoë £ 👋" });
  const headers = signatureHeaders(secret, "event", Date.now(), body);
  const oracle = new Webhook(secret);
  expect(oracle.verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => oracle.verify(`${body} `, headers)).toThrow();
  expect(() => new Webhook(newWebhookSecret()).verify(body, headers)).toThrow();
});

test("secrets are long enough and never the same", () => {
  const secrets = Array.from({ length: 100 }, newWebhookSecret);
  expect(new Set(secrets).size).toBe(100);
  for (const secret of secrets) expect(Buffer.from(secret.slice(6), "base64").length).toBe(32);
});
