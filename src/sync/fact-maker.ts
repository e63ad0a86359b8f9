/**
 * Makes one kind of fact of the records of one data type: the little that metrics need of a record, kept beside it
 * because reading all whole records would be too slow. Pure.
 */
export interface FactMaker {
  kind: string;
  dataType: string;
  /** Changes whenever the layout or the meaning of a fact does: all facts are then made anew from the records. */
  version: number;
  /** JSON text of the fact of a finished record (but for its `modifiedDate`), undefined when there is none (any more). */
  make(record: { id: string; metadata: { isDeleted: boolean } }): string | undefined;
}
