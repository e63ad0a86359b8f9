import { readFileSync } from "node:fs";
import Fastify from "fastify";

/** The yardstick: Fastify that sends one Buffer, or an empty 304, and does nothing else. Started as a process of its own. */
const body = readFileSync(process.argv[2] ?? "");
const app = Fastify({ logger: false });
app.get("/fixed", (_request, reply) => reply.header("content-type", "application/json; charset=utf-8").send(body));
app.get("/fixed-304", (_request, reply) => reply.code(304).header("etag", '"fixed"').send());
console.log(await app.listen({ host: "127.0.0.1", port: 0 }));
