import type { Datasets } from "../../db/store.js";
import type { ConnectionRow } from "../../db/tables.js";
import { type DataTypeStatus, isErrored } from "../../model/platform/dataset.js";
import { inTextOrder } from "../../model/text-order.js";
import { servedTypes } from "../data-types.js";
import { isCovered } from "../record-scope.js";

type Status = Awaited<ReturnType<Datasets["statusOf"]>>[number];

/**
 * How every data type of a company stands, over the connections its reads cover: the one that is worst off speaks for the
 * data type, so that a gap is never hidden behind a connection that is fine.
 */
export function dataStatusView(
  connections: readonly ConnectionRow[],
  statuses: readonly Status[],
): Record<string, DataTypeStatus> {
  const covered = connections.filter(isCovered);
  return Object.fromEntries(
    servedTypes.map(({ dataType }) => {
      const known = statuses.filter(
        (status) => status.dataType === dataType && covered.some(({ id }) => id === status.connectionId),
      );
      const isMissing = covered.length > known.length;
      return [dataType, oneType(dataType, known, isMissing)];
    }),
  );
}

function oneType(dataType: string, known: readonly Status[], isMissing: boolean): DataTypeStatus {
  const [worst] = known.toSorted((a, b) => severity(b) - severity(a));
  if (!worst) return { dataType, currentStatus: "Initial" };
  const successes = known.flatMap(({ latestSuccessful }) => latestSuccessful ?? []);
  const [oldest] = successes.toSorted((a, b) => inTextOrder(a.completed ?? "", b.completed ?? ""));
  const isComplete = !isMissing && successes.length === known.length;
  const { latest } = worst;
  const description = latest.error_message ?? latest.status_description;
  return {
    dataType,
    currentStatus: isMissing && severity(worst) === 0 ? "Initial" : latest.status,
    ...(isComplete && oldest?.completed ? { lastSuccessfulSync: oldest.completed } : {}),
    latestSyncId: latest.id,
    ...(worst.latestSuccessful ? { latestSuccessfulSyncId: worst.latestSuccessful.id } : {}),
    ...(description ? { statusDescription: description } : {}),
  };
}

/** Failed before under way before complete. */
function severity({ latest }: Status): number {
  if (isErrored(latest.status)) return 2;
  return latest.status === "Complete" ? 0 : 1;
}
