import { z } from "zod";
import { Instant } from "../dates.js";
import { component, field } from "../field.js";

/** Codat's statuses of a sync run (a "dataset"). Ours flow Queued → Fetching → Mapping → Complete, or end in an error. */
export const DatasetStatus = z.enum([
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
]);
export type DatasetStatus = z.infer<typeof DatasetStatus>;

type Phase = "UnderWay" | "Complete" | "Cancelled" | "Failed";

const phases = {
  Initial: "UnderWay",
  Queued: "UnderWay",
  Fetching: "UnderWay",
  MapQueued: "UnderWay",
  Mapping: "UnderWay",
  ProcessingQueued: "UnderWay",
  Processing: "UnderWay",
  ValidationQueued: "UnderWay",
  Validating: "UnderWay",
  Complete: "Complete",
  Cancelled: "Cancelled",
  FetchError: "Failed",
  MapError: "Failed",
  InternalError: "Failed",
  ProcessingError: "Failed",
  ValidationError: "Failed",
  AuthError: "Failed",
  NotSupported: "Failed",
  RateLimitError: "Failed",
  PermissionsError: "Failed",
  PrerequisiteNotMet: "Failed",
} as const satisfies Record<DatasetStatus, Phase>;

/** Whether a sync with this status is over, however it ended. */
export const isFinal = (status: DatasetStatus): boolean => phases[status] !== "UnderWay";

/** Whether a sync with this status has failed (Codat's `isErrored`); a cancelled one has not. */
export const isErrored = (status: DatasetStatus): boolean => phases[status] === "Failed";

/** How one data type of a company stands. */
export const DataTypeStatus = component(
  "DataTypeStatus",
  "How one data type of a company stands.",
  z.object({
    dataType: z.string(),
    currentStatus: field(
      DatasetStatus,
      "derived",
      "Status of the latest sync; `Initial` when there was none.",
      "Complete",
    ),
    lastSuccessfulSync: field(Instant, "derived", "When a sync last completed.").optional(),
    latestSyncId: field(z.uuid(), "derived", "The latest sync.").optional(),
    latestSuccessfulSyncId: field(z.uuid(), "derived", "The latest sync that completed.").optional(),
    statusDescription: field(z.string(), "derived", "What went wrong, or what is being done.").optional(),
  }),
);
export type DataTypeStatus = z.infer<typeof DataTypeStatus>;

/** The data types of a company by key. */
export const DataStatus = component(
  "DataStatus",
  "Every data type of the company by its key.",
  z.record(z.string(), DataTypeStatus),
);

/** One sync run of one data type: Codat's pull operation. */
export const PullOperation = component(
  "PullOperation",
  "One sync of one data type.",
  z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    connectionId: z.uuid(),
    dataType: z.string(),
    status: DatasetStatus,
    statusDescription: field(z.string(), "derived", "More about the status.").optional(),
    errorMessage: field(z.string(), "derived", "What failed.").optional(),
    requested: field(Instant, "derived", "When it was queued."),
    completed: field(Instant, "derived", "When it ended.").optional(),
    progress: field(z.int().min(0).max(100), "derived", "Percent done.", 100),
    isCompleted: field(z.boolean(), "derived", "Whether it ended well; not queryable.", true),
    isErrored: field(z.boolean(), "derived", "Whether it failed.", false),
  }),
);
export type PullOperation = z.infer<typeof PullOperation>;
