import { cpSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { have, linesOf, once, run } from "../have.ts";
import { packageKey, type Subject } from "../subject.ts";

/** What many applications of Java bring, with all that it needs. */
const ASKED = [
  "org.springframework.boot:spring-boot-starter-web:3.2.1",
  "org.springframework.boot:spring-boot-starter-data-jpa:3.2.1",
  "org.springframework.boot:spring-boot-starter-security:3.2.1",
  "org.springframework.boot:spring-boot-starter-actuator:3.2.1",
  "org.springframework.kafka:spring-kafka:3.1.1",
  "org.postgresql:postgresql:42.7.1",
  "com.google.guava:guava:33.0.0-jre",
  "org.apache.commons:commons-compress:1.25.0",
  "commons-io:commons-io:2.15.1",
  "commons-fileupload:commons-fileupload:1.5",
  "org.apache.logging.log4j:log4j-core:2.22.1",
  "io.netty:netty-all:4.1.104.Final",
  "org.elasticsearch.client:elasticsearch-rest-high-level-client:7.17.16",
  "io.grpc:grpc-netty-shaded:1.60.1",
  "com.squareup.okhttp3:okhttp:4.12.0",
  "org.apache.httpcomponents:httpclient:4.5.14",
  "joda-time:joda-time:2.12.6",
  "org.bouncycastle:bcprov-jdk18on:1.77",
  "org.quartz-scheduler:quartz:2.3.2",
  "org.apache.poi:poi-ooxml:5.2.5",
  "org.eclipse.jetty:jetty-server:11.0.19",
  "software.amazon.awssdk:s3:2.22.13",
  "org.apache.struts:struts2-core:2.5.33",
  "dom4j:dom4j:1.6.1",
  "xerces:xercesImpl:2.12.2",
  "mysql:mysql-connector-java:8.0.33",
  "org.freemarker:freemarker:2.3.32",
];

const ASKED_TOO = [
  "io.quarkus:quarkus-resteasy-reactive:3.6.4",
  "org.apache.hadoop:hadoop-client:3.3.6",
  "org.apache.camel:camel-http:4.3.0",
  "org.seleniumhq.selenium:selenium-java:4.16.1",
  "com.typesafe.akka:akka-http_2.13:10.5.3",
  "org.keycloak:keycloak-core:23.0.3",
  "com.hazelcast:hazelcast:5.3.6",
  "io.vertx:vertx-web:4.5.1",
  "org.apache.cxf:cxf-rt-frontend-jaxws:4.0.3",
  "org.hibernate:hibernate-core:5.6.15.Final",
  "com.google.cloud:google-cloud-storage:2.30.1",
  "com.azure:azure-storage-blob:12.25.1",
  "org.apache.shiro:shiro-core:1.13.0",
  "net.sf.ehcache:ehcache:2.10.9.2",
  "org.codehaus.groovy:groovy-json:3.0.20",
  "com.thoughtworks.xstream:xstream:1.4.20",
  "org.apache.velocity:velocity:1.7",
  "ch.qos.logback:logback-classic:1.4.14",
  "org.mongodb:mongodb-driver-sync:4.11.1",
  "redis.clients:jedis:5.1.0",
  "com.rabbitmq:amqp-client:5.20.0",
  "org.apache.activemq:activemq-client:5.18.3",
  "com.zaxxer:HikariCP:5.1.0",
  "org.jdbi:jdbi3-core:3.43.0",
  "com.h2database:h2:2.2.224",
  "com.itextpdf:itextpdf:5.5.13.3",
  "org.mozilla:rhino:1.7.14",
  "org.apache.tika:tika-parsers-standard-package:2.9.1",
];

/** Chosen when the table of known groups was as it is, and so a fairer judge of it. */
const ASKED_LATER = [
  "io.micronaut:micronaut-http-server-netty:4.2.3",
  "org.apache.spark:spark-sql_2.13:3.5.0",
  "org.apache.flink:flink-streaming-java:1.18.0",
  "io.dropwizard:dropwizard-core:4.0.5",
  "org.neo4j.driver:neo4j-java-driver:5.15.0",
  "com.datastax.oss:java-driver-core:4.17.0",
  "org.apache.pulsar:pulsar-client:3.1.1",
  "io.minio:minio:8.5.7",
  "com.squareup.retrofit2:retrofit:2.9.0",
  "io.ktor:ktor-server-netty-jvm:2.3.7",
  "org.liquibase:liquibase-core:4.25.1",
  "org.flywaydb:flyway-core:10.4.1",
  "org.jooq:jooq:3.19.1",
  "org.mybatis:mybatis:3.5.15",
  "com.alibaba:fastjson:1.2.83",
  "com.google.code.gson:gson:2.10.1",
  "org.apache.zookeeper:zookeeper:3.9.1",
  "org.thymeleaf:thymeleaf:3.1.2.RELEASE",
  "net.lingala.zip4j:zip4j:2.11.5",
  "org.apache.xmlgraphics:fop:2.9",
  "commons-collections:commons-collections:3.2.2",
  "org.testng:testng:7.9.0",
  "org.mockito:mockito-core:5.8.0",
  "com.microsoft.sqlserver:mssql-jdbc:12.4.2.jre11",
  "org.apache.derby:derby:10.16.1.1",
];

export const mavenSubjects: readonly Subject[] = [
  archives("Java archives", ASKED),
  archives("Java archives, a second choice", ASKED_TOO),
  {
    ...archives("Java archives, a third choice", ASKED_LATER),
    note: "They were chosen after the table of known groups was made, and 469 of 506 were found then; what was missing has been added since.",
  },
];

function archives(title: string, asked: readonly string[]): Subject {
  return {
    title,
    lister: "mvn dependency:list, with what unzip shows was shaded in",
    types: ["maven"],
    make: (folder) => {
      if (!have("mvn", "unzip")) return undefined;
      const project = `${folder}-project`;
      once(project, () => {
        writeFileSync(join(project, "pom.xml"), pom(asked));
        mvn(project, ["dependency:copy-dependencies", "-DoutputDirectory=lib"]);
        mvn(project, ["dependency:list", "-DoutputFile=list.txt"]);
      });
      once(folder, () => cpSync(join(project, "lib"), join(folder, "app", "lib"), { recursive: true }));
      return {
        target: `rootfs:${folder}`,
        listed: { packages: listOf(project).union(shadedIn(join(project, "lib"))) },
        about: `${readdirSync(join(project, "lib")).length} archives`,
      };
    },
  };
}

function mvn(folder: string, words: readonly string[]): void {
  run("mvn", ["--batch-mode", "--quiet", ...words], { cwd: folder });
}

function pom(asked: readonly string[]): string {
  const dependencies = asked.map((one) => {
    const [group, artifact, version] = one.split(":");
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>com.example</groupId><artifactId>application</artifactId><version>1.0.0</version>
<dependencies>${dependencies.join("\n")}</dependencies></project>\n`;
}

/** `group:artifact:jar[:classifier]:version:scope`. */
function listOf(project: string): Set<string> {
  const lines = linesOf(run("cat", [join(project, "list.txt")])).map((line) => line.trim().split(" ", 1)[0] ?? "");
  const keys = lines.flatMap((line) => {
    const parts = line.split(":");
    if (parts.length < 5) return [];
    return packageKey("maven", `${parts[0]}:${parts[1]}`, parts.at(-2) ?? "");
  });
  return new Set(keys);
}

/** What archives say was built into them: each brings its own description along. */
function shadedIn(folder: string): Set<string> {
  const keys = new Set<string>();
  for (const archive of readdirSync(folder)) {
    const text = run("unzip", ["-p", join(folder, archive), "META-INF/maven/*/*/pom.properties"], { exits: [11] });
    const found = new Map<string, string>();
    for (const line of linesOf(text)) {
      const [, name = "", value = ""] = /^(groupId|artifactId|version)=(\S+)/.exec(line) ?? [];
      found.set(name, value);
      if (!["groupId", "artifactId", "version"].every((field) => found.has(field))) continue;
      keys.add(packageKey("maven", `${found.get("groupId")}:${found.get("artifactId")}`, found.get("version") ?? ""));
      found.clear();
    }
  }
  return keys;
}
