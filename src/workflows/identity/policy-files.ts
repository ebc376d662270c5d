import type { WholeReader } from "../../core/reader.ts";
import { gapAt } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { readYamlFile } from "../../documents/yaml/read.ts";
import type { IdentityTrust } from "../facts.ts";
import { statementsIn, trustedBy } from "./statements.ts";

const MARK = "AssumeRoleWithWebIdentity";

/** Trust policies of AWS as JSON: alone, or inside of a template of CloudFormation. */
export const policyFiles: WholeReader<IdentityTrust> = {
  id: "workflows/identity-policies",
  version: 1,
  limit: 1024 * 1024,
  wants: ({ type, path }) =>
    type === "file" && path.endsWith(".json") && !/(?:^|\/)(?:node_modules|vendor)\//.test(path),
  *read(file) {
    if (!file.bytes.includes(MARK)) return;
    const { documents, problems } = readYamlFile(file); // JSON is YAML, and here with its lines
    for (const { message, line } of problems) yield gapAt({ ...file.place, line }, `not JSON: ${message}`);
    for (const document of documents) {
      for (const { statement, path } of statementsIn(document.value)) {
        const trusted = trustedBy(statement);
        if (trusted === undefined) continue;
        const { line, column } = document.rangeOf(path);
        yield {
          kind: "identity-trust",
          at: { ...file.place, line, column },
          subject: subject("grant", file.path),
          ...trusted,
          holder: "the role",
        };
      }
    }
  },
};
