import { z } from "zod";
import { dataType, date, decimal, flag, id, integer, oneOf, shape, text, uuid } from "./parts.js";

const sourceType = oneOf("Accounting", "Banking", "BankFeed", "Commerce", "Expense", "Other", "Unknown");

export const connection = shape({
  id: uuid,
  integrationId: uuid,
  integrationKey: text.optional(),
  sourceId: uuid,
  sourceType,
  platformName: text,
  linkUrl: text,
  status: oneOf("PendingAuth", "Linked", "Unlinked", "Deauthorized"),
  lastSync: date.optional(),
  created: date,
  dataConnectionErrors: z
    .array(
      shape({
        statusCode: text.optional(),
        statusText: text.optional(),
        errorMessage: text.optional(),
        erroredOnUtc: date.optional(),
        status: oneOf("Active", "Resolved").optional(),
        resolvedOnUtc: date.optional(),
      }),
    )
    .optional(),
  connectionInfo: shape({}).optional(),
});

const relatedCompany = shape({
  id: uuid.optional(),
  name: text.optional(),
  description: text.optional(),
  links: shape({ portal: text.optional() }).optional(),
  tags: z.record(z.string(), text).optional(),
});

export const company = shape({
  id: uuid,
  name: text,
  description: text.optional(),
  redirect: text,
  lastSync: date.optional(),
  created: date.optional(),
  createdByUserName: text.optional(),
  products: z.array(text).optional(),
  tags: z.record(z.string(), text).optional(),
  referenceParentCompany: relatedCompany.optional(),
  referenceSubsidiaryCompanies: z.array(relatedCompany).optional(),
  dataConnections: z.array(connection).optional(),
});

const datasetStatus = oneOf(
  "Initial",
  "Queued",
  "Fetching",
  "MapQueued",
  "Mapping",
  "Complete",
  "FetchError",
  "MapError",
  "InternalError",
  "ProcessingQueued",
  "Processing",
  "ProcessingError",
  "ValidationQueued",
  "Validating",
  "ValidationError",
  "AuthError",
  "Cancelled",
  "NotSupported",
  "RateLimitError",
  "PermissionsError",
  "PrerequisiteNotMet",
);

const standing = {
  lastSuccessfulSync: date.optional(),
  currentStatus: datasetStatus,
  latestSyncId: uuid.optional(),
  latestSuccessfulSyncId: uuid.optional(),
};

/** By data type. What stands under Codat's keys the SDK checks; ours beside them it drops. */
export const dataStatus = z
  .object(Object.fromEntries(dataType.options.map((key) => [key, shape({ dataType, ...standing }).optional()])))
  .catchall(shape({ dataType: text, ...standing }));

export const pullOperation = shape({
  id: uuid,
  companyId: uuid,
  connectionId: uuid,
  dataType: text,
  status: datasetStatus,
  statusDescription: text.optional(),
  errorMessage: text.optional(),
  requested: date,
  completed: date.optional(),
  progress: integer,
  isCompleted: flag,
  isErrored: flag,
});

export const integration = shape({
  key: z.string().length(4),
  logoUrl: text,
  name: text,
  enabled: flag,
  sourceId: uuid.optional(),
  sourceType: sourceType.optional(),
  integrationId: uuid.optional(),
  isOfflineConnector: flag.optional(),
  isBeta: flag.optional(),
  dataProvidedBy: text.optional(),
  datatypeFeatures: z
    .array(
      shape({
        dataType: dataType.optional(),
        supportedFeatures: z.array(
          shape({
            featureType: oneOf(
              "Get",
              "Post",
              "Categorization",
              "Delete",
              "Put",
              "GetAsPdf",
              "DownloadAttachment",
              "GetAttachment",
              "GetAttachments",
              "UploadAttachment",
            ),
            featureState: oneOf("Release", "Alpha", "Beta", "Deprecated", "NotSupported", "NotImplemented"),
          }),
        ),
      }),
    )
    .optional(),
});

const image = shape({ image: shape({ src: text.optional(), alt: text.optional() }).optional() }).optional();
export const branding = shape({
  logo: shape({ full: image, square: image }).optional(),
  button: shape({ default: image, hover: image }).optional(),
  sourceId: text.optional(),
});

export const webhook = shape({
  id: uuid,
  url: text,
  disabled: flag.optional(),
  eventTypes: z.array(text).optional(),
  companyTags: z.array(text).optional(),
});

export const apiKeyDetails = shape({
  id: uuid,
  name: text.optional(),
  apiKey: text.optional(),
  createdDate: date.optional(),
});

/** Every error, with every field Codat's samples have. */
export const error = shape({
  statusCode: integer,
  service: text,
  error: text,
  correlationId: id,
  canBeRetried: oneOf("True", "False", "Unknown"),
  detailedErrorCode: integer,
  validation: shape({
    errors: z.array(validationItem()).optional(),
    warnings: z.array(validationItem()).optional(),
  }).optional(),
});

function validationItem() {
  return shape({ itemId: text.optional(), message: text.optional(), validatorName: text.optional() });
}

const at = {
  dimension: integer.optional(),
  dimensionDisplayName: text.optional(),
  item: integer.optional(),
  itemDisplayName: text.optional(),
};
const reportMeasure = shape({ index: integer.optional(), measureDisplayName: text.optional(), value: decimal });

/** A metric report of two dimensions. */
export const report = shape({
  reportInfo: z.record(z.string(), text),
  dimensions: z.array(
    shape({
      index: integer,
      displayName: text,
      type: text,
      items: z.array(shape({ index: integer, displayName: text.optional(), value: text.optional() })),
    }),
  ),
  measures: z.array(shape({ index: integer, displayName: text, type: text, units: text.optional() })),
  reportData: z.array(shape({ ...at, components: z.array(shape({ ...at, measures: z.array(reportMeasure) })) })),
  errors: z
    .array(
      shape({
        type: text.optional(),
        message: text.optional(),
        details: z.record(z.string(), z.array(text)).optional(),
      }),
    )
    .optional(),
});
