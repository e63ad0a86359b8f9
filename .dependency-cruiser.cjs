// Who may import whom. A rule names a folder and what it must never reach.
const forbid = (name, from, to, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from },
  to: { path: to },
});

/** Packages resolve to node_modules/<name>; every alternative is anchored so that "pg" does not match "pg-types". */
const pkg = (...names) => `node_modules/(${names.join("|")})/`;

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: { path: "^src" }, to: { circular: true } },
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-dev-dependencies-in-src",
      severity: "error",
      from: { path: "^src" },
      to: { dependencyTypes: ["npm-dev"] },
    },
    forbid("src-not-from-test", "^src", "^test", "the product never imports its tests"),
    forbid(
      "model-is-pure",
      "^src/(model/|errors\\.ts)",
      "^src/(?!model/|errors\\.ts)",
      "the model imports nothing else of ours",
    ),
    forbid("lib-knows-no-domain", "^src/lib/", "^src/(?!lib/|errors\\.ts)", "lib has no knowledge of the domain"),
    forbid("commerce-is-pure", "^src/commerce/", "^src/(?!commerce/|model/)", "projections import the model only"),
    forbid("metrics-are-pure", "^src/metrics/", "^src/(?!metrics/|model/)", "metrics import the model only"),
    forbid(
      "query-imports-model",
      "^src/query/",
      "^src/(?!query/|model/|errors\\.ts)",
      "the query language knows schemas, not tables",
    ),
    forbid(
      "provider-bounds",
      "^src/providers/",
      "^src/(db|http|sync|commerce|metrics|cache|query|sandbox)/",
      "a provider maps; it does not store or serve",
    ),
    forbid(
      "mappers-are-pure",
      "^src/providers/[^/]+/map/",
      "^src/(?!providers/[^/]+/(map|wire)/|model/)",
      "mappers do no I/O",
    ),
    forbid(
      "db-bounds",
      "^src/db/",
      "^src/(providers|http|sync|sandbox|metrics|commerce|cache)/",
      "the store knows records, not sources",
    ),
    forbid(
      "sync-knows-no-provider",
      "^src/sync/",
      "^src/(providers/(?!provider\\.ts)|http/|sandbox/)",
      "sync works through the provider interface",
    ),
    forbid(
      "webhooks-bounds",
      "^src/webhooks/",
      "^src/(http/(?!views/)|providers/(?!provider\\.ts)|sandbox/|metrics/|commerce/)",
      "webhooks tell of what is stored, in the words of the views",
    ),
    forbid("http-bounds", "^src/http/", "^src/providers/[^/]+/", "routes never see a named provider"),
    forbid("http-no-sql", "^src/http/", pkg("kysely", "undici", "pg", "libsql"), "routes speak to repositories"),
    forbid(
      "sandbox-stands-alone",
      "^src/sandbox/",
      "^src/(?!sandbox/|lib/)",
      "the sandbox is another company's server",
    ),
    forbid(
      "pure-has-no-io",
      "^src/(model|commerce|metrics|query)/",
      `^(node:)?(fs|net|http|https|crypto)$|${pkg("fastify", "kysely", "undici", "pg", "libsql")}`,
      "pure code does no I/O",
    ),
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
