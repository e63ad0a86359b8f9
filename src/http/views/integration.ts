import { commerceProjections } from "../../commerce/index.js";
import { billingDataTypes } from "../../model/billing/index.js";
import type { Branding, Integration } from "../../model/platform/integration.js";
import type { Provider } from "../../providers/provider.js";

/** A provider as callers see it: what it can read follows from what it makes records of. */
export function integrationView(provider: Provider): Integration {
  const made = new Set(provider.derivations.flatMap(({ produces }) => produces));
  const commerce = commerceProjections.dataTypes.filter((type) =>
    commerceProjections.sourcesOf(type).some((source) => made.has(source)),
  );
  return {
    key: provider.key,
    logoUrl: wordmark(provider.name),
    name: provider.name,
    enabled: true,
    sourceId: provider.sourceId,
    sourceType: "Commerce",
    integrationId: provider.integrationId,
    isOfflineConnector: false,
    isBeta: false,
    dataProvidedBy: provider.name,
    datatypeFeatures: commerce.map(readable),
    billingDatatypeFeatures: billingDataTypes.filter((type) => made.has(type)).map(readable),
  };
}

export function brandingView({ name, sourceId }: Provider): Branding {
  const image = (text: string) => ({ image: { src: wordmark(text), alt: name } });
  return { logo: { full: image(name), square: image(name.slice(0, 1)) }, sourceId };
}

const readable = (dataType: string): Integration["datatypeFeatures"][number] => ({
  dataType,
  supportedFeatures: [{ featureType: "Get", featureState: "Release" }],
});

/** A name written out as an SVG image: the platforms' own logos are not ours to serve. */
function wordmark(text: string): string {
  const width = 16 + text.length * 14;
  const label = text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="32">` +
    `<text x="${width / 2}" y="22" text-anchor="middle" font-family="sans-serif" font-size="20">${label}</text></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}
