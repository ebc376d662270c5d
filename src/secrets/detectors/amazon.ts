import type { Detector } from "../detector.ts";

export const amazon: readonly Detector[] = [
  {
    id: "aws-secret-access-key",
    title: "AWS secret access key",
    severity: "critical",
    why: "With its key id it signs requests to AWS as the user or role it belongs to.",
    fix: "Deactivate and delete the access key in IAM, make a new one or move to a role, and look through CloudTrail for its use.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html"],
    aliases: ["gitleaks:aws-access-token", "trufflehog:AWS"],
    take: {
      kind: "assigned",
      near: ["aws", "amazon", "s3", "akia", "asia"],
      names: ["secretaccesskey", "secretkey", "awssecret", "accesskeysecret", "secret", "accesskey"],
      pattern: /[A-Za-z\d/+]{40}/y,
    },
    pairsWith: { detector: "aws-access-key-id", lines: 10 },
    samples: (make) => ({
      found: [
        { path: ".env", text: `AWS_SECRET_ACCESS_KEY=${make.base64(40)}` },
        {
          path: "aws.ini",
          text: `aws_access_key_id = AKIA${make.of(BASE32, 16)}\naws_secret_access_key = ${make.base64(40)}`,
        },
      ],
      missed: [
        { path: ".env", text: `AWS_SECRET_ACCESS_KEY=${make.base64(39)}` },
        { path: ".env", text: "AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY_OF_THE_BUILD_ACCOUNT}" },
      ],
    }),
  },
  {
    id: "aws-access-key-id",
    title: "AWS access key id",
    severity: "medium",
    why: "It names a key and its account; alone it opens nothing, but its secret is often near, or in the same history.",
    fix: "Look for its secret beside it; deactivate the key in IAM if that was ever in the same place.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"],
    take: { kind: "token", keywords: ["AKIA", "ASIA"], pattern: /(?:AKIA|ASIA)[A-Z2-7]{16}/y, shown: 4 },
    check: (value) => ({
      grade: "shape",
      evidence: [{ kind: "check", text: `its characters, decoded, name the account ${accountOf(value)}` }],
    }),
    samples: (make) => ({
      found: [{ text: `key id AKIA${make.of(BASE32, 16)}` }],
      missed: [{ text: `AKIA${make.of("abcdefgh", 16)}` }, { text: `the key AKIA${make.of(BASE32, 9)}EXAMPLE` }],
    }),
  },
];

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * The account that a key id names: its characters from the fifth on are base 32, and 40 bits of them after the first are
 * the account's number. Holds for ids made since 2019. Source:
 * https://awsteele.com/blog/2020/09/26/aws-access-key-format.html
 */
function accountOf(keyId: string): string {
  let bits = 0n;
  for (const character of keyId.slice(4, 14)) bits = (bits << 5n) | BigInt(BASE32.indexOf(character));
  const firstSixBytes = bits >> 2n;
  return String((firstSixBytes & 0x7fffffffff80n) >> 7n).padStart(12, "0");
}
