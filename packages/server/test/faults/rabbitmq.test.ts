import { describeTopology } from "./matrix.ts";

describeTopology("rabbitmq", "chdb");
describeTopology("rabbitmq", "clickhouse");
describeTopology("rabbitmq", "postgres");
