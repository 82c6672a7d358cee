/** How much a cell of the matrix sends, and how long its pauses are. */
interface Scale {
  readonly eventsPerClient: number;
  /** Events in the largest request. */
  readonly largestBatch: number;
  /** How long a partition stays with a worker that says nothing more: pauses are counted in leases. */
  readonly leaseMs: number;
  /** What a cell may take. */
  readonly cellMs: number;
}

const SCALES: Readonly<Record<"short" | "long", Scale>> = {
  short: { eventsPerClient: 500, largestBatch: 120, leaseMs: 800, cellMs: 120_000 },
  /** With the lease that an instance has by default, four of which are 40 s. */
  long: { eventsPerClient: 1250, largestBatch: 120, leaseMs: 10_000, cellMs: 300_000 },
};

/** `npm run torture:matrix` asks for the long one. */
export const SCALE: Scale = process.env.MILLRACE_MATRIX === "long" ? SCALES.long : SCALES.short;
