// Holds the OpenAPI document against Spectral's recommended rules, without exceptions. (Its command line is not used:
// it has an install script.)
const { readFileSync } = require("node:fs");
const { Document, Spectral } = require("@stoplight/spectral-core");
const { Json } = require("@stoplight/spectral-parsers");
const { oas } = require("@stoplight/spectral-rulesets");

async function lint(path) {
  const spectral = new Spectral();
  spectral.setRuleset({ extends: [[oas, "recommended"]] });
  const problems = await spectral.run(new Document(readFileSync(path, "utf8"), Json, path));
  for (const { code, message, path: where } of problems) console.error(`${code}: ${message} (${where.join(".")})`);
  console.log(`Spectral: ${problems.length} problems in ${path}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

lint(process.argv[2]);
