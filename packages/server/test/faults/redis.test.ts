import { describeTopology } from "./matrix.ts";

describeTopology("redis", "chdb");
describeTopology("redis", "clickhouse");
describeTopology("redis", "postgres");
