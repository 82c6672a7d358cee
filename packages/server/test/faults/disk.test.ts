import { describeTopology } from "./matrix.ts";

describeTopology("disk", "chdb");
