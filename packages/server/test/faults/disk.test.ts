import { describeTopology } from "./matrix.ts";

describeTopology("disk", "chdb");
describeTopology("disk", "clickhouse");
describeTopology("disk", "postgres");
