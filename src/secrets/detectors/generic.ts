import type { Detector } from "../detector.ts";

/** What is known only by the name that somebody gave it. */
export const generic: readonly Detector[] = [
  {
    id: "generic-password",
    title: "Hard-coded password",
    severity: "medium",
    why: "A password in a file is known to everyone who can read the file, and to every copy of it.",
    fix: "Change it where it opens something, and read it from the environment or a secret store.",
    aliases: ["gitleaks:generic-api-key", "detect-secrets:KeywordDetector"],
    take: { kind: "named", name: "password" },
    samples: (make) => ({
      found: [
        { path: "db.yaml", text: `database:\n  password: ${make.base62(12)}` },
        { path: "app.py", text: `DB_PASSWORD = "${make.base62(10)}!"` },
        { path: "run.sh", text: `mysql --password=${make.base62(14)} app` },
        { path: "Dockerfile", text: `ENV ADMIN_PASSWORD ${make.base62(14)}` },
        { path: "pod.yaml", text: `env:\n  - name: DB_PASSWORD\n    value: ${make.base62(14)}` },
        { path: "server.xml", text: `<server><password>${make.base62(14)}</password></server>` },
      ],
      missed: [
        { path: "db.yaml", text: "database:\n  password: <password>" },
        { path: "app.py", text: 'password = os.environ["PASSWORD"]' },
        { path: "app.ts", text: "password: string = form.password.value" },
        { path: "app.ts", text: 'passwordField: "#login-password"' },
        { path: "ci.yaml", text: "password: ${{ secrets.DB_PASSWORD }}" },
        { path: "db.yaml", text: "password_file: /run/secrets/db-password-7f3" },
      ],
    }),
  },
  {
    id: "generic-key",
    title: "Hard-coded key, token or secret",
    severity: "medium",
    why: "Whoever can read the file, or a copy of it, can use the key.",
    fix: "Revoke it where it was issued, and read its successor from the environment or a secret store.",
    aliases: ["gitleaks:generic-api-key"],
    take: { kind: "named", name: "key" },
    samples: (make) => ({
      found: [
        { path: "app.js", text: `const apiKey = "${make.base62(32)}";` },
        { path: "app.properties", text: `service.auth.token=${make.hex(40)}` },
        { path: "app.json", text: `{"client_secret": "${make.base62(28)}"}` },
      ],
      missed: [
        { path: "app.js", text: "const apiKey = process.env.API_KEY;" },
        { path: "app.js", text: 'const tokenType = "urn:ietf:params:oauth:token-type:jwt";' },
        { path: "app.js", text: 'const secretKey = "the-name-of-the-cookie-that-we-set";' },
        { path: "yarn.lock", text: `  apiKey "${make.base62(32)}"` },
        { path: "app.yaml", text: `primaryKey: ${make.base62(32)}` },
      ],
    }),
  },
];
