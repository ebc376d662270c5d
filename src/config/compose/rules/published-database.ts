import type { Rule } from "../../../core/rule.ts";
import type { PublishedPort } from "../facts.ts";

const example = { service: "db" } as const;

/** Ports behind which data or administration lies, often without a login. */
const SERVICES = new Map([
  ["1433", "SQL Server"],
  ["2375", "the Docker API"],
  ["2379", "etcd"],
  ["3306", "MySQL"],
  ["5432", "PostgreSQL"],
  ["5601", "Kibana"],
  ["5984", "CouchDB"],
  ["6379", "Redis"],
  ["8086", "InfluxDB"],
  ["9000", "an administration console"],
  ["9042", "Cassandra"],
  ["9090", "Prometheus"],
  ["9092", "Kafka"],
  ["9200", "Elasticsearch"],
  ["11211", "memcached"],
  ["15672", "RabbitMQ's console"],
  ["27017", "MongoDB"],
]);

export const publishedDatabase: Rule<PublishedPort> = {
  id: "config/compose/published-database",
  on: "published-port",
  title: "Database published on every address",
  severity: "high",
  confidence: "proven",
  why: "Published ports go past the host's firewall: the runtime writes its own rules in front of it. Whoever reaches the host reaches the data.",
  fix: "Publish it on `127.0.0.1:` alone, or not at all: services of one network reach each other without.",
  standards: ["CIS Docker 5.13"],
  examples: [
    { given: { ...example, address: "", target: "5432" }, verdict: "fail" },
    { given: { ...example, address: "0.0.0.0", target: "6379" }, verdict: "fail" },
    { given: { ...example, address: "127.0.0.1", target: "5432" }, verdict: "pass" },
    { given: { ...example, address: "", target: "8080" }, verdict: "pass" },
    { given: { ...example, address: "${ADDRESS}", target: "5432" }, verdict: "unobservable" },
  ],
  judge: ({ service, address, target }) => {
    const product = SERVICES.get(target);
    if (product === undefined) return { kind: "pass" };
    if (address.includes("$")) return { kind: "unobservable", reason: "the address is set from outside" };
    if (address !== "" && address !== "0.0.0.0" && address !== "[::]" && address !== "::") return { kind: "pass" };
    return {
      kind: "fail",
      message: `the service ${service} publishes port ${target} (${product}) on every address`,
      cause: target,
      signals: { exposure: { level: "public", because: "whoever reaches the host reaches it" } },
    };
  },
};
