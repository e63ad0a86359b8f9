import { z } from "zod";
import { component, field } from "../field.js";
import { Connection } from "./connection.js";
import { pageOf } from "./page.js";

const SupportedFeature = z.object({
  featureType: z.enum(["Get"]),
  featureState: z.enum(["Release"]),
});
const DataTypeFeature = z.object({ dataType: z.string(), supportedFeatures: z.array(SupportedFeature) });

/** A platform whose data can be read. */
export const Integration = component(
  "Integration",
  "A platform whose data can be read.",
  z.object({
    key: field(z.string().length(4), "provider table", "Four-letter key of the platform.", "rkgp"),
    logoUrl: field(z.string(), "derived", "The name as an image, as a `data:` URL."),
    name: field(z.string(), "provider table", "Name of the platform.", "Maxio"),
    enabled: field(z.boolean(), "derived", "Whether connections to it can be made; always true.", true),
    sourceId: field(z.uuid(), "provider table", "Identifies the source."),
    sourceType: Connection.shape.sourceType,
    integrationId: field(z.uuid(), "provider table", "Identifies the integration."),
    isOfflineConnector: field(z.boolean(), "derived", "Always false: nothing is installed at the borrower's.", false),
    isBeta: field(z.boolean(), "derived", "Always false.", false),
    dataProvidedBy: field(z.string(), "provider table", "Who provides the data.", "Maxio"),
    datatypeFeatures: field(
      z.array(DataTypeFeature),
      "derived",
      "Codat's data types that can be read. Only these: Codat's SDKs refuse a key they do not know.",
    ),
    billingDatatypeFeatures: field(
      z.array(DataTypeFeature),
      "derived",
      "The billing data types that can be read, which Codat does not have.",
    ),
  }),
);
export type Integration = z.infer<typeof Integration>;

export const Integrations = pageOf("Integrations", Integration);

const Image = z.object({ image: z.object({ src: z.string(), alt: z.string() }) });

/** What a page that offers the platform can show. */
export const Branding = component(
  "Branding",
  "What a page that offers the platform can show.",
  z.object({ logo: z.object({ full: Image, square: Image }), sourceId: z.uuid() }),
);
export type Branding = z.infer<typeof Branding>;
